internal import CanonicalJSON
public import Charter
internal import Checks
internal import Governance
internal import Keys
internal import LogClient
internal import TransparencyLog

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The demo's walk: from a charter to the first governed call and back, each step one line.
///
/// It knows nothing of how the processes run. It talks to them as officials, a ministry and an
/// outsider would, and throws when a step does not happen as it says.
public struct Tour: Sendable {
    /// Where everything is.
    public struct Places: Sendable {
        /// The server of the register.
        public let server: String
        /// The consumer edge of the ministry's gateway.
        public let gateway: String
        /// The register's folder, for the officials' keys and the log's public key.
        public let data: DataDirectory
        /// The folder with the texts of the proposals.
        public let proposals: String

        /// Names the places.
        public init(server: String, gateway: String, data: DataDirectory, proposals: String) {
            self.server = server
            self.gateway = gateway
            self.data = data
            self.proposals = proposals
        }
    }

    let places: Places
    let clock: SettableClock
    let register: RegisterClient
    let ministry: ExchangeCaller
    let say: @Sendable (String) -> Void

    /// The ministry's subsystem, as `X-Road-Client` names it.
    public static let client = "CV/GOV/social-development/benefits"
    /// The path of the birth record that the ministry asks for.
    public static let record =
        "/r1/CV/GOV/civil-registry/records/birth-records/births/XX-1948-001000"
    static let proposer = "katia-lumbrera"
    static let voters = [
        (seat: "data-protection", official: "sabela-montrillo"),
        (seat: "health", official: "nazario-velarmo"),
        (seat: "civil-society", official: "anselmo-vientosur"),
    ]

    /// Makes a tour.
    ///
    /// - Parameters:
    ///   - places: where everything is.
    ///   - clock: the clock that all processes share.
    ///   - say: takes the lines.
    public init(
        places: Places,
        clock: SettableClock,
        say: @escaping @Sendable (String) -> Void
    ) {
        self.places = places
        self.clock = clock
        self.say = say
        register = RegisterClient(server: places.server)
        ministry = ExchangeCaller(gateway: places.gateway)
    }

    /// Walks from end to end.
    ///
    /// - Throws: ``TourError`` for a step that did not happen as it should, or what a step throws.
    public func run(checking document: CharterDocument) async throws {
        try check(document)
        try await tellWho()
        try await beRefused()
        try await decide()
        try await failQuorum()
        try await bePermitted()
        try await expire()
        try await verify()
        // What is left running answers: the agreement holds on this day.
        try clock.set(to: Instant(text: "2027-02-01") ?? clock.now())
    }

    // MARK: the steps

    private func check(_ document: CharterDocument) throws {
        let view = RegisterView(Register(drafting: document.content), at: clock.now())
        let report = CheckReport(of: view, sources: document.sources)
        try expect(!report.hasFindings, "a charter without findings", report.summary)
        say(
            "charter      \(document.content.items.count) items pass all \(Check.all.count) checks"
        )
    }

    private func tellWho() async throws {
        for subject in ["identity", "exchange", "payments"] {
            let answer = try await register.get("/api/who?subject=\(subject)")
            func holder(_ function: String) -> String {
                answer["functions"]?[function]?.arrayValue?.first?["name"]?.stringValue ?? "nobody"
            }
            try expect(
                holder("decide") != "nobody" && holder("operate") != "nobody",
                "somebody responsible for \(subject)",
                "nobody"
            )
            say(
                "who          \(subject): \(holder("decide")) decides, \(holder("operate")) "
                    + "operates, \(holder("supervise")) supervises"
            )
        }
    }

    private func beRefused() async throws {
        let answer = try await ministry.call(Self.record, as: Self.client)
        try expect(
            answer.refusal == "no_agreement" && answer.grantingBody == "data-sharing-committee",
            "a refusal for want of an agreement",
            "\(answer.status) \(answer.body)"
        )
        say(
            "refused      the ministry asks for a birth record: \(answer.message ?? ""); "
                + "`\(answer.grantingBody ?? "")` could grant it"
        )
    }

    private func bePermitted() async throws {
        try clock.set(to: clock.now() + .days(3))
        let answer = try await waitForCall { $0.status == 200 }
        try expect(
            answer.body["number"]?.stringValue == "XX-1948-001000",
            "the birth record",
            "\(answer.status) \(answer.body)"
        )
        say("permitted    the same call, once the standstill is over: \(answer.receipt ?? "")")
        let chain = try await register.get("/api/explain/rule/birth-records-for-benefits")
        let kinds = ["rule", "act", "body", "mandate", "article"]
        let links = chain["chain"]?.arrayValue ?? []
        let found = links.compactMap { $0["kind"]?.stringValue }
        try expect(kinds.allSatisfy(found.contains), "a chain up to the charter", "\(found)")
        let line = links.map { "\($0["kind"]?.stringValue ?? "") \($0["id"]?.stringValue ?? "")" }
        say("authority    \(line.joined(separator: " → "))")
    }

    private func expire() async throws {
        guard let end = Instant(text: "2027-06-30") else { return }
        try clock.set(to: end)
        let answer = try await waitForCall { $0.refusal == "agreement_expired" }
        say("expired      \(end.dateText): \(answer.message ?? "")")
    }

    private func verify() async throws {
        let source = try LogSource(url: places.server + "/log")
        let verifier = try NoteVerifier(text: try places.data.logVerifierText())
        let verdict = try await LogVerdict.reach(on: source, by: [verifier])
        let shown = try await register.mark()
        try expect(verdict.holds, "a log that holds", verdict.fault ?? "")
        try expect(
            verdict.root?.text == shown.root,
            "the register that the server shows",
            shown.root
        )
        say(
            "verified     from outside: \(verdict.size) entries replayed, every hash and signature "
                + "checked, the same register as the server's"
        )
    }

    // MARK: what the steps share

    /// Calls until the gateways have read the newest entries, for ten seconds at the most.
    private func waitForCall(
        until isDone: (ExchangeCaller.Answer) -> Bool
    ) async throws -> ExchangeCaller.Answer {
        var answer = try await ministry.call(Self.record, as: Self.client)
        for _ in 0..<100 where !isDone(answer) {
            try await Task.sleep(for: .milliseconds(100))
            answer = try await ministry.call(Self.record, as: Self.client)
        }
        try expect(isDone(answer), "another answer in time", "\(answer.status) \(answer.body)")
        return answer
    }

    func expect(_ condition: Bool, _ expected: String, _ got: @autoclosure () -> String) throws {
        guard condition else { throw TourError(expected: expected, got: got()) }
    }
}
