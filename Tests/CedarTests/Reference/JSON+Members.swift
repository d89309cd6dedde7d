import CanonicalJSON

extension JSON {
    /// A member of an object, or null.
    func at(_ key: String) -> JSON { self[key] ?? .null }

    /// The text, or nothing.
    var text: String { stringValue ?? "" }

    /// The items of an array, or none.
    var items: [JSON] { arrayValue ?? [] }
}
