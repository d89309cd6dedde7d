internal import BaseEncoding
import MerkleTree

/// The text form that verifier and signer keys share: `name+id+base64`.
enum KeyText {
    /// The longest key text worth reading, in bytes.
    private static let maximumBytes = 4096

    static func make(name: String, id: UInt32, material: [UInt8]) -> String {
        let bytes = withUnsafeBytes(of: id.bigEndian) { Array($0) }
        return "\(name)+\(Hexadecimal.encode(bytes))+\(Base64.encode(material))"
    }

    static func parse(
        _ text: String
    ) throws(LogError) -> (name: String, id: UInt32, material: [UInt8]) {
        // The base64 part may hold `+` itself, so only the first two separate.
        let parts = text.utf8.split(
            separator: UInt8(ascii: "+"),
            maxSplits: 2,
            omittingEmptySubsequences: false
        )
        guard text.utf8.count <= maximumBytes, parts.count == 3,
            KeyName.isValid(String(Substring(parts[0]))),
            parts[1].count == 8, let id = Hexadecimal.decode(parts[1]),
            parts[1].elementsEqual(Hexadecimal.encode(id).utf8),
            let material = Base64.decode(parts[2]), !material.isEmpty
        else { throw LogError(.malformedKey, "key is not of the form `name+id+base64`") }
        return (String(Substring(parts[0])), id.reduce(0) { $0 << 8 | UInt32($1) }, material)
    }
}
