/// One entry of the register that an act can add, change or end.
public protocol RegisterItem: Codable, Hashable, Sendable {
    /// The kind of the item.
    static var kind: ItemKind { get }
    /// The identifier as text, unique among items of the kind.
    var key: String { get }
    /// When the item holds; open where it gives no dates.
    var period: Period { get }
    /// The subject a body must have the mandate to decide on, in order to add, change or end it.
    var governedSubject: SubjectPath { get }
}

/// The kinds of items in a register, in the order in which a charter lists them.
public enum ItemKind: String, Codable, Hashable, Sendable, CaseIterable {
    case article
    case subject
    case institution
    case office
    case official
    case procedure
    case body
    case mandate
    case safeguard
    case standard
    case component
    case service
    case agreement
    case rule
    case waiver
}

extension SubjectPath {
    /// The subject under which the items of governance itself are decided on.
    static func governance(_ part: String) -> SubjectPath {
        SubjectPath("governance/" + part) ?? governance
    }

    /// The subject of governance itself.
    public static let governance: SubjectPath = {
        guard let path = SubjectPath("governance") else { preconditionFailure("well-formed path") }
        return path
    }()
}
