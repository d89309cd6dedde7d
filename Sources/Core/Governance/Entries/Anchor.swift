/// The head of a log that an institution keeps itself, as it states it to the register.
///
/// Once it is recorded, the institution cannot change what came before in its own log without
/// notice: the changed log no longer has this head.
public struct Anchor: Codable, Hashable, Sendable {
    /// How an anchored log binds its records.
    public enum Form: String, Codable, Hashable, Sendable, CaseIterable {
        /// A Merkle tree (RFC 6962, section 2.1); the root is that of a C2SP tlog-checkpoint.
        case tree
        /// A chain in which each record holds the hash of the one before; the root is the last hash.
        case chain
    }

    /// The institution that keeps the log.
    public let institution: InstitutionID
    /// The name of the log.
    public let origin: LogOrigin
    /// How the log binds its records.
    public let form: Form
    /// How many records the log holds, 1 or more.
    public let size: Int
    /// The root of the tree, or the hash of the last record.
    public let root: Digest

    /// Makes an anchor.
    public init(
        institution: InstitutionID,
        origin: LogOrigin,
        form: Form,
        size: Int,
        root: Digest
    ) {
        self.institution = institution
        self.origin = origin
        self.form = form
        self.size = size
        self.root = root
    }
}

/// The name of a log: the origin of its checkpoints (C2SP tlog-checkpoint) or of its chain.
///
/// 1 to 128 of the characters `A-Z`, `a-z`, `0-9`, `-`, `.`, `_`, `/` and `:`.
public struct LogOrigin: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name as text.
    public let text: String

    /// Reads a name; `nil` when it is not well formed.
    public init?(_ text: String) {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x41...0x5A, 0x61...0x7A, 0x2D...0x3A, 0x5F: true
            default: false
            }
        }
        guard isPlain, (1...128).contains(text.utf8.count) else { return nil }
        self.text = text
    }

    /// The value as text.
    public var description: String { text }

    /// The order of the two.
    public static func < (left: LogOrigin, right: LogOrigin) -> Bool { left.text < right.text }
}

extension LogOrigin: Codable {
    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let origin = LogOrigin(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "`\(text.prefix(80))` is not the name of a log: "
                    + "1 to 128 of the characters A-Z, a-z, 0-9, `-`, `.`, `_`, `/` and `:`"
            )
        }
        self = origin
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
