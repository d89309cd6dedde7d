extension TreeDecoder {
    static func string(_ json: JSON, at path: @autoclosure () -> CodingPath?) throws -> String {
        guard case .string(let value) = json else {
            throw mismatch("a string", json, at: path())
        }
        return value
    }

    static func bool(_ json: JSON, at path: @autoclosure () -> CodingPath?) throws -> Bool {
        guard case .bool(let value) = json else { throw mismatch("a boolean", json, at: path()) }
        return value
    }

    static func integer<T: FixedWidthInteger>(
        _ json: JSON,
        as _: T.Type = T.self,
        at path: @autoclosure () -> CodingPath?
    ) throws -> T {
        guard case .integer(let value) = json else {
            throw mismatch("an integer", json, at: path())
        }
        guard let number = T(exactly: value) else {
            throw path().failure(.outOfRange, "integer `\(value)` is out of range")
        }
        return number
    }

    static func floatingPoint(at path: CodingPath?) -> JSONCodingError {
        path.failure(.unsupported, "floating-point numbers are not supported")
    }

    static func mismatch(_ wanted: String, _ json: JSON, at path: CodingPath?) -> JSONCodingError {
        path.failure(.typeMismatch, "expected \(wanted), found \(json.kindName)")
    }
}

extension JSON {
    /// The kind of value, for messages.
    var kindName: String {
        switch self {
        case .null: "`null`"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .decimal: "a decimal"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
