internal import CanonicalJSON
internal import Governance
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Web

extension GovernanceRoutes {
    /// What a ruling is asked about.
    private struct Question: Decodable {
        let consumer: InstitutionID
        let subsystem: Identifier<Institution.Subsystem>
        let service: ServiceID
        let method: String
        let purpose: String?
        let at: Instant?
        let declared: DeclaredFacts?

        func exchange(at instant: Instant) -> ExchangeQuestion {
            ExchangeQuestion(
                consumer: consumer,
                subsystem: subsystem,
                service: service,
                method: method,
                purpose: purpose,
                at: instant,
                declared: declared ?? .none
            )
        }
    }

    func rule(_ request: Request, _ context: WebContext) async throws -> Response {
        let question = try await request.decodeJSON(Question.self, context)
        let instant = question.at ?? now()
        return try refusing {
            let book = try registrar.published.ruleBook(at: instant)
            return try .json(encoding: book.rule(on: question.exchange(at: instant)))
        }
    }

    /// All that another Cedar engine needs to decide as the rules do.
    func rulingCase(_ request: Request, _ context: WebContext) async throws -> Response {
        let question = try await request.decodeJSON(Question.self, context)
        let instant = question.at ?? now()
        return try refusing {
            let book = try registrar.published.ruleBook(at: instant)
            guard let json = try book.cedarCase(of: question.exchange(at: instant)) else {
                throw ProblemDetails.notFound("the call is denied before any rule is asked")
            }
            return .json(json)
        }
    }

    func policies(_ request: Request) throws -> Response {
        let view = try view(request)
        return try refusing {
            let rules = try PublishedRules(view)
            switch request.uri.queryParameters["format"].map(String.init) ?? "cedar" {
            case "cedar": return Self.text(rules.cedar)
            case "json": return try .json(rules.json())
            default: throw ProblemDetails.invalid("`format` is `cedar` or `json`")
            }
        }
    }

    func entities(_ request: Request) throws -> Response {
        let view = try view(request)
        return try refusing { try .json(PublishedRules(view).entities()) }
    }

    func schema() -> Response { Self.text(GovernanceSchema.text + "\n") }

    private func refusing(_ body: () throws -> Response) throws -> Response {
        do {
            return try body()
        } catch let refusal as Refusal {
            throw ProblemDetails(refusal)
        }
    }

    private static func text(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
