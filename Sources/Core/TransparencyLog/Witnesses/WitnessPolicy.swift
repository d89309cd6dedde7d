/// Which logs are trusted, and which witnesses must have signed besides (C2SP tlog-policy).
///
/// A policy is a text of lines: `log VKEY [URL]`, `witness NAME VKEY [URL]`,
/// `group NAME all|any|K MEMBER…` and one `quorum NAME|none`. Empty lines and lines that begin with
/// `#` mean nothing. A group names witnesses and groups that stand before it.
public struct WitnessPolicy: Sendable, Hashable {
    /// A log, and where it is.
    public struct Log: Sendable, Hashable {
        /// The log's key; its name is the log's origin.
        public let key: NoteVerifier
        /// Where the log is read, where the policy says so.
        public let url: String?
    }

    /// A witness, and where it is.
    public struct Witness: Sendable, Hashable {
        /// The name within the policy.
        public let name: String
        /// The key of its cosignatures.
        public let key: NoteVerifier
        /// Where it takes checkpoints, without `/add-checkpoint`, where the policy says so.
        public let url: String?
    }

    /// Members of which some number must have signed.
    struct Group: Sendable, Hashable {
        let name: String
        let needed: Int
        let members: [String]
    }

    /// The longest policy worth reading, in bytes.
    public static let maximumBytes = 1_000_000
    /// The most lines of a policy.
    public static let maximumLines = 10_000

    /// The logs that are trusted, in the order of the text.
    public private(set) var logs: [Log] = []
    /// The witnesses, in the order of the text.
    public private(set) var witnesses: [Witness] = []
    private(set) var groups: [Group] = []
    /// The witness or group that must be satisfied; `nil` where none must.
    public private(set) var quorum: String?

    /// A policy that trusts one log and asks for no witness.
    public init(trusting log: NoteVerifier) {
        logs = [Log(key: log, url: nil)]
    }

    /// Reads a policy.
    ///
    /// - Throws: ``LogError`` with code `malformed_policy` that names the line, or `malformed_key`.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Self.maximumBytes else {
            throw LogError(.malformedPolicy, "policy of \(bytes.count) bytes exceeds the limit")
        }
        let lines = bytes.split(separator: Bytes.newline, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumLines else {
            throw LogError(.malformedPolicy, "policy has more than \(Self.maximumLines) lines")
        }
        var hasQuorum = false
        for (index, line) in lines.enumerated() {
            let words = try Self.words(line, number: index + 1)
            guard let keyword = words.first else { continue }
            do throws(LogError) {
                switch keyword {
                case "log": try addLog(words)
                case "witness": try addWitness(words)
                case "group": try addGroup(words)
                case "quorum":
                    guard !hasQuorum else { throw Self.malformed("there are two quorums") }
                    hasQuorum = true
                    try setQuorum(words)
                default: throw Self.malformed("`\(keyword)` is not a word of a policy")
                }
            } catch {
                throw LogError(error.code, "line \(index + 1) of the policy: \(error.reason)")
            }
        }
        guard hasQuorum else {
            throw Self.malformed("the policy has no quorum; write `quorum none` to ask for none")
        }
        guard !logs.isEmpty else { throw Self.malformed("the policy trusts no log") }
    }

    // MARK: Lines

    private static func malformed(_ reason: String) -> LogError {
        LogError(.malformedPolicy, reason)
    }

    /// The words of a line, which single spaces or tabs or more of them separate.
    private static func words(
        _ line: ArraySlice<UInt8>,
        number: Int
    ) throws(LogError) -> [String] {
        if line.first == UInt8(ascii: "#") { return [] }
        var words: [String] = []
        let blanks: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: "\t")]
        for word in line.split(whereSeparator: blanks.contains) {
            guard word.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
                let text = String(validating: word, as: UTF8.self)
            else { throw malformed("line \(number) of the policy holds a control character") }
            words.append(text)
        }
        return words
    }

    private mutating func addLog(_ words: [String]) throws(LogError) {
        guard words.count == 2 || words.count == 3 else {
            throw Self.malformed("a log is written `log VKEY [URL]`")
        }
        let key = try NoteVerifier(text: words[1])
        guard key.algorithm == .ed25519 else {
            throw Self.malformed("the key of log `\(key.name)` is a cosigner's")
        }
        guard !logs.contains(where: { $0.key == key }) else {
            throw Self.malformed("log `\(key.name)` stands twice")
        }
        logs.append(Log(key: key, url: words.count == 3 ? words[2] : nil))
    }

    private mutating func addWitness(_ words: [String]) throws(LogError) {
        guard words.count == 3 || words.count == 4 else {
            throw Self.malformed("a witness is written `witness NAME VKEY [URL]`")
        }
        try checkNew(words[1])
        let key = try NoteVerifier(text: words[2])
        guard key.algorithm == .cosignature else {
            throw Self.malformed("the key of witness `\(words[1])` is not a cosigner's (type 0x04)")
        }
        // One key under two names would count twice.
        guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw Self.malformed("the key of witness `\(words[1])` stands twice")
        }
        witnesses.append(
            Witness(name: words[1], key: key, url: words.count == 4 ? words[3] : nil)
        )
    }

    private mutating func addGroup(_ words: [String]) throws(LogError) {
        guard words.count >= 4 else {
            throw Self.malformed("a group is written `group NAME all|any|K MEMBER…`")
        }
        try checkNew(words[1])
        let members = Array(words[3...])
        for (index, member) in members.enumerated() {
            try checkKnown(member)
            guard !members[..<index].contains(where: { Bytes.same($0, member) }) else {
                throw Self.malformed("`\(member)` stands twice in group `\(words[1])`")
            }
        }
        let needed: Int? =
            switch words[2] {
            case "all": members.count
            case "any": 1
            default: Bytes.decimal(Array(words[2].utf8))
            }
        guard let needed, needed >= 1, needed <= members.count else {
            throw Self.malformed(
                "group `\(words[1])` needs `all`, `any` or a number from 1 to \(members.count), "
                    + "not `\(words[2])`"
            )
        }
        groups.append(Group(name: words[1], needed: needed, members: members))
    }

    private mutating func setQuorum(_ words: [String]) throws(LogError) {
        guard words.count == 2 else { throw Self.malformed("a quorum is written `quorum NAME`") }
        if Bytes.same(words[1], "none") { return }
        try checkKnown(words[1])
        quorum = words[1]
    }

    private func isKnown(_ name: String) -> Bool {
        witnesses.contains { Bytes.same($0.name, name) }
            || groups.contains { Bytes.same($0.name, name) }
    }

    private func checkNew(_ name: String) throws(LogError) {
        guard !Bytes.same(name, "none") else {
            throw Self.malformed("`none` is not free to be a name")
        }
        guard !isKnown(name) else { throw Self.malformed("`\(name)` stands twice") }
    }

    private func checkKnown(_ name: String) throws(LogError) {
        guard isKnown(name) else {
            throw Self.malformed("`\(name)` is no witness or group that stands before")
        }
    }
}
