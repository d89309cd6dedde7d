import CanonicalJSON
import DatabaseSupport
import Foundation
import Governance
import Testing

@testable import Composition

@Suite struct Diagnoses {
    private static func status(_ name: String, _ diagnosis: Diagnosis) -> Diagnosis.Status? {
        let found = diagnosis.checks.filter { $0.name == name }.map(\.status)
        return found.contains(.error) ? .error : found.contains(.warning) ? .warning : found.first
    }

    @Test(arguments: TestEngine.all)
    func `find no error in a register that was just founded`(engine: TestEngine) async throws {
        let register = try await FoundedRegister(on: engine)

        let diagnosis = try await Doctor(of: register.home, now: { FoundedRegister.founded })
            .examine()

        #expect(!diagnosis.hasErrors, "\(diagnosis.text)")
        for name in [
            "user", "folders", "key_files", "log_key", "founder_key", "authority", "database",
            "engine", "schema", "log", "published_checkpoint", "register", "last_entry",
        ] {
            #expect(Self.status(name, diagnosis) == .ok, "\(name)")
        }
        #expect(Self.status("server_clock", diagnosis) == (engine == .postgres ? .warning : nil))
    }

    @Test func `have one form in JSON`() async throws {
        var diagnosis = Diagnosis(data: "/data", database: "sqlite:/data/register.sqlite")
        diagnosis.note("one", .ok, "well")
        diagnosis.note("two", .warning, "so so", do: "this")
        diagnosis.note("three", .error, "bad", do: "that")

        #expect(
            String(decoding: try diagnosis.json.canonicalBytes(), as: UTF8.self) == """
                {"checks":[{"check":"one","found":"well","status":"ok"},\
                {"check":"two","do":"this","found":"so so","status":"warning"},\
                {"check":"three","do":"that","found":"bad","status":"error"}],"data":"/data",\
                "database":"sqlite:/data/register.sqlite","errors":1,"ok":1,"report":"doctor",\
                "version":1,"warnings":1}
                """
        )
        #expect(
            diagnosis.text == """
                register in /data, database sqlite:/data/register.sqlite

                ok      one   well
                warning two   so so
                               -> this
                error   three bad
                               -> that

                3 checks: 1 ok, 1 warnings, 1 errors

                """
        )
        #expect(diagnosis.hasErrors)
    }

    @Test(
        arguments: [
            (0, .ok), (3540, .ok), (3555, .warning), (3640, .warning), (3649, .warning),
            (3651, .error), (-3, .error),
        ] as [(Int64, Diagnosis.Status)]
    )
    func `tell how long the authority's certificate holds`(
        day: Int64,
        status: Diagnosis.Status
    ) async throws {
        let register = try await FoundedRegister()
        let now = SystemClock.now()

        let diagnosis = try await Doctor(of: register.home, now: { now + .days(day) }).examine()

        #expect(Self.status("authority", diagnosis) == status)
    }

    @Test(
        arguments: [(0, .ok), (-500, .ok), (-60_000, .warning), (-3_600_000, .error)]
            as [(Int64, Diagnosis.Status)]
    )
    func `tell an entry that lies in the future`(
        milliseconds: Int64,
        status: Diagnosis.Status
    ) async throws {
        let register = try await FoundedRegister()
        let now = Instant(milliseconds: FoundedRegister.founded.milliseconds + milliseconds)

        let diagnosis = try await Doctor(of: register.home, now: { now }).examine()

        #expect(Self.status("last_entry", diagnosis) == status)
    }

    @Test(
        arguments: [(0, .ok), (75, .ok), (77, .warning), (89, .warning), (91, .error)]
            as [(Int64, Diagnosis.Status)]
    )
    func `tell how long a gateway's certificate holds`(
        day: Int64,
        status: Diagnosis.Status
    ) async throws {
        let register = try await FoundedRegister()
        let configuration = try Self.configuration(of: register)
        let now = SystemClock.now()

        let diagnosis = try await Doctor(
            of: register.home,
            gateway: configuration,
            now: { now + .days(day) }
        ).examine()

        #expect(Self.status("gateway_certificate", diagnosis) == status)
        #expect(Self.status("gateway_key", diagnosis) == .ok)
        #expect(Self.status("gateway_authority", diagnosis) == .ok)
    }

    @Test func `find a gateway with files of another register or institution`() async throws {
        let register = try await FoundedRegister()
        let other = try await FoundedRegister()
        _ = try Self.configuration(of: register)
        _ = try Self.configuration(of: other)
        let gateway = register.scratch.file("gateway")
        let foreign = other.scratch.file("gateway")
        let cases: [(String, String, String)] = [
            ("\(foreign)/gateway.key", "gateway.key", "gateway_key"),
            ("\(foreign)/gateway.pem", "gateway.pem", "gateway_authority"),
            ("\(foreign)/authority.pem", "authority.pem", "gateway_authority"),
        ]
        for (source, target, name) in cases {
            let path = "\(gateway)/\(target)"
            let before = try Data(contentsOf: URL(filePath: path))
            try Data(contentsOf: URL(filePath: source)).write(to: URL(filePath: path))

            let diagnosis = try await Doctor(
                of: register.home,
                gateway: register.scratch.file("gateway.yaml")
            ).examine()

            #expect(Self.status(name, diagnosis) == .error, "\(target)")
            try before.write(to: URL(filePath: path))
        }
    }

    @Test(arguments: [
        ("institution: nobody", "gateway_configuration"),
        ("log_key: \"other/log+00000000+AQ==\"", "gateway_configuration"),
        ("unknown: 1", "gateway_configuration"),
    ])
    func `find what is wrong with a gateway's configuration`(
        line: String,
        name: String
    ) async throws {
        let register = try await FoundedRegister()
        let path = try Self.configuration(of: register)
        let member = line.prefix { $0 != ":" }
        let text = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .filter { !$0.hasPrefix(member + ":") }.joined(separator: "\n")
        try Data("\(text)\n\(line)\n".utf8).write(to: URL(filePath: path))

        let diagnosis = try await Doctor(of: register.home, gateway: path).examine()

        #expect(Self.status(name, diagnosis) == .error)
    }

    /// Issues a gateway's files, and writes a configuration that names them.
    private static func configuration(of register: FoundedRegister) throws -> String {
        let institution = try #require(InstitutionID("civil-registry"))
        let files = try GatewayIdentity.issue(
            for: institution,
            of: try register.home.directory.registerID(),
            from: register.home.directory,
            in: register.scratch.file("gateway")
        )
        let text = """
            institution: civil-registry
            log: http://127.0.0.1:9/log
            log_key: "\(try register.home.directory.logVerifierText())"
            data: \(register.scratch.file("data"))
            certificate: \(files.certificate)
            private_key: \(files.privateKey)
            authority: \(files.authority)
            provider: 127.0.0.1:0

            """
        try register.scratch.write(text, to: "gateway.yaml")
        return register.scratch.file("gateway.yaml")
    }
}
