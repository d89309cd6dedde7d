extension JSON: Codable {
    /// Takes the value as it is; only ``JSONTreeDecoder`` is supported.
    public init(from decoder: any Decoder) throws {
        guard let tree = decoder as? TreeDecoder else { throw JSONCodingError.foreignCoder }
        self = tree.json
    }

    /// Gives the value as it is; only ``JSONTreeEncoder`` is supported.
    public func encode(to encoder: any Encoder) throws {
        guard let tree = encoder as? TreeEncoder else { throw JSONCodingError.foreignCoder }
        tree.node.set(self)
    }
}

extension JSONObject: Codable {
    /// Takes the object as it is; only ``JSONTreeDecoder`` is supported.
    public init(from decoder: any Decoder) throws {
        guard let tree = decoder as? TreeDecoder else { throw JSONCodingError.foreignCoder }
        guard case .object(let object) = tree.json else {
            throw TreeDecoder.mismatch("an object", tree.json, at: tree.path)
        }
        self = object
    }

    /// Gives the object as it is; only ``JSONTreeEncoder`` is supported.
    public func encode(to encoder: any Encoder) throws {
        guard let tree = encoder as? TreeEncoder else { throw JSONCodingError.foreignCoder }
        tree.node.set(.object(self))
    }
}

extension JSONCodingError {
    fileprivate static let foreignCoder = JSONCodingError(
        code: .unsupported,
        reason: "JSON values are coded by the tree encoder and decoder only"
    )
}
