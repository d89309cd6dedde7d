import Crypto
import MerkleTree

/// A public key that is trusted to sign notes under a name.
public struct NoteVerifier: Sendable, Hashable {
    /// The name in the note's signature lines.
    public let name: String
    /// How the key signs.
    public let algorithm: SignatureAlgorithm
    /// The 32 bytes of the Ed25519 public key.
    public let publicKey: [UInt8]
    /// The number in the note's signature lines, computed of the rest.
    public let keyID: UInt32

    /// Makes a verifier of its parts.
    ///
    /// - Throws: ``LogError`` with code `malformed_key` for a bad name or key.
    public init(
        name: String,
        algorithm: SignatureAlgorithm = .ed25519,
        publicKey: [UInt8]
    ) throws(LogError) {
        try KeyName.check(name)
        guard (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil else {
            throw LogError(.malformedKey, "public key of `\(name)` is not Ed25519")
        }
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        keyID = algorithm.keyID(name: name, publicKey: publicKey)
    }

    /// Reads a verifier key, `name+id+base64(type ‖ key)` (C2SP signed-note, "Verifier keys").
    ///
    /// - Throws: ``LogError`` with code `malformed_key`, also when the id is not the computed one.
    public init(text: String) throws(LogError) {
        let (name, id, material) = try KeyText.parse(text)
        guard let algorithm = SignatureAlgorithm(rawValue: material.first ?? 0) else {
            throw LogError(.malformedKey, "verifier key `\(name)` has an unknown type")
        }
        try self.init(name: name, algorithm: algorithm, publicKey: Array(material.dropFirst()))
        guard keyID == id else {
            throw LogError(.malformedKey, "verifier key `\(name)` has the wrong id")
        }
    }

    /// The verifier key as text.
    public var text: String {
        KeyText.make(name: name, id: keyID, material: [algorithm.rawValue] + publicKey)
    }

    /// Whether a signature line is this key's to judge.
    public func matches(_ signature: NoteSignature) -> Bool {
        signature.keyID == keyID && Bytes.same(signature.name, name)
    }

    /// Checks one signature over a text.
    ///
    /// - Returns: what the signature says, or `nil` where it is not valid.
    func verify(_ signature: NoteSignature, text: [UInt8]) -> VerifiedSignature? {
        var content = signature.content[...]
        var timestamp: UInt64 = 0
        if algorithm == .cosignature {
            timestamp = content.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            content = content.dropFirst(8)
        }
        guard content.count == 64, timestamp <= UInt64(Int64.max),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey),
            key.isValidSignature(
                Array(content),
                for: algorithm.message(text: text, timestamp: timestamp)
            )
        else { return nil }
        return VerifiedSignature(
            verifier: self,
            timestampSeconds: algorithm == .cosignature ? Int64(timestamp) : nil
        )
    }
}

/// A signature that was found valid.
public struct VerifiedSignature: Sendable, Hashable {
    /// The key that signed.
    public let verifier: NoteVerifier
    /// When a cosigner signed, in seconds since 1970 by its own clock; `nil` for other signatures.
    public let timestampSeconds: Int64?
}
