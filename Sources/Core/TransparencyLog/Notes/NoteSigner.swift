import Crypto

/// A key that signs notes under a name.
///
/// The secret stays inside the closure, so a signer can be printed or logged without harm.
public struct NoteSigner: Sendable {
    /// The public half.
    public let verifier: NoteVerifier
    private let signature: @Sendable ([UInt8]) throws -> [UInt8]

    /// Makes a signer of a key kept elsewhere.
    ///
    /// - Parameters:
    ///   - verifier: the public half.
    ///   - signature: gives the 64 bytes of the Ed25519 signature over a message.
    public init(
        verifier: NoteVerifier,
        signature: @escaping @Sendable ([UInt8]) throws -> [UInt8]
    ) {
        self.verifier = verifier
        self.signature = signature
    }

    /// Makes a signer of the 32-byte seed of an Ed25519 key (RFC 8032, section 5.1.5).
    ///
    /// - Throws: ``LogError`` with code `malformed_key` for a bad name or seed.
    public init(
        name: String,
        algorithm: SignatureAlgorithm = .ed25519,
        seed: [UInt8]
    ) throws(LogError) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw LogError(.malformedKey, "seed of `\(name)` is not 32 bytes")
        }
        let verifier = try NoteVerifier(
            name: name,
            algorithm: algorithm,
            publicKey: Array(key.publicKey.rawRepresentation)
        )
        self.init(verifier: verifier) { Array(try key.signature(for: $0)) }
    }

    private static let prefix = "PRIVATE+KEY+"

    /// Reads a secret key, `PRIVATE+KEY+name+id+base64(type ‖ seed)`.
    ///
    /// - Throws: ``LogError`` with code `malformed_key`; the reason never holds the key.
    public init(secretText: String) throws(LogError) {
        guard secretText.utf8.starts(with: Self.prefix.utf8) else {
            throw LogError(.malformedKey, "secret key does not start with `\(Self.prefix)`")
        }
        let rest = String(Substring(secretText.utf8.dropFirst(Self.prefix.utf8.count)))
        let (name, id, material) = try KeyText.parse(rest)
        guard let algorithm = SignatureAlgorithm(rawValue: material.first ?? 0) else {
            throw LogError(.malformedKey, "secret key `\(name)` has an unknown type")
        }
        try self.init(name: name, algorithm: algorithm, seed: Array(material.dropFirst()))
        guard verifier.keyID == id else {
            throw LogError(.malformedKey, "secret key `\(name)` has the wrong id")
        }
    }

    /// Writes the text form of a secret key made of a seed.
    ///
    /// - Throws: ``LogError`` with code `malformed_key` for a bad name or seed.
    public static func secretText(
        name: String,
        algorithm: SignatureAlgorithm = .ed25519,
        seed: [UInt8]
    ) throws(LogError) -> String {
        let signer = try NoteSigner(name: name, algorithm: algorithm, seed: seed)
        let material = [algorithm.rawValue] + seed
        return prefix + KeyText.make(name: name, id: signer.verifier.keyID, material: material)
    }

    /// Signs a note's text.
    ///
    /// - Parameters:
    ///   - text: the text with its final newline.
    ///   - timestampSeconds: for a cosigner the time, in seconds since 1970, 0 or more.
    /// - Returns: the signature line.
    /// - Throws: ``LogError`` with code `signing_failed`.
    func sign(_ text: [UInt8], timestampSeconds: Int64) throws(LogError) -> NoteSignature {
        guard let timestamp = UInt64(exactly: timestampSeconds) else {
            throw LogError(.signingFailed, "time `\(timestampSeconds)` is negative")
        }
        let algorithm = verifier.algorithm
        let message = algorithm.message(text: text, timestamp: timestamp)
        guard let bytes = try? signature(message), bytes.count == 64 else {
            throw LogError(.signingFailed, "key of `\(verifier.name)` could not sign")
        }
        let head =
            algorithm == .cosignature ? withUnsafeBytes(of: timestamp.bigEndian) { Array($0) } : []
        return NoteSignature(name: verifier.name, keyID: verifier.keyID, content: head + bytes)
    }
}
