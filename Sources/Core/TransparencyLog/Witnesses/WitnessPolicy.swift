/// Which logs are trusted, and which witnesses must have signed besides (C2SP tlog-policy).
///
/// A policy is a text of lines: `log VKEY [URL]`, `witness NAME VKEY [URL]`,
/// `group NAME all|any|K MEMBER…` and one `quorum NAME|none`. Empty lines and lines whose first word
/// begins with `#` mean nothing. A group names witnesses and groups that stand before it, and each
/// of them is a member once in the whole policy. Names are octets, whatever they mean as text.
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
        /// The name within the policy, for people; octets that are no UTF-8 are replaced.
        public let name: String
        /// The name within the policy.
        let nameBytes: [UInt8]
        /// The key of its cosignatures.
        public let key: NoteVerifier
        /// Where it takes checkpoints, without `/add-checkpoint`, where the policy says so.
        public let url: String?
    }

    /// Members of which some number must have signed.
    struct Group: Sendable, Hashable {
        let name: [UInt8]
        let needed: Int
        let members: [[UInt8]]
    }

    /// The longest policy worth reading, in bytes.
    public static let maximumBytes = 1_000_000
    /// The most lines of a policy.
    public static let maximumLines = 10_000

    /// The logs that are trusted, in the order of the text.
    public internal(set) var logs: [Log] = []
    /// The witnesses, in the order of the text.
    public internal(set) var witnesses: [Witness] = []
    var groups: [Group] = []
    var quorumBytes: [UInt8]?
    var members: Set<[UInt8]> = []

    /// The witness or group that must be satisfied; `nil` where none must.
    public var quorum: String? { quorumBytes.map(Self.text) }

    /// A policy that trusts one log and asks for some number of witnesses.
    ///
    /// - Parameters:
    ///   - log: the log's key.
    ///   - keys: the keys of the witnesses.
    ///   - quorum: how many of them must have signed; 0 for none.
    /// - Throws: ``LogError`` with code `malformed_policy` where a key stands twice, a key is of the
    ///   wrong kind, or there are fewer witnesses than are needed.
    public init(
        trusting log: NoteVerifier,
        witnesses keys: [NoteVerifier] = [],
        quorum: Int = 0
    ) throws(LogError) {
        guard quorum >= 0, quorum <= keys.count else {
            throw Self.malformed(
                "a quorum of \(quorum) cannot be met by \(Self.count(keys.count, "witness"))"
            )
        }
        try trust(log)
        var names: [[UInt8]] = []
        for (index, key) in keys.enumerated() {
            names.append(Array("witness-\(index + 1)".utf8))
            try add(witness: names[index], called: key.name, key, url: nil)
        }
        guard quorum > 0 else { return }
        let name = Array("\(quorum) of \(keys.count)".utf8)
        let group = Group(name: name, needed: quorum, members: names)
        groups = [group]
        quorumBytes = group.name
    }

    /// Reads a policy.
    ///
    /// It may name no log, for one who knows the log from elsewhere: see ``trust(_:url:)``.
    ///
    /// - Throws: ``LogError`` with code `malformed_policy` or `malformed_key`; the reason names the
    ///   line.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Self.maximumBytes else {
            throw Self.malformed("policy of \(bytes.count) bytes exceeds the limit")
        }
        var lines = bytes.split(separator: Bytes.newline, omittingEmptySubsequences: false)
        guard lines.count <= Self.maximumLines else {
            throw Self.malformed("policy has more than \(Self.maximumLines) lines")
        }
        let rest = lines.popLast() ?? []
        var hasQuorum = false
        for (index, line) in lines.enumerated() {
            do throws(LogError) {
                try read(line, &hasQuorum)
            } catch {
                throw LogError(error.code, "line \(index + 1) of the policy: \(error.reason)")
            }
        }
        // A text that was cut off could ask for less than it did.
        guard rest.isEmpty else {
            throw Self.malformed(
                "line \(lines.count + 1) of the policy: it does not end with a newline"
            )
        }
        guard hasQuorum else {
            throw Self.malformed("the policy has no quorum; write `quorum none` to ask for none")
        }
    }

    /// Trusts one more log.
    ///
    /// - Throws: ``LogError`` with code `malformed_policy` where its public key stands there already,
    ///   or is a cosigner's.
    public mutating func trust(_ key: NoteVerifier, url: String? = nil) throws(LogError) {
        guard key.algorithm == .ed25519 else {
            throw Self.malformed("the key of log `\(key.name)` is a cosigner's")
        }
        guard !logs.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw Self.malformed("the key of log `\(key.name)` stands twice")
        }
        logs.append(Log(key: key, url: url))
    }

    /// Whether the policy trusts a key as that of a log.
    public func trusts(_ key: NoteVerifier) -> Bool { logs.contains { $0.key == key } }
}
