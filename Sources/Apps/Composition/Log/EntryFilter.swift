public import Governance

/// What is searched for in a log.
public struct EntryFilter: Sendable {
    /// Only entries that hold this text, letters of either case alike where they are ASCII.
    public var text: String?
    /// Only entries of this kind.
    public var kind: Command.Kind?
    /// Only entries of this official.
    public var actor: String?
    /// Only entries about this proposal.
    public var proposal: String?
    /// Only entries recorded at that moment or later.
    public var from: Instant?
    /// Only entries recorded before that moment.
    public var until: Instant?

    /// Lets every entry pass.
    public init() {}

    /// Whether an entry is what is searched for; one that cannot be read is found by its text only.
    public func passes(_ line: EntryLine) -> Bool {
        if let text, !Self.contains(line.bytes, text) { return false }
        guard kind != nil || actor != nil || proposal != nil || from != nil || until != nil else {
            return true
        }
        guard let entry = line.entry else { return false }
        if let kind, entry.command.kind != kind { return false }
        if let actor, !Self.same(entry.statement.actor.text, actor) { return false }
        if let proposal, !Self.same(entry.command.proposal?.text ?? "", proposal) { return false }
        if let from, entry.time < from { return false }
        if let until, entry.time >= until { return false }
        return true
    }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        let wanted = text.utf8.map(lower)
        guard let first = wanted.first else { return true }
        guard bytes.count >= wanted.count else { return false }
        for start in 0...bytes.count - wanted.count where lower(bytes[start]) == first {
            let isHere = wanted.indices.allSatisfy { lower(bytes[start + $0]) == wanted[$0] }
            if isHere { return true }
        }
        return false
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
