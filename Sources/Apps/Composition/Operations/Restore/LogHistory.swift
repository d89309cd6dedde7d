internal import MerkleTree

/// What is known of a log from one place: all its leaves, or its root at one size.
struct KnownHistory: Sendable {
    /// How the history is known.
    enum Evidence: Sendable {
        /// A signed checkpoint: so many entries with that root.
        case checkpoint(size: Int, root: TreeHash)
        /// The hashes of all entries.
        case leaves([TreeHash])
    }

    /// Where it is known from, for messages.
    let source: String
    /// How it is known.
    let evidence: Evidence

    /// How many entries it has.
    var size: Int {
        switch evidence {
        case .checkpoint(let size, _): size
        case .leaves(let leaves): leaves.count
        }
    }
}

/// The entries of a log, by their hashes, held against what others know of it.
struct LogHistory: Sendable {
    /// How a log stands to a history that is known from elsewhere.
    enum Standing: Hashable, Sendable {
        /// The log holds all of it.
        case covered
        /// The log ends before it does; so many entries would be lost.
        case older(lost: Int)
        /// The two part ways after so many entries; as many of the known ones would be lost.
        case parted(after: Int, lost: Int)
        /// The two part ways, and where cannot be told.
        case partedSomewhere
    }

    /// The hashes of the entries, in order.
    let leaves: [TreeHash]

    /// How the log stands to what is known.
    func standing(to known: KnownHistory) -> Standing {
        switch known.evidence {
        case .checkpoint(let size, let root):
            guard size <= leaves.count else { return .older(lost: size - leaves.count) }
            return self.root(at: size) == root ? .covered : .partedSomewhere
        case .leaves(let others):
            let common = zip(leaves, others).prefix { $0 == $1 }.count
            if common == others.count { return .covered }
            if common == leaves.count { return .older(lost: others.count - common) }
            return .parted(after: common, lost: others.count - common)
        }
    }

    /// The root of the tree of the first entries.
    private func root(at size: Int) -> TreeHash {
        var range = CompactRange()
        for leaf in leaves.prefix(size) { range.append(leaf) }
        return range.root
    }
}

extension LogHistory {
    /// What a restoring would lose of a known history, as a sentence; nil where nothing.
    func loss(against known: KnownHistory) -> String? {
        func entries(_ count: Int) -> String { count == 1 ? "1 entry" : "\(count) entries" }
        switch standing(to: known) {
        case .covered: return nil
        case .older(let lost):
            return "the backup holds \(entries(leaves.count)), and \(known.source) "
                + "\(entries(known.size)): the last \(lost) would be lost"
        case .parted(let after, let lost):
            return "the backup is of another history than \(known.source): the two are the same "
                + "for \(entries(after)) only, and \(entries(lost)) of the latter would be lost"
        case .partedSomewhere:
            return "the backup is of another history than \(known.source): its first "
                + "\(entries(known.size)) are not those that were signed there"
        }
    }
}
