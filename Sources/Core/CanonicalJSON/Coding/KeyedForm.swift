/// How the members of one keyed container are named.
enum KeyedForm {
    /// Coding keys in camelCase, members in snake_case, unknown members refused.
    case type
    /// A Swift dictionary: its keys are data and stay as they are.
    case dictionary

    init<Key: CodingKey>(_: Key.Type) {
        self = ObjectIdentifier(Key.self) == Self.dictionaryKeys ? .dictionary : .type
    }

    func name(of key: some CodingKey) -> String {
        switch self {
        case .type: MemberName.snakeCase(key.stringValue)
        case .dictionary: key.stringValue
        }
    }

    /// The key a member stands for, or `nil` where the type does not know it.
    func key<Key: CodingKey>(named name: String, as _: Key.Type) -> Key? {
        guard case .type = self else { return Key(stringValue: name) }
        return exact(MemberName.camelCase(name), for: name) ?? exact(name, for: name)
    }

    /// Only the exact name counts: `publicKey` is not another way to write `public_key`.
    private func exact<Key: CodingKey>(_ candidate: String, for name: String) -> Key? {
        guard let key = Key(stringValue: candidate), self.name(of: key).hasSameBytes(as: name)
        else { return nil }
        return key
    }

    /// The coding keys the standard library uses for dictionaries, found by encoding one.
    private static let dictionaryKeys: ObjectIdentifier? = {
        let probe = KeyProbe()
        try? [String: Bool]().encode(to: probe)
        return probe.found
    }()
}

/// An encoder that only notes the type of the keys it is asked for.
private final class KeyProbe: Encoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    var found: ObjectIdentifier?

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        found = ObjectIdentifier(Key.self)
        // The form is given, since asking for it here would wait for this very probe.
        let container = KeyedTreeEncoder<Key>(node: EncodingNode(), path: nil, form: .dictionary)
        return KeyedEncodingContainer(container)
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        TreeEncoder(path: nil).unkeyedContainer()
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        TreeEncoder(path: nil).singleValueContainer()
    }
}
