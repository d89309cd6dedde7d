/// The lines of a policy (C2SP tlog-policy, "Policy file syntax and structure").
extension WitnessPolicy {
    static func malformed(_ reason: String) -> LogError { LogError(.malformedPolicy, reason) }

    /// Octets for people to read.
    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : noun.hasSuffix("s") ? "es" : "s")"
    }

    mutating func read(_ line: ArraySlice<UInt8>, _ hasQuorum: inout Bool) throws(LogError) {
        let words = try Self.words(line)
        guard let keyword = words.first else { return }
        switch Self.text(keyword) {
        case "log": try addLog(words)
        case "witness": try addWitness(words)
        case "group": try addGroup(words)
        case "quorum":
            guard !hasQuorum else { throw Self.malformed("there are two quorums") }
            hasQuorum = true
            try setQuorum(words)
        default: throw Self.malformed("`\(Self.text(keyword))` is not a word of a policy")
        }
    }

    /// The words of a line, which spaces and tabs separate; none for a comment.
    private static func words(_ line: ArraySlice<UInt8>) throws(LogError) -> [[UInt8]] {
        let tab = UInt8(ascii: "\t")
        guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == tab }) else {
            throw malformed("it holds a control character")
        }
        let words = line.split { $0 == tab || $0 == UInt8(ascii: " ") }.map { Array($0) }
        return words.first?.first == UInt8(ascii: "#") ? [] : words
    }

    private static func key(_ word: [UInt8]) throws(LogError) -> NoteVerifier {
        guard let text = String(validating: word, as: UTF8.self) else {
            throw LogError(.malformedKey, "key is not UTF-8")
        }
        return try NoteVerifier(text: text)
    }

    private mutating func addLog(_ words: [[UInt8]]) throws(LogError) {
        guard words.count == 2 || words.count == 3 else {
            throw Self.malformed("a log is written `log VKEY [URL]`")
        }
        try trust(Self.key(words[1]), url: words.count == 3 ? Self.text(words[2]) : nil)
    }

    private mutating func addWitness(_ words: [[UInt8]]) throws(LogError) {
        guard words.count == 3 || words.count == 4 else {
            throw Self.malformed("a witness is written `witness NAME VKEY [URL]`")
        }
        try checkNew(words[1])
        try add(
            witness: words[1],
            called: Self.text(words[1]),
            Self.key(words[2]),
            url: words.count == 4 ? Self.text(words[3]) : nil
        )
    }

    private mutating func addGroup(_ words: [[UInt8]]) throws(LogError) {
        guard words.count >= 4 else {
            throw Self.malformed("a group is written `group NAME all|any|K MEMBER…`")
        }
        try checkNew(words[1])
        let named = Array(words[3...])
        for member in named {
            try checkKnown(member)
            // Or a witness would count in two ways.
            guard members.insert(member).inserted else {
                throw Self.malformed("`\(Self.text(member))` is a member of a group twice")
            }
        }
        let needed: Int? =
            switch Self.text(words[2]) {
            case "all": named.count
            case "any": 1
            default: Bytes.decimal(words[2])
            }
        guard let needed, needed >= 1, needed <= named.count else {
            throw Self.malformed(
                "group `\(Self.text(words[1]))` needs `all`, `any` or a number from 1 to "
                    + "\(named.count), not `\(Self.text(words[2]))`"
            )
        }
        groups.append(Group(name: words[1], needed: needed, members: named))
    }

    private mutating func setQuorum(_ words: [[UInt8]]) throws(LogError) {
        guard words.count == 2 else {
            throw Self.malformed("a quorum is written `quorum NAME` or `quorum none`")
        }
        if words[1].elementsEqual("none".utf8) { return }
        try checkKnown(words[1])
        quorumBytes = words[1]
    }

    mutating func add(
        witness name: [UInt8],
        called title: String,
        _ key: NoteVerifier,
        url: String?
    ) throws(LogError) {
        guard key.algorithm == .cosignature else {
            throw Self.malformed("the key of witness `\(title)` is not a cosigner's (type 0x04)")
        }
        // One key under two names would count twice.
        guard !witnesses.contains(where: { $0.key.publicKey == key.publicKey }) else {
            throw Self.malformed("the key of witness `\(title)` stands twice")
        }
        witnesses.append(Witness(name: title, nameBytes: name, key: key, url: url))
    }

    private func isKnown(_ name: [UInt8]) -> Bool {
        witnesses.contains { $0.nameBytes == name } || groups.contains { $0.name == name }
    }

    private func checkNew(_ name: [UInt8]) throws(LogError) {
        guard !name.elementsEqual("none".utf8) else {
            throw Self.malformed("`none` is not free to be a name")
        }
        guard !isKnown(name) else {
            throw Self.malformed("the name `\(Self.text(name))` stands twice")
        }
    }

    private func checkKnown(_ name: [UInt8]) throws(LogError) {
        guard isKnown(name) else {
            throw Self.malformed("`\(Self.text(name))` is no witness or group that stands before")
        }
    }
}
