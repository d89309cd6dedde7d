import Crypto
import Foundation
import Governance

/// A council that decides on one proposal after the other, as many as it takes to fill a log.
struct GeneratedRegister {
    private static let seats = 5
    private var register = Register()
    private var clock: Instant
    private let keys: [OfficialID: Curve25519.Signing.PrivateKey]
    private let id: RegisterID
    /// The canonical bytes of the entries so far.
    private(set) var entries: [[UInt8]] = []

    static func name<T>(_ text: String) throws -> Identifier<T> {
        guard let name = Identifier<T>(text) else { throw Problem("`\(text)` is no identifier") }
        return name
    }

    init() throws {
        id = try Self.name("benchmark")
        guard let start = Instant(text: "2026-01-01") else { throw Problem("no date") }
        clock = start
        var keys: [OfficialID: Curve25519.Signing.PrivateKey] = [.founder: Self.key(0)]
        for seat in 1...Self.seats { keys[try Self.name("o\(seat)")] = Self.key(UInt8(seat)) }
        self.keys = keys
        guard let key = PublicKey(bytes: Array(Self.key(0).publicKey.rawRepresentation)) else {
            throw Problem("no key")
        }
        try send(
            .founder,
            .charterEnacted(Enactment(content: try Self.charter(), founderKey: key))
        )
    }

    private static func key(_ number: UInt8) -> Curve25519.Signing.PrivateKey {
        let seed = [UInt8](repeating: number, count: 32)
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            preconditionFailure("a seed has 32 bytes")
        }
        return key
    }

    private static func charter() throws -> CharterContent {
        guard let policy = SubjectPath("policy"), let span = Span(text: "7 days"),
            let share = Share(text: "more than 1/2 of cast")
        else { throw Problem("malformed literal") }
        var items: [Item] = [
            .article(Article(id: try name("art-1"), title: "The council")),
            .subject(Subject(path: policy, name: "Policy")),
            .procedure(
                Procedure(
                    id: try name("ordinary"),
                    name: "Ordinary",
                    proposers: .seats,
                    rounds: [Round(threshold: share, window: span)],
                    closesEarly: true
                )
            ),
            .body(
                Body(
                    id: try name("council"),
                    name: "Council",
                    seats: try (1...seats).map {
                        Seat(id: try name("s\($0)"), office: try name("chair\($0)"))
                    },
                    procedures: ["ordinary": try name("ordinary")]
                )
            ),
            .mandate(
                Mandate(
                    id: try name("council-decides"),
                    holder: .body(try name("council")),
                    function: .decide,
                    subject: policy,
                    exclusive: true,
                    rank: .law,
                    article: try name("art-1"),
                    delegable: true
                )
            ),
        ]
        for seat in 1...seats {
            guard
                let publicKey = PublicKey(
                    bytes: Array(key(UInt8(seat)).publicKey.rawRepresentation)
                )
            else { throw Problem("no key") }
            items += [
                .institution(
                    Institution(
                        id: try name("i\(seat)"),
                        name: LocalizedText("Institution \(seat)"),
                        memberClass: "GOV"
                    )
                ),
                .office(
                    Office(
                        id: try name("chair\(seat)"),
                        institution: try name("i\(seat)"),
                        title: "Chair"
                    )
                ),
                .official(
                    Official(
                        id: try name("o\(seat)"),
                        name: "Official \(seat)",
                        office: try name("chair\(seat)"),
                        keys: [
                            OfficialKey(
                                id: try name("k1"),
                                publicKey: publicKey,
                                from: nil,
                                until: nil
                            )
                        ]
                    )
                ),
            ]
        }
        return CharterContent(
            charter: CharterHead(id: try name("benchmark"), name: "Benchmark", instance: "TEST"),
            items: items
        )
    }

    private mutating func send(_ actor: OfficialID, _ command: Command) throws {
        let statement = Statement(
            register: id,
            actor: actor,
            key: try Self.name("k1"),
            issued: clock,
            command: command
        )
        guard let key = keys[actor],
            let signature = Signature(
                bytes: Array(try key.signature(for: try statement.signedBytes()))
            )
        else { throw Problem("nobody signs for `\(actor)`") }
        let entry = try register.accept(
            SignedStatement(statement: statement, signature: signature),
            at: clock
        )
        entries.append(try entry.canonicalBytes())
    }

    /// One proposal from its submission to the act; every tenth adds an article's standard.
    private mutating func decide(_ number: Int) throws {
        let proposal: ProposalID = try Self.name("proposal-\(number)")
        guard let policy = SubjectPath("policy") else { throw Problem("malformed literal") }
        let effects: [Effect] =
            number % 10 != 0
            ? []
            : [
                .add(
                    .standard(
                        Standard(
                            id: try Self.name("standard-\(number)"),
                            name: LocalizedText("Standard \(number)"),
                            version: "1",
                            status: .adopted,
                            subject: policy
                        )
                    )
                )
            ]
        let text = ProposalText(
            proposal: proposal,
            body: try Self.name("council"),
            class: try Self.name("ordinary"),
            rank: .regulation,
            title: "Motion number \(number)",
            effects: effects
        )
        let digest = try text.digest()
        let action = ProposalAction(proposal: proposal, digest: digest)
        try send(try Self.name("o1"), .proposalSubmitted(text))
        try send(try Self.name("o1"), .votingOpened(action))
        for seat in 1...Self.seats {
            try send(
                try Self.name("o\(seat)"),
                .voteCast(
                    Vote(
                        proposal: proposal,
                        digest: digest,
                        seat: try Self.name("s\(seat)"),
                        round: 1,
                        choice: seat == 2 ? .reject : .approve
                    )
                )
            )
        }
        try send(try Self.name("o1"), .votingClosed(action))
        guard let second = Span(text: "1 minute") else { throw Problem("malformed literal") }
        clock = clock + second
    }

    /// Fills the register up to a number of entries.
    mutating func fill(to count: Int) throws {
        var number = 0
        while entries.count < count {
            number += 1
            try decide(number)
        }
        entries.removeLast(entries.count - count)
    }
}

struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
