/// An entry that was read ahead of its replay, with what takes time to find out about it.
///
/// Signatures are most of the work of a replay, and the one part that does not need the entries
/// before. So they can be verified on all cores, ahead of the register. What was verified is part
/// of the value and is made only by verifying: the key that the signature was found to fit. The
/// register itself decides which key counts, and believes the value only when it is that key.
public struct PreparedEntry: Sendable {
    /// The entry.
    public let entry: Entry
    /// The key that the signature fits; `nil` when none was tried, or it did not fit.
    public let verifiedKey: PublicKey?
    private let signing: Result<Signing, Refusal>

    private struct Signing: Sendable {
        /// The signed bytes; left out once the signature is known to fit.
        var bytes: [UInt8]?
        let count: Int
        let digest: Digest

        init(_ message: [UInt8]) {
            bytes = message
            count = message.count
            digest = Digest(of: message)
        }
    }

    /// Prepares an entry, with nothing verified.
    public init(_ entry: Entry) {
        self.entry = entry
        verifiedKey = nil
        signing = Self.signing(of: entry)
    }

    /// Reads an entry from its canonical JSON, and verifies its signature.
    ///
    /// - Parameters:
    ///   - bytes: the canonical JSON (RFC 8785).
    ///   - keys: the keys of some moment at or before the entry. When they are out of date the
    ///     register verifies the signature itself, so the outcome is the same.
    /// - Throws: a ``Refusal`` as ``CanonicalForm/init(canonical:)`` does.
    public init(canonical bytes: [UInt8], expecting keys: SigningKeys) throws(Refusal) {
        let entry = try Entry(canonical: bytes)
        self.entry = entry
        let signing =
            Self.signedBytes(of: entry, in: bytes).map { Result.success(Signing($0)) }
            ?? Self.signing(of: entry)
        let key = keys.key(of: entry)
        guard let key, case .success(var signed) = signing, let message = signed.bytes,
            key.verifies(entry.signed.signature, over: message)
        else {
            verifiedKey = nil
            self.signing = signing
            return
        }
        verifiedKey = key
        signed.bytes = nil
        self.signing = .success(signed)
    }

    /// The signed bytes, cut out of the entry's canonical JSON, which holds the statement's.
    ///
    /// - Returns: `nil` where a text might hold a character that ``TextRule`` refuses; what is plain
    ///   ASCII, with line feeds and tabs, holds none.
    private static func signedBytes(of entry: Entry, in canonical: [UInt8]) -> [UInt8]? {
        let head =
            Array(
                "{\"sequence\":\(entry.sequence),\"signature\":\"\(entry.signed.signature)\","
                    .utf8
            ) + Array("\"statement\":".utf8)
        let tail = Array(",\"time\":\"\(entry.time)\"}".utf8)
        guard canonical.count > head.count + tail.count, canonical.starts(with: head),
            canonical.suffix(tail.count).elementsEqual(tail)
        else { return nil }
        let place = head.count..<canonical.count - tail.count
        let isPlain = canonical.withUnsafeBufferPointer { bytes in
            Self.isPlain(bytes.extracting(place))
        }
        return isPlain ? Statement.purpose + canonical[place] : nil
    }

    /// Whether JSON is of printable ASCII, with no escapes but those of line feeds, tabs, quotes and
    /// backslashes.
    private static func isPlain(_ json: UnsafeBufferPointer<UInt8>) -> Bool {
        var isEscaped = false
        for byte in json {
            guard byte >= 0x20, byte < 0x7F else { return false }
            if isEscaped {
                guard
                    byte == UInt8(ascii: "n") || byte == UInt8(ascii: "t")
                        || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                else { return false }
                isEscaped = false
            } else {
                isEscaped = byte == UInt8(ascii: "\\")
            }
        }
        return true
    }

    private static func signing(of entry: Entry) -> Result<Signing, Refusal> {
        do throws(Refusal) {
            return .success(Signing(try entry.statement.signedBytes()))
        } catch {
            return .failure(error)
        }
    }

    /// How many bytes were signed.
    ///
    /// - Throws: the ``Refusal`` of a statement that has no signed form.
    func signedCount() throws(Refusal) -> Int { try signing.get().count }

    /// The digest of what was signed, by which a statement counts only once.
    ///
    /// - Throws: the ``Refusal`` of a statement that has no signed form.
    func digest() throws(Refusal) -> Digest { try signing.get().digest }

    /// Whether the signature was made by the holder of a key.
    ///
    /// - Throws: the ``Refusal`` of a statement that has no signed form.
    func isSigned(with key: PublicKey) throws(Refusal) -> Bool {
        if verifiedKey == key { return true }
        let message: [UInt8]
        if let bytes = try signing.get().bytes {
            message = bytes
        } else {
            message = try entry.statement.signedBytes()
        }
        return key.verifies(entry.signed.signature, over: message)
    }
}
