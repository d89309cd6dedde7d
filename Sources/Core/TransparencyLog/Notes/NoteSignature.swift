internal import BaseEncoding
import MerkleTree

/// One signature line of a note, not yet verified.
public struct NoteSignature: Sendable, Hashable {
    /// The name of the key.
    public let name: String
    /// The id of the key.
    public let keyID: UInt32
    /// The signature without the key id; for a cosignature it starts with the time.
    public let content: [UInt8]

    init(name: String, keyID: UInt32, content: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.content = content
    }

    /// An em dash (U+2014) and a space.
    private static let start: [UInt8] = [0xE2, 0x80, 0x94, 0x20]

    /// Whether a line has the form of a signature, whatever its base64 holds.
    static func isNamed(_ line: some Collection<UInt8>) -> Bool {
        let parts = line.dropFirst(start.count).split(
            separator: UInt8(ascii: " "),
            omittingEmptySubsequences: false
        )
        return line.starts(with: start) && parts.count == 2
            && String(validating: parts[0], as: UTF8.self).map(KeyName.isValid) ?? false
    }

    /// Reads a line without its newline; `nil` where it is none.
    init?(line: some Collection<UInt8>) {
        guard line.starts(with: Self.start) else { return nil }
        let parts = line.dropFirst(Self.start.count).split(
            separator: UInt8(ascii: " "),
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard parts.count == 2, let decoded = Base64.decode(parts[1]), decoded.count > 4,
            let name = String(validating: parts[0], as: UTF8.self), KeyName.isValid(name)
        else { return nil }
        self.init(
            name: name,
            keyID: decoded.prefix(4).reduce(0) { $0 << 8 | UInt32($1) },
            content: Array(decoded.dropFirst(4))
        )
    }

    /// The line with its newline.
    public var line: [UInt8] {
        let id = withUnsafeBytes(of: keyID.bigEndian) { Array($0) }
        return Self.start + Array("\(name) \(Base64.encode(id + content))\n".utf8)
    }
}
