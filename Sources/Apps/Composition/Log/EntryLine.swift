public import CanonicalJSON
public import Governance
public import LogClient

/// An entry of a register's log as it is shown, and as it is searched.
public struct EntryLine: Sendable {
    /// The position in the log.
    public let index: Int
    /// The entry as it was recorded.
    public let bytes: [UInt8]
    /// The entry; nil where it is no entry of a register.
    public let entry: Entry?

    /// Reads an entry; one that cannot be read is shown as such.
    public init(_ logged: LoggedEntry) {
        index = logged.index
        bytes = logged.bytes
        entry = try? Entry(canonical: logged.bytes)
    }

    /// One line: position, time, kind, actor, and what it is about.
    public var text: String {
        guard let entry else { return "\(index)  not an entry of a register, \(bytes.count) bytes" }
        let kind = entry.command.kind.rawValue
        let padding = String(repeating: " ", count: max(0, 19 - kind.utf8.count))
        return "\(index)  \(entry.time)  \(kind)\(padding)  \(entry.statement.actor)  \(subject)"
    }

    /// What the entry is about, in short.
    private var subject: String {
        guard let command = entry?.command else { return "" }
        let detail =
            switch command {
            case .charterEnacted(let body): "charter `\(body.content.charter.id)`"
            case .proposalSubmitted(let body), .proposalAmended(let body): "\"\(body.title)\""
            case .proposalWithdrawn(let body): "\"\(body.reason)\""
            case .proposalSeconded(let body): "seat `\(body.seat)`"
            case .commentRecorded(let body): "comment `\(body.comment)`"
            case .commentAnswered(let body): "comment `\(body.comment)`"
            case .voteCast(let body):
                "seat `\(body.seat)`, round \(body.round): \(body.choice.rawValue)"
            case .recusalDeclared(let body): "seat `\(body.seat)`"
            case .anchorRecorded(let body):
                "institution `\(body.institution)`, `\(body.origin)` at \(body.size)"
            case .keyRotated(let body): "key `\(body.key)`"
            case .keyRevoked(let body):
                "official `\(body.official)`, key `\(body.key)`: \(body.reason.rawValue)"
            case .logKeyAdded: "a key of the log"
            case .logKeyRetired(let body): "a key of the log: \(body.reason.rawValue)"
            case .consultationOpened, .votingOpened, .votingClosed: ""
            }
        let name = command.proposal.map { "proposal `\($0)`" } ?? ""
        return [name, detail].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// The entry as one JSON object on one line: `index`, and `entry` or `unreadable`.
    public var json: JSON {
        var members: JSONObject = ["index": .integer(Int64(index))]
        if entry != nil, let content = try? JSON(parsing: bytes) {
            members["entry"] = content
        } else {
            members["unreadable"] = .bool(true)
        }
        return .object(members)
    }

    /// The whole entry, for reading.
    public var fullText: String {
        guard let entry, let content = try? JSON(parsing: bytes) else {
            return "entry \(index) is not one of a register: \(bytes.count) bytes\n"
        }
        return """
            entry      \(index)
            recorded   \(entry.time)
            kind       \(entry.command.kind.rawValue)
            actor      \(entry.statement.actor), key \(entry.statement.key)
            issued     \(entry.statement.issued)
            about      \(subject)
            size       \(bytes.count) bytes
            \(content.prettyText())

            """
    }
}
