import Charter
import CharterFolder
import Composition
import Foundation
import Governance
import Logging
import Testing

/// Where the repository is, found from this file.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
}

/// A folder for one test.
struct Scratch {
    let path = NSTemporaryDirectory() + "composition-\(UUID().uuidString)"

    init() throws {
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }

    static func costaVerde() throws -> CharterDocument {
        try CharterDocument(
            files: CharterFolder(Repository.root + "/Examples/costa-verde").read()
        )
    }
}

/// Something that one task tells another once.
actor Told<Value: Sendable> {
    private var value: Value?
    private var waiting: [CheckedContinuation<Value, Never>] = []

    func tell(_ value: Value) {
        self.value = value
        for continuation in waiting { continuation.resume(returning: value) }
        waiting = []
    }

    func get() async -> Value {
        if let value { return value }
        return await withCheckedContinuation { waiting.append($0) }
    }
}

@Suite(.serialized) struct TourInProcess {
    @Test func `walks from the charter to the governed call and back`() async throws {
        let scratch = try Scratch()
        let document = try Scratch.costaVerde()
        let clock = SettableClock(path: scratch.path + "/clock")
        let start = try #require(Instant(text: "2026-11-24T09:00:00Z"))
        try clock.set(to: start)
        let data = DataDirectory(scratch.path + "/register")
        let home = RegisterHome(inFolder: data)
        try await Founding.found(document.content, in: home, at: start, makingKeys: true)

        let lines = Told<[String]>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let logger = Logger(label: "tour") { _ in SwiftLogNoOpLogHandler() }
            let server = Told<Int>()
            group.addTask {
                try await RegisterServer(
                    home: home,
                    settings: Self.anyPort,
                    clock: clock.now,
                    logger: logger
                ).run { await server.tell($0) }
            }
            let people = Repository.root + "/Examples/services/civil-registry/people.json"
            let registry = Told<Int>()
            group.addTask {
                try await SampleRegistry(people: people, logger: logger)
                    .run(port: 0) { await registry.tell($0) }
            }
            let address = "http://127.0.0.1:\(await server.get())"
            let provider = Told<GatewayNode.Ports>()
            let providerFile = try Self.configuration(
                of: "civil-registry",
                data,
                address,
                scratch,
                provider: "127.0.0.1:0",
                services: ["birth-records": "http://127.0.0.1:\(await registry.get())"]
            )
            group.addTask {
                try await GatewayNode(
                    configuration: providerFile,
                    clock: clock.now,
                    logger: logger
                ).run { await provider.tell($0) }
            }
            let port = try #require(await provider.get().provider)
            let consumer = Told<GatewayNode.Ports>()
            let consumerFile = try Self.configuration(
                of: "social-development",
                data,
                address,
                scratch,
                consumer: "127.0.0.1:0",
                peers: ["civil-registry": "127.0.0.1:\(port)"]
            )
            group.addTask {
                try await GatewayNode(
                    configuration: consumerFile,
                    clock: clock.now,
                    logger: logger
                ).run { await consumer.tell($0) }
            }
            let edge = try #require(await consumer.get().consumer)
            let said = Lines()
            try await Tour(
                places: Tour.Places(
                    server: address,
                    gateway: "http://127.0.0.1:\(edge)",
                    data: data,
                    proposals: Repository.root + "/Examples/costa-verde/proposals"
                ),
                clock: clock,
                say: { said.append($0) }
            ).run(checking: document)
            await lines.tell(said.all)
            group.cancelAll()
        }

        let said = await lines.get()
        #expect(said.count == 17)
        #expect(
            said.contains { $0.hasPrefix("refused") && $0.contains("no agreement and no rule") }
        )
        #expect(said.contains { $0.hasPrefix("permitted") && $0.contains("article=\"") })
        #expect(said.contains { $0.hasPrefix("expired") })
        scratch.remove()
    }

    private static var anyPort: RegisterServer.Settings {
        var settings = RegisterServer.Settings()
        settings.port = 0
        return settings
    }

    private static func configuration(
        of name: String,
        _ data: DataDirectory,
        _ server: String,
        _ scratch: Scratch,
        consumer: String? = nil,
        provider: String? = nil,
        peers: [String: String] = [:],
        services: [String: String] = [:]
    ) throws -> GatewayConfiguration {
        let home = scratch.path + "/\(name)"
        let institution = try #require(InstitutionID(name))
        let republic = "costa-verde"
        let register = try #require(RegisterID(republic))
        let files = try GatewayIdentity.issue(for: institution, of: register, from: data, in: home)
        return GatewayConfiguration(
            institution: institution,
            log: server + "/log",
            logKey: try data.logVerifierText(),
            data: home,
            certificate: files.certificate,
            privateKey: files.privateKey,
            authority: files.authority,
            consumer: consumer,
            provider: provider,
            peers: peers,
            services: services,
            poll: Span(milliseconds: 100)
        )
    }
}

/// Lines that were said, from any thread.
final class Lines: @unchecked Sendable {
    private let lock = NSLock()
    private var lines: [String] = []

    var all: [String] { lock.withLock { lines } }
    func append(_ line: String) { lock.withLock { lines.append(line) } }
}
