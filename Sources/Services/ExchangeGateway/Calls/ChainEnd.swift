internal import BaseEncoding
internal import DataExchange

/// How long a chain was, and the hash of its last line: what is written down elsewhere, so that
/// records cut off at the end show.
public struct ChainEnd: Sendable, Hashable, CustomStringConvertible {
    /// The chain's name.
    public let id: String
    /// The number of records.
    public let length: Int64
    /// The SHA-256 of the last line, in lower-case hexadecimal; 64 zeros where there is none.
    public let head: String

    init(_ id: String, _ chain: CallChain) {
        self.id = id
        length = chain.length
        head = chain.head
    }

    /// Reads the form that ``description`` writes; nil for any other.
    public init?(parsing text: String) {
        let words = text.split(separator: " ")
        guard words.count == 3, CallLog.isName(String(words[0])), let length = Int64(words[1]),
            length >= 0, words[2].utf8.count == 64
        else { return nil }
        id = String(words[0])
        self.length = length
        head = String(words[2])
    }

    /// The name, the length and the hash, with one space between them.
    public var description: String { "\(id) \(length) \(head)" }

    /// The hash as bytes.
    var headBytes: [UInt8] { Hexadecimal.decode(head.utf8) ?? [] }

    /// Whether a chain has just this end.
    func isReached(by chain: CallChain) -> Bool {
        chain.length == length && chain.head.utf8.elementsEqual(head.utf8)
    }
}
