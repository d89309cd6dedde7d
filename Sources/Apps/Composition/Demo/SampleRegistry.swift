internal import CanonicalJSON
internal import HTTPTypes
internal import Hummingbird
public import Logging
internal import ServiceLifecycle
internal import UnixSignals
internal import Web

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A small civil registry of invented people: the application behind the demo's provider gateway.
///
/// Its contract is Examples/services/civil-registry/openapi.yaml. It knows nothing of governance; it
/// answers whoever reaches it, which is only the gateway beside it.
public struct SampleRegistry: Sendable {
    private let births: [String: JSON]
    private let logger: Logger

    /// Reads the people of a file.
    ///
    /// - Throws: ``CompositionError`` when the file cannot be read.
    public init(people path: String, logger: Logger) throws {
        guard let data = FileManager.default.contents(atPath: path),
            let people = try? JSON(parsing: Array(data))["births"]?.arrayValue
        else { throw CompositionError("`\(path)` does not hold births") }
        var births: [String: JSON] = [:]
        for person in people {
            if let number = person["number"]?.stringValue { births[number] = person }
        }
        self.births = births
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: what binding the address throws.
    public func run(
        port: Int,
        onListening: @escaping @Sendable (_ port: Int) async -> Void
    ) async throws {
        let router = Router(context: WebContext.self)
        router.addStandardMiddleware(limits: WebLimits(), metrics: MetricRegistry())
        router.get("births/:number") { _, context in
            let number = try context.parameters.require("number")
            guard let birth = births[number] else {
                throw ProblemDetails(
                    status: 404,
                    code: "unknown_number",
                    detail: "there is no record of that number"
                )
            }
            return Response.json(birth)
        }
        router.get("births") { request, _ in try list(request) }
        let server = try WebServer(
            router: router,
            host: "127.0.0.1",
            port: port,
            logger: logger,
            onListening: onListening
        )
        try await ServiceGroup(
            configuration: .init(
                services: [server],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        ).run()
    }

    private func list(_ request: Request) throws -> Response {
        let query = request.uri.queryParameters
        let family = query["family"].map { $0.lowercased() }
        let place = query["place_of_birth"].map(String.init)
        let from = query["born_from"].map(String.init)
        let until = query["born_until"].map(String.init)
        guard family != nil || place != nil || from != nil || until != nil else {
            throw ProblemDetails(
                status: 400,
                code: "no_filter",
                detail: "give at least one filter"
            )
        }
        guard let offset = Int(query["offset"].map(String.init) ?? "0"),
            let limit = Int(query["limit"].map(String.init) ?? "20"),
            (0...1_000_000).contains(offset), (1...100).contains(limit)
        else {
            throw ProblemDetails(
                status: 400,
                code: "bad_page",
                detail: "`offset` or `limit` is out of range"
            )
        }
        let found = births.sorted { $0.key < $1.key }.map(\.value).filter { birth in
            let name = birth["name"]?["family"]?.stringValue?.lowercased() ?? ""
            let born = birth["date_of_birth"]?.stringValue ?? ""
            return (family.map { name.hasPrefix($0) } ?? true)
                && (place.map { birth["place_of_birth"]?.stringValue == $0 } ?? true)
                && (from.map { born >= $0 } ?? true) && (until.map { born < $0 } ?? true)
        }
        return Response.json(
            .object([
                "total": .integer(Int64(found.count)),
                "births": .array(Array(found.dropFirst(offset).prefix(limit))),
            ])
        )
    }
}
