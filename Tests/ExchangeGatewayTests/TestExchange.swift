import CanonicalJSON
import DataExchange
import ExchangeGateway
import Logging
import NIOConcurrencyHelpers

/// Two gateways, an application and the closures behind them, all in this process.
final class TestExchange: Sendable {
    struct Refused: Error {}

    struct State: Sendable {
        var records: [ExchangeRole: [CallRecord]] = [:]
        var failing: Set<ExchangeRole> = []
        var hanging: Set<ExchangeRole> = []
        var asked: [ExchangeCall] = []
        var gatewayPort = 0
        var isKnown = true
    }

    let state = NIOLockedValueBox(State())
    let authority: TestAuthority
    let application: TestApplication
    let consumer: ExchangeGateway
    let provider: ExchangeGateway
    let consumerPort: Int
    let providerPort: Int

    static func run<Value>(
        _ adjustment: Adjustment = Adjustment { _, _ in },
        providerInstitution: String = "health",
        _ body: (TestExchange) async throws -> Value
    ) async throws -> Value {
        let exchange = try await TestExchange(adjustment, providerInstitution)
        do {
            let value = try await body(exchange)
            await exchange.close()
            return value
        } catch {
            await exchange.close()
            throw error
        }
    }

    private init(
        _ adjustment: Adjustment,
        _ providerInstitution: String
    ) async throws {
        authority = try TestAuthority("root")
        application = try await TestApplication()
        let tax = try MemberIdentifier(parsing: "ML/GOV/1")
        let health = try MemberIdentifier(parsing: "ML/GOV/2")
        var consumerSettings = ExchangeGatewayConfiguration(
            institution: try InstitutionIdentity(register: "ml", institution: "tax"),
            members: [tax],
            credentials: try authority.issue(institution: "tax")
        )
        consumerSettings.consumerEdge = NetworkAddress(host: "127.0.0.1", port: 0)
        var providerSettings = ExchangeGatewayConfiguration(
            institution: try InstitutionIdentity(register: "ml", institution: "health"),
            members: [health],
            credentials: try authority.issue(institution: providerInstitution)
        )
        providerSettings.providerEdge = NetworkAddress(host: "127.0.0.1", port: 0)
        providerSettings.securityServer = try SecurityServerIdentifier(parsing: "ML/GOV/2/gw1")
        let address = NetworkAddress(host: "127.0.0.1", port: application.port)
        providerSettings.services = [
            try ServiceIdentifier(parsing: "ML/GOV/2/health/records"):
                ProviderService(address: address, basePath: "/api"),
            try ServiceIdentifier(parsing: "ML/GOV/2/health/bare"):
                ProviderService(address: address),
            try ServiceIdentifier(parsing: "ML/GOV/2/health/down"):
                ProviderService(address: NetworkAddress(host: "127.0.0.1", port: 1)),
        ]
        consumerSettings.timeouts.tick = 20
        providerSettings.timeouts.tick = 20
        adjustment.apply(&consumerSettings, .consumer)
        adjustment.apply(&providerSettings, .provider)
        consumer = try Self.gateway(consumerSettings, .consumer, state, tax, health)
        provider = try Self.gateway(providerSettings, .provider, state, tax, health)
        providerPort = try await provider.start().provider ?? 0
        consumerPort = try await consumer.start().consumer ?? 0
        let port = providerPort
        state.withLockedValue { $0.gatewayPort = port }
    }

    func close() async {
        state.withLockedValue { $0.hanging = [] }
        await application.close()
        await consumer.shutdown()
        await provider.shutdown()
    }

    func records(_ role: ExchangeRole) -> [CallRecord] {
        state.withLockedValue { $0.records[role] ?? [] }
    }

    func call(_ path: String, headers: [(String, String)] = []) async throws -> Answer {
        try await TestSession.open(consumerPort) { try await $0.call(path, headers: headers) }
    }

    private static func gateway(
        _ configuration: ExchangeGatewayConfiguration,
        _ role: ExchangeRole,
        _ state: NIOLockedValueBox<State>,
        _ tax: MemberIdentifier,
        _ health: MemberIdentifier
    ) throws -> ExchangeGateway {
        let taxName = try InstitutionIdentity(register: "ml", institution: "tax")
        let healthName = try InstitutionIdentity(register: "ml", institution: "health")
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try ExchangeGateway(
            configuration: configuration,
            decide: { call in
                state.withLockedValue { $0.asked.append(call) }
                return rule(on: call)
            },
            directory: { member in
                let port = state.withLockedValue { $0.isKnown ? $0.gatewayPort : nil }
                return switch member {
                case tax: DirectoryEntry(institution: taxName, gateway: nil)
                case health:
                    DirectoryEntry(
                        institution: healthName,
                        gateway: port.map { NetworkAddress(host: "127.0.0.1", port: $0) }
                    )
                default: nil
                }
            },
            record: { records in
                while state.withLockedValue({ $0.hanging.contains(role) }) { await Task.yield() }
                try state.withLockedValue { state in
                    guard !state.failing.contains(role) else {
                        throw Refused()
                    }
                    state.records[role, default: []] += records
                }
            },
            clock: { 1_700_000_000_000 },
            logger: logger
        )
    }

    private static func rule(on call: ExchangeCall) -> ExchangeDecision {
        if call.path.hasPrefix("/deny-\(call.role.rawValue)") {
            return .deny(
                ExchangeDenial(
                    code: "agreement_expired",
                    sentence: "the agreement has expired",
                    grantingBody: "council",
                    position: 9,
                    citations: .array([.string("act 2026/3")])
                )
            )
        }
        return .permit(
            ExchangeReceipt(
                rule: "rule-\(call.role.rawValue)",
                act: "2026/14",
                position: 831,
                citations: .array([.string("charter 3.2")])
            )
        )
    }
}

/// A change to the settings of one or both gateways of a test.
struct Adjustment {
    let apply: (inout ExchangeGatewayConfiguration, ExchangeRole) -> Void

    init(_ apply: @escaping (inout ExchangeGatewayConfiguration, ExchangeRole) -> Void) {
        self.apply = apply
    }
}
