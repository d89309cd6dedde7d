import Charter
import Composition
import Foundation
import Governance

/// The demo's processes: a register server, two gateways and a civil registry, in a scratch folder.
actor DemoRepublic {
    private let charter: String
    private let people: String
    private let port: Int
    private let folder: String
    private let clock: SettableClock
    private var document: CharterDocument?
    private var nodes: [DemoNode] = []
    private var server = ""
    private var gateway = ""

    /// The day on which the demo begins, whatever day it is.
    private static let start = "2026-11-24T09:00:00Z"

    init(charter: String, people: String, port: Int) {
        self.charter = charter
        self.people = people
        self.port = port
        folder = NSTemporaryDirectory() + "cabildo-demo-\(UUID().uuidString.prefix(8))"
        clock = SettableClock(path: folder + "/clock")
    }

    private var data: DataDirectory { DataDirectory(folder + "/register") }

    /// Founds the register and starts the processes.
    func start() async throws {
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        guard let start = Instant(text: Self.start) else { return }
        try clock.set(to: start)
        let document = try await CharterLoading.document(at: charter)
        self.document = document
        try await Founding.found(
            document.content,
            in: RegisterHome(inFolder: data),
            at: start,
            makingKeys: true
        )
        server = "http://127.0.0.1:\(try await startServer())"
        let registry = try await startRegistry()
        let provider = try await startGateway(
            of: "civil-registry",
            consumer: nil,
            provider: "127.0.0.1:0",
            peers: [:],
            services: ["birth-records": "http://127.0.0.1:\(registry)"]
        )
        let consumer = try await startGateway(
            of: "social-development",
            consumer: "127.0.0.1:0",
            provider: nil,
            peers: ["civil-registry": "127.0.0.1:\(provider)"],
            services: [:]
        )
        gateway = "http://127.0.0.1:\(consumer)"
    }

    /// Walks through the first decision.
    func walk(_ say: @escaping @Sendable (String) -> Void) async throws {
        guard let document else { return }
        try await Tour(
            places: Tour.Places(
                server: server,
                gateway: gateway,
                data: data,
                proposals: charter + "/proposals"
            ),
            clock: clock,
            say: say
        ).run(checking: document)
    }

    /// Stops the processes, and removes the folder.
    func stop() async {
        for node in nodes.reversed() { node.terminate() }
        for node in nodes { await node.waitUntilExit() }
        nodes = []
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Where to go from here.
    var directions: String {
        """

        Costa Verde is up until Ctrl-C:
          pages and API   \(server)/
          the log         \(server)/log/checkpoint
          OpenAPI         \(server)/openapi.json
          the ministry's gateway, on 2027-02-01 by the demo's clock:
            curl -H 'X-Road-Client: \(Tour.client)' \\
              \(gateway)\(Tour.record)
          check the record from outside:
            cabildo log verify \(server)/log --server \(server) --key '\(logKey)'
          folder          \(folder)


        """
    }

    /// The last lines of every process's log, for a walk that went wrong.
    var lastLogLines: String {
        nodes.map { "--- \($0.name)\n\($0.lastLogLines)" }.joined(separator: "\n")
    }

    private var logKey: String { (try? data.logVerifierText()) ?? "" }

    private func startServer() async throws -> Int {
        let node = try DemoNode(
            "register",
            ["register", "--data", data.path, "--port", "\(port)"],
            in: folder,
            clock: folder + "/clock"
        )
        nodes.append(node)
        return try await node.port(after: "127.0.0.1:")
    }

    private func startRegistry() async throws -> Int {
        let node = try DemoNode(
            "registry",
            ["service", "--people", people],
            in: folder,
            clock: folder + "/clock"
        )
        nodes.append(node)
        return try await node.port(after: "port ")
    }

    private func startGateway(
        of institution: String,
        consumer: String?,
        provider: String?,
        peers: [String: String],
        services: [String: String]
    ) async throws -> Int {
        guard let id = InstitutionID(institution), let register = document?.content.charter.id
        else { throw CompositionError("`\(institution)` is not an institution") }
        let home = folder + "/" + institution
        let files = try GatewayIdentity.issue(for: id, of: register, from: data, in: home)
        var lines = [
            "institution: \(institution)", "log: \(server)/log", "log_key: \"\(logKey)\"",
            "data: \(home)", "certificate: \(files.certificate)",
            "private_key: \(files.privateKey)", "authority: \(files.authority)",
            "poll: 1 second",
        ]
        if let consumer { lines.append("consumer: \(consumer)") }
        if let provider { lines.append("provider: \(provider)") }
        for (title, pairs) in [("peers", peers), ("services", services)] where !pairs.isEmpty {
            lines.append("\(title):")
            lines += pairs.map { "  \($0.key): \($0.value)" }
        }
        let config = home + "/gateway.yaml"
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: config))
        let node = try DemoNode(
            "gateway of \(institution)",
            ["gateway", "--config", config],
            in: folder,
            clock: folder + "/clock"
        )
        nodes.append(node)
        return try await node.port(after: "port ")
    }
}
