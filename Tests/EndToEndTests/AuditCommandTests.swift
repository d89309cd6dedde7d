import Foundation
import Testing

/// `cabildo audit` against the built server.
@Suite(.serialized) struct AuditedRegister {
    private func audit(_ server: ServerProcess, _ more: [String] = []) throws -> Executable.Run {
        let executable = try Executable.find()
        let key = try executable.run(["log", "key", "--data", server.data]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return try executable.run(["audit", server.address + "/log", "--key", key] + more)
    }

    @Test func `holds for an honest server, and goes on from its state`() throws {
        let data = try ServerProcess.found()
        let state = data + "-state"
        defer {
            for folder in [data, state] { try? FileManager.default.removeItem(atPath: folder) }
        }
        let server = try ServerProcess(data: data)
        defer { server.stop() }
        let first = try audit(server, ["--state", state])
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        #expect(first.output.hasPrefix("The record holds."))

        #expect(try server.propose("motion").status == 0)
        let second = try audit(server, ["--state", state, "--format", "json"])
        #expect(second.status == 0, "\(second.output)\(second.errors)")
        let report = try JSONSerialization.jsonObject(with: Data(second.output.utf8))
        let steps = (report as? [String: Any])?["steps"] as? [[String: Any]] ?? []
        #expect(steps.count == 10)
        #expect(steps.allSatisfy { $0["outcome"] as? String == "holds" }, "\(second.output)")
    }

    @Test func `fails for another key, and cannot be checked where nobody answers`() throws {
        let data = try ServerProcess.found()
        let other = try ServerProcess.found()
        defer {
            for folder in [data, other] { try? FileManager.default.removeItem(atPath: folder) }
        }
        let executable = try Executable.find()
        let key = try executable.run(["log", "key", "--data", other]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let server = try ServerProcess(data: data)
        let wrong = try executable.run(["audit", server.address + "/log", "--key", key])
        #expect(wrong.status == 1)
        #expect(wrong.output.hasPrefix("The record does NOT hold: the checkpoint"))
        server.stop()
        let gone = try executable.run(["audit", server.address + "/log", "--key", key])
        #expect(gone.status == 2)
        #expect(gone.output.hasPrefix("The record cannot be checked"))
    }
}
