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
        let bytes: [UInt8]?
        let count: Int
        let digest: Digest
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
        let signing = Self.signing(of: entry)
        let key = keys.key(of: entry)
        guard let key, case .success(let signed) = signing, let message = signed.bytes,
            key.verifies(entry.signed.signature, over: message)
        else {
            verifiedKey = nil
            self.signing = signing
            return
        }
        verifiedKey = key
        self.signing = .success(
            Signing(bytes: nil, count: signed.count, digest: signed.digest)
        )
    }

    private static func signing(of entry: Entry) -> Result<Signing, Refusal> {
        do throws(Refusal) {
            let bytes = try entry.statement.signedBytes()
            return .success(Signing(bytes: bytes, count: bytes.count, digest: Digest(of: bytes)))
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
