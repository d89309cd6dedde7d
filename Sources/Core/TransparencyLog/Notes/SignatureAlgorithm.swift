import Crypto

/// How a key signs a note; the raw value is the type byte (C2SP signed-note, "Signatures").
public enum SignatureAlgorithm: UInt8, Sendable, CaseIterable {
    /// Ed25519 over the note's text.
    case ed25519 = 0x01
    /// Ed25519 over a time and the note's text (C2SP tlog-cosignature, version 1).
    case cosignature = 0x04

    /// The key id: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), big-endian.
    func keyID(name: String, publicKey: [UInt8]) -> UInt32 {
        var hasher = SHA256()
        let input = Array(name.utf8) + [Bytes.newline, rawValue] + publicKey
        input.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return hasher.finalize().prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// What the key signs.
    func message(text: [UInt8], timestamp: UInt64) -> [UInt8] {
        switch self {
        case .ed25519: text
        case .cosignature: Array("cosignature/v1\ntime \(timestamp)\n".utf8) + text
        }
    }
}

/// The name of a key in a signed note.
enum KeyName {
    /// Whether a name is not empty and holds neither Unicode space, nor controls, nor `+`.
    static func isValid(_ name: String) -> Bool {
        !name.unicodeScalars.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 != "+" && $0.value >= 0x20 && !$0.properties.isWhitespace
            }
    }

    static func check(_ name: String) throws(LogError) {
        guard isValid(name) else {
            throw LogError(.malformedKey, "key name `\(name)` is not valid")
        }
    }
}
