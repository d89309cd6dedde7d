internal import Governance

/// One part of a charter: its head, or the items of one kind.
enum CharterSection {
    case head
    case items(ItemKind)

    /// The names of all parts, in the order of a charter.
    static let names = ["charter"] + ItemKind.allCases.map { CharterSection.items($0).name }

    /// The key under which the part stands in a file.
    var name: String {
        switch self {
        case .head: "charter"
        case .items(.body): "bodies"
        case .items(let kind): kind.rawValue + "s"
        }
    }

    private static let kinds = Dictionary(
        uniqueKeysWithValues: ItemKind.allCases.map { (CharterSection.items($0).name, $0) }
    )

    init?(name: String) {
        if name == "charter" {
            self = .head
        } else if let kind = Self.kinds[name] {
            self = .items(kind)
        } else {
            return nil
        }
    }

    static func suggestion(for name: String) -> String {
        if let nearest = Spelling.nearest(to: name, among: names) {
            return "did you mean `\(nearest)`?"
        }
        return "its parts are \(names.joined(separator: ", "))"
    }
}
