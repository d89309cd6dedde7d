/// The count of one round of voting, in whole numbers.
public struct Tally: Codable, Hashable, Sendable {
    /// Votes that approve.
    public let approve: Int
    /// Votes that reject.
    public let reject: Int
    /// Votes that abstain.
    public let abstain: Int
    /// Filled seats that stepped aside.
    public let recused: Int
    /// Seats held by an official when the vote opened.
    public let filled: Int
    /// All seats, vacant ones too.
    public let fixed: Int

    /// Counts a ballot.
    public init(of ballot: Ballot) {
        func count(_ choice: Vote.Choice) -> Int {
            ballot.votes.count { $0.choice == choice }
        }
        approve = count(.approve)
        reject = count(.reject)
        abstain = count(.abstain)
        recused = ballot.recusals.count
        filled = ballot.electorate.count
        fixed = ballot.seats
    }

    /// Seats that voted in any way.
    public var present: Int { approve + reject + abstain }

    /// The whole of which a share with `base` is taken.
    public func total(of base: Share.Base) -> Int {
        switch base {
        case .cast: approve + reject
        case .present: present
        case .fixed: fixed
        case .filled: filled
        case .nonRecused: filled - recused
        }
    }

    /// Whether enough seats took part.
    public func meetsQuorum(_ quorum: Share?) -> Bool {
        guard let quorum else { return true }
        return quorum.isMet(by: present, of: total(of: quorum.base))
    }

    /// Whether enough votes approve.
    public func meets(_ threshold: Share) -> Bool {
        threshold.isMet(by: approve, of: total(of: threshold.base))
    }

    /// The count in words: `3 approve, 1 reject, 0 abstain, 0 recused of 4 filled seats`.
    public var sentence: String {
        "\(approve) approve, \(reject) reject, \(abstain) abstain, \(recused) recused of "
            + "\(filled) filled seats"
    }
}
