extension JSONCodingError {
    /// Turns an error of the standard library into ours.
    init(_ error: DecodingError, at path: CodingPath?) {
        switch error {
        case .keyNotFound(let key, let context):
            let name = MemberName.snakeCase(key.stringValue)
            self.init(.missingKey, "missing member `\(name)`", context.codingPath, path)
        case .typeMismatch(_, let context):
            self.init(.typeMismatch, context.debugDescription, context.codingPath, path)
        case .valueNotFound(_, let context):
            self.init(.missingKey, context.debugDescription, context.codingPath, path)
        case .dataCorrupted(let context):
            let reason = Self.inOurWords(context.debugDescription)
            self.init(.dataCorrupted, reason, context.codingPath, path)
        @unknown default:
            self.init(.dataCorrupted, "value refused", [], path)
        }
    }

    /// The standard library names Swift types when an enumeration has no such case; readers of a
    /// file do not know them.
    private static func inOurWords(_ text: String) -> String {
        let marker = " from invalid String value "
        guard text.hasPrefix("Cannot initialize "), let place = text.firstRange(of: marker) else {
            return text
        }
        return "`\(text[place.upperBound...].prefix(80))` is not one of the accepted values"
    }

    /// Turns an error of the standard library into ours.
    init(_ error: EncodingError, at path: CodingPath?) {
        switch error {
        case .invalidValue(_, let context):
            self.init(.unsupported, context.debugDescription, context.codingPath, path)
        @unknown default:
            self.init(.unsupported, "value refused", [], path)
        }
    }

    /// An error whose path is the given keys, or the given place where a type gave no keys.
    private init(
        _ code: Code,
        _ reason: String,
        _ keys: [any CodingKey],
        _ fallback: CodingPath?
    ) {
        let steps = keys.map { key -> PathStep in
            if let index = key.intValue { return .index(index) }
            if key is PathKey { return .key(key.stringValue) }
            return .key(MemberName.snakeCase(key.stringValue))
        }
        self.init(code: code, reason: reason, path: steps.isEmpty ? fallback.steps : steps)
    }
}
