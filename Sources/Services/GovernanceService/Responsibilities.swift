public import Governance

/// Who holds each function on a subject: the answer of `who`, for the API and the command line.
public struct Responsibilities: Encodable, Hashable, Sendable {
    /// One holder of a function, with the mandate that says so.
    public struct Holding: Encodable, Hashable, Sendable {
        /// `institution` or `body`.
        public let kind: String
        /// The identifier of the holder.
        public let holder: String
        /// The holder's name in English.
        public let name: String?
        /// The mandate.
        public let mandate: MandateID
        /// The subject of the mandate, which may be wider than the one asked about.
        public let subject: SubjectPath
        /// The legal source.
        public let legalSource: String?
        /// The chain of authority.
        public let citation: Citation?
    }

    /// The subject asked about.
    public let subject: SubjectPath
    /// The moment asked about.
    public let asOf: Instant
    /// The holders by function; of those who decide only the most specific ones.
    public let functions: [String: [Holding]]
    /// The functions that nobody holds.
    public let gaps: [Function]

    /// Reads the responsibilities from a view of the register.
    public init(on subject: SubjectPath, in view: RegisterView) {
        self.subject = subject
        asOf = view.instant
        var functions: [String: [Holding]] = [:]
        var gaps: [Function] = []
        for function in Function.allCases {
            let mandates =
                function == .decide
                ? view.mostSpecificMandates(to: .decide, on: subject)
                : view.mandates(to: function, on: subject)
            let holdings = mandates.compactMap { Self.holding($0, in: view) }
            if holdings.isEmpty {
                gaps.append(function)
            } else {
                functions[function.rawValue] = holdings
            }
        }
        self.functions = functions
        self.gaps = gaps
    }

    private static func holding(_ mandate: Mandate, in view: RegisterView) -> Holding? {
        guard let holder = mandate.holder else { return nil }
        let name: LocalizedText?
        let kind: String
        switch holder {
        case .institution(let id):
            kind = "institution"
            name = view.inForce(id.text, in: \.institutions)?.name
        case .body(let id):
            kind = "body"
            name = view.inForce(id.text, in: \.bodies)?.name
        }
        return Holding(
            kind: kind,
            holder: holder.description,
            name: name?.english,
            mandate: mandate.id,
            subject: mandate.subject,
            legalSource: mandate.legalSource,
            citation: view.citation(of: mandate.id)
        )
    }
}
