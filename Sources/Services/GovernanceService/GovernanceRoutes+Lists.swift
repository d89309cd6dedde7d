internal import CanonicalJSON
internal import Governance
internal import HTTPTypes
internal import Hummingbird
internal import Web

extension GovernanceRoutes {
    private static let defaultLimit = 100
    private static let maximumLimit = 1000

    func proposals(_ request: Request) throws -> Response {
        let all = register.proposals.values.sorted { $0.text.proposal < $1.text.proposal }
        return try page(all, named: "proposals", key: { $0.text.proposal.text }, request)
    }

    func proposal(_ context: WebContext) throws -> Response {
        let id = try context.parameters.require("id")
        guard let proposal = ProposalID(id).flatMap({ register.proposals[$0] }) else {
            throw ProblemDetails.notFound("there is no proposal of that name")
        }
        return try .json(encoding: proposal)
    }

    func acts(_ request: Request) throws -> Response {
        let all = register.acts.sorted { $0.id < $1.id }
        return try page(all, named: "acts", key: { $0.id.text }, request)
    }

    func act(_ context: WebContext) throws -> Response {
        let id = try context.parameters.require("id")
        guard let act = ActID(id).flatMap({ register.act($0) }) else {
            throw ProblemDetails.notFound("there is no act of that number")
        }
        return try .json(encoding: act)
    }

    func items(_ request: Request, _ context: WebContext) throws -> Response {
        let view = try view(request)
        let kind = try kind(context)
        let all = view.itemsInForce().filter { $0.kind == kind }
        return try page(all, named: "items", key: \.key, request)
    }

    func item(_ request: Request, _ context: WebContext) throws -> Response {
        let view = try view(request)
        let kind = try kind(context)
        let id = try context.parameters.require("id")
        guard let item = view.itemsInForce().first(where: { $0.kind == kind && $0.key == id })
        else {
            throw ProblemDetails.notFound("no \(kind.rawValue) of that name is in force then")
        }
        return try .json(encoding: item)
    }

    func explain(_ request: Request, _ context: WebContext) throws -> Response {
        let view = try view(request)
        let id = try context.parameters.require("id")
        let citation: Citation? =
            switch try context.parameters.require("kind") {
            case "rule": RuleID(id).flatMap { view.citation(of: $0) }
            case "agreement": AgreementID(id).flatMap { view.citation(of: $0) }
            case "mandate": MandateID(id).flatMap { view.citation(of: $0) }
            case "act": ActID(id).flatMap { view.citation(of: $0) }
            default:
                throw ProblemDetails.invalid("explain a rule, an agreement, a mandate or an act")
            }
        guard let citation else { throw ProblemDetails.notFound("the register does not know it") }
        return try .json(encoding: citation)
    }

    private func kind(_ context: WebContext) throws -> ItemKind {
        guard let kind = ItemKind(rawValue: try context.parameters.require("kind")) else {
            let kinds = ItemKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ProblemDetails.invalid("the kinds of items are: \(kinds)")
        }
        return kind
    }

    /// One page of a sorted list, with a link to the next (RFC 8288).
    func page<Row: Encodable>(
        _ rows: [Row],
        named name: String,
        key: (Row) -> String,
        _ request: Request
    ) throws -> Response {
        let query = request.uri.queryParameters
        let limit = try query["limit"].map(String.init).map { text -> Int in
            guard let limit = Int(text), (1...Self.maximumLimit).contains(limit) else {
                throw ProblemDetails.invalid("`limit` is a number from 1 to \(Self.maximumLimit)")
            }
            return limit
        }
        let after = query["after"].map(String.init) ?? ""
        let rest = rows.drop { key($0) <= after }
        let shown = rest.prefix(limit ?? Self.defaultLimit)
        var headers: HTTPFields = [:]
        if shown.count < rest.count, let last = shown.last,
            let link = HTTPField.Name("Link")
        {
            var parameters = "limit=\(limit ?? Self.defaultLimit)&after=\(key(last))"
            if query["as_of"] != nil { parameters += "&as_of=\(try asOf(request))" }
            headers[link] = "<\(request.uri.path)?\(parameters)>; rel=\"next\""
        }
        return try .json(encoding: [name: Array(shown)], headers: headers)
    }
}
