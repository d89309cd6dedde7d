internal import CanonicalJSON

/// One entry of the log: a signed statement with the place and time at which it was recorded.
public struct Entry: Hashable, Sendable {
    /// The place in the log, from 0.
    public let sequence: Int
    /// When the register recorded it; never earlier than the entry before.
    public let time: Instant
    /// What was stated, and the actor's signature.
    public let signed: SignedStatement

    /// Makes an entry.
    public init(sequence: Int, time: Instant, signed: SignedStatement) {
        self.sequence = sequence
        self.time = time
        self.signed = signed
    }

    /// What was stated.
    public var statement: Statement { signed.statement }
    /// The command of the statement.
    public var command: Command { signed.statement.command }
}

extension Entry: Codable {
    private enum CodingKeys: String, CodingKey {
        case sequence
        case time
        case statement
        case signature
    }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        sequence = try container.decode(Int.self, forKey: .sequence)
        time = try container.decode(Instant.self, forKey: .time)
        signed = SignedStatement(
            statement: try container.decode(StatementForm.self, forKey: .statement).statement,
            signature: try container.decode(Signature.self, forKey: .signature)
        )
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(time, forKey: .time)
        try container.encode(StatementForm(signed.statement), forKey: .statement)
        try container.encode(signed.signature, forKey: .signature)
    }
}

extension SignedStatement: Codable {
    private enum CodingKeys: String, CodingKey {
        case statement
        case signature
    }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        statement = try container.decode(StatementForm.self, forKey: .statement).statement
        signature = try container.decode(Signature.self, forKey: .signature)
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(StatementForm(statement), forKey: .statement)
        try container.encode(signature, forKey: .signature)
    }
}

/// A type whose JSON is exchanged in one form only.
public protocol CanonicalForm: Codable {
    /// How many bytes of JSON are read at most.
    static var maximumBytes: Int { get }
}

extension Entry: CanonicalForm {
    /// 16 MiB: a charter is one entry.
    public static var maximumBytes: Int { 16 * 1024 * 1024 }
}

extension SignedStatement: CanonicalForm {
    /// 16 MiB: a charter is one statement.
    public static var maximumBytes: Int { 16 * 1024 * 1024 }
}

extension CanonicalForm {
    /// Reads a value from canonical JSON (RFC 8785).
    ///
    /// - Throws: a ``Refusal`` with code `too_large`, `malformed`, or `not_canonical` when the bytes
    ///   are not the one form in which the value may be written.
    public init(canonical bytes: [UInt8]) throws(Refusal) {
        self = try Self.read(bytes)
        guard try canonicalBytes() == bytes else {
            throw Refusal(
                .notCanonical,
                "the JSON is not in its canonical form",
                help: "write it as RFC 8785 says, and leave out members that hold a default"
            )
        }
    }

    /// Reads a value from JSON in any form: members in any order, with white space.
    ///
    /// - Throws: a ``Refusal`` with code `too_large` or `malformed`.
    public init(json bytes: [UInt8]) throws(Refusal) {
        self = try Self.read(bytes)
    }

    private static func read(_ bytes: [UInt8]) throws(Refusal) -> Self {
        guard bytes.count <= maximumBytes else {
            throw Refusal(.tooLarge, "\(bytes.count) bytes are more than \(maximumBytes)")
        }
        do {
            return try JSONTreeDecoder().decode(Self.self, from: JSON(parsing: bytes))
        } catch let error as JSONError {
            throw Refusal(
                .malformed,
                "line \(error.line), column \(error.column): \(error.reason)"
            )
        } catch let error as JSONCodingError {
            throw Refusal(.malformed, "\(error.pathText): \(error.reason)")
        } catch {
            throw Refusal(.malformed, "not readable")
        }
    }

    /// The canonical JSON (RFC 8785).
    ///
    /// - Throws: a ``Refusal`` with code `malformed` when the value has none.
    public func canonicalBytes() throws(Refusal) -> [UInt8] {
        do {
            return try JSONTreeEncoder().encode(self).canonicalBytes()
        } catch {
            throw Refusal(.malformed, "the value has no canonical form: \(error)")
        }
    }
}
