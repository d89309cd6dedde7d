/// Who decides, how, and under what rules: everything that signed entries have made so.
///
/// A register is a value. It changes only by ``append(_:)``, and anyone who appends the same entries
/// gets the same register.
public struct Register: Sendable {
    /// What the charter says of itself; `nil` before the enactment.
    public internal(set) var head: CharterHead?
    /// The key that founded the register.
    public internal(set) var founderKey: PublicKey?
    /// How many entries have been appended; the sequence of the next one.
    public internal(set) var position = 0
    /// The time of the last entry.
    public internal(set) var time = Instant.earliest
    /// The charter's articles.
    public internal(set) var articles = Table<Article>()
    /// The subjects that the charter names.
    public internal(set) var subjects = Table<Subject>()
    /// The institutions.
    public internal(set) var institutions = Table<Institution>()
    /// The offices.
    public internal(set) var offices = Table<Office>()
    /// The officials.
    public internal(set) var officials = Table<Official>()
    /// The procedures.
    public internal(set) var procedures = Table<Procedure>()
    /// The bodies.
    public internal(set) var bodies = Table<Body>()
    /// The mandates.
    public internal(set) var mandates = Table<Mandate>()
    /// The safeguards.
    public internal(set) var safeguards = Table<Safeguard>()
    /// The standards.
    public internal(set) var standards = Table<Standard>()
    /// The components.
    public internal(set) var components = Table<Component>()
    /// The services.
    public internal(set) var services = Table<Service>()
    /// The agreements.
    public internal(set) var agreements = Table<Agreement>()
    /// The rules.
    public internal(set) var rules = Table<Rule>()
    /// The waivers.
    public internal(set) var waivers = Table<Waiver>()
    /// The proposals, by identifier.
    public internal(set) var proposals: [ProposalID: Proposal] = [:]
    /// The acts, in the order of their adoption.
    public private(set) var acts: [Act] = []
    /// The logs of institutions of which heads are anchored, by institution and origin.
    public internal(set) var anchoredLogs: [AnchoredLog.Place: AnchoredLog] = [:]
    /// The keys that officials have adopted themselves, in the order of their adoption.
    public internal(set) var adoptedKeys: [OfficialID: [AdoptedKey]] = [:]
    /// The keys of officials that count no more, whatever a later text says.
    public internal(set) var revokedKeys: [PublicKey: RevokedKey] = [:]
    /// The keys of the register's own log of which entries tell, in the order of the entries.
    public internal(set) var logKeys: [LogKey] = []
    /// With which key each vote and recusal was signed; follows from the entries.
    var ballotKeys: [BallotPlace: PublicKey] = [:]
    /// Where each act stands among the acts.
    private var actPlaces: [ActID: Int] = [:]
    /// How many acts each body has adopted in the year of its last one.
    private var actCounts: [BodyID: (year: Int, count: Int)] = [:]
    /// The digests of all statements so far, so that none counts twice.
    var statementsSeen: Set<Digest> = []

    /// An empty register, before its charter.
    public init() {}

    /// The act of that number; `nil` when there is none.
    public func act(_ id: ActID) -> Act? { actPlaces[id].map { acts[$0] } }

    mutating func add(_ act: Act) {
        actPlaces[act.id] = acts.count
        actCounts[act.body] = (act.adopted.year, actCount(of: act.body, in: act.adopted.year) + 1)
        acts.append(act)
    }

    /// How many acts a body has adopted in a year, which is not before that of its last act.
    func actCount(of body: BodyID, in year: Int) -> Int {
        actCounts[body].map { $0.year == year ? $0.count : 0 } ?? 0
    }

    mutating func record(
        _ item: Item,
        effective: Instant,
        position: Int,
        act: ActID?
    ) {
        func put<Row>(_ row: Row, _ path: WritableKeyPath<Register, Table<Row>>) {
            self[keyPath: path].record(
                row,
                key: row.key,
                effective: effective,
                position: position,
                act: act
            )
        }
        switch item {
        case .article(let row): put(row, \.articles)
        case .subject(let row): put(row, \.subjects)
        case .institution(let row): put(row, \.institutions)
        case .office(let row): put(row, \.offices)
        case .official(let row): put(row, \.officials)
        case .procedure(let row): put(row, \.procedures)
        case .body(let row): put(row, \.bodies)
        case .mandate(let row): put(row, \.mandates)
        case .safeguard(let row): put(row, \.safeguards)
        case .standard(let row): put(row, \.standards)
        case .component(let row): put(row, \.components)
        case .service(let row): put(row, \.services)
        case .agreement(let row): put(row, \.agreements)
        case .rule(let row): put(row, \.rules)
        case .waiver(let row): put(row, \.waivers)
        }
    }

    mutating func recordEnd(
        of reference: ItemReference,
        effective: Instant,
        position: Int,
        act: ActID?
    ) {
        func end<Row>(_ path: WritableKeyPath<Register, Table<Row>>) {
            self[keyPath: path].record(
                nil,
                key: reference.key,
                effective: effective,
                position: position,
                act: act
            )
        }
        switch reference.kind {
        case .article: end(\.articles)
        case .subject: end(\.subjects)
        case .institution: end(\.institutions)
        case .office: end(\.offices)
        case .official: end(\.officials)
        case .procedure: end(\.procedures)
        case .body: end(\.bodies)
        case .mandate: end(\.mandates)
        case .safeguard: end(\.safeguards)
        case .standard: end(\.standards)
        case .component: end(\.components)
        case .service: end(\.services)
        case .agreement: end(\.agreements)
        case .rule: end(\.rules)
        case .waiver: end(\.waivers)
        }
    }

    /// Puts every table's keys in order after a batch of records.
    mutating func seal() {
        articles.seal()
        subjects.seal()
        institutions.seal()
        offices.seal()
        officials.seal()
        procedures.seal()
        bodies.seal()
        mandates.seal()
        safeguards.seal()
        standards.seal()
        components.seal()
        services.seal()
        agreements.seal()
        rules.seal()
        waivers.seal()
    }
}
