/// The name of an entity: its type and its identifier, compared by bytes.
///
/// The hash is computed once, since the evaluator looks entities up all the time.
public struct EntityUID: Sendable, Hashable, Comparable, CustomStringConvertible {
    private final class Storage: Sendable {
        let type: CedarText
        let id: CedarText
        let hash: Int

        init(type: CedarText, id: CedarText) {
            self.type = type
            self.id = id
            var hasher = Hasher()
            hasher.combine(type)
            hasher.combine(id)
            self.hash = hasher.finalize()
        }
    }

    private let storage: Storage

    /// Makes a uid from a type path such as `Ns::User` and an identifier.
    public init(type: String, id: String) {
        self.storage = Storage(type: CedarText(type), id: CedarText(id))
    }

    /// Makes a uid from texts.
    public init(type: CedarText, id: CedarText) {
        self.storage = Storage(type: type, id: id)
    }

    /// The type path, `Ns::User`.
    public var type: String { storage.type.string }

    /// The identifier without quotes.
    public var id: String { storage.id.string }

    /// The type path as a text compared by bytes.
    public var typeName: CedarText { storage.type }

    /// The identifier as a text compared by bytes.
    public var identifier: CedarText { storage.id }

    /// The hash of type and identifier, computed once; it differs between processes.
    var storedHash: Int { storage.hash }

    /// The uid as Cedar writes it, `Ns::User::"alice"`.
    public var description: String { "\(type)::\(CedarPrinter.quoted(identifier))" }

    /// Equality of type and identifier.
    public static func == (left: EntityUID, right: EntityUID) -> Bool {
        if left.storage === right.storage { return true }
        return left.storage.hash == right.storage.hash
            && left.storage.id == right.storage.id
            && left.storage.type == right.storage.type
    }

    /// Order by type, then by identifier.
    public static func < (left: EntityUID, right: EntityUID) -> Bool {
        left.compare(right) < 0
    }

    /// Hashes the precomputed value.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(storage.hash)
    }

    func compare(_ other: EntityUID) -> Int {
        let byType = storage.type.compare(other.storage.type)
        return byType != 0 ? byType : storage.id.compare(other.storage.id)
    }

    /// Whether this names an action: the last part of the type is `Action`.
    var isAction: Bool {
        type.utf8.elementsEqual("Action".utf8) || type.utf8.hasSuffix("::Action".utf8)
    }
}

extension String.UTF8View {
    fileprivate func hasSuffix(_ suffix: String.UTF8View) -> Bool {
        count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
    }
}
