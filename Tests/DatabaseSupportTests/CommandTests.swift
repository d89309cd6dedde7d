import DatabaseSupport
import Foundation
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite("Command") struct CommandTests {
    @Test func `tells status, output and complaints apart`() throws {
        let run = try Command.run(["sh", "-c", "echo out; echo bad >&2; exit 3"])

        #expect(run.status == 3)
        #expect(run.output == "out\n")
        #expect(run.errors == "bad\n")
    }

    @Test func `takes much of both without waiting for ever`() throws {
        let script = "head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero"
        let run = try Command.run(["sh", "-c", script])

        #expect(run.output.utf8.count == 3_000_000)
        #expect(run.errors.utf8.count == 3_000_000)
    }

    @Test func `tells the signal that ended a program`() throws {
        #expect(try Command.run(["sh", "-c", "kill -TERM $$"]).status == 128 + SIGTERM)
    }

    @Test(arguments: ["exec sleep 60", "exec >/dev/null 2>&1; exec sleep 60"])
    func `kills a program that takes too long`(script: String) throws {
        let begin = ContinuousClock.now

        let failure = try #require(throws: SupportFailure.self) {
            try Command.run(["sh", "-c", script], limit: .milliseconds(300))
        }

        #expect(failure.description == "`sh` did not end within 0.3 seconds")
        #expect(ContinuousClock.now - begin < .seconds(30))
    }

    @Test func `names a program that is not there`() throws {
        let failure = try #require(throws: SupportFailure.self) {
            try Command.run(["no-such-program"])
        }

        #expect(failure.description == "cannot start `no-such-program`: No such file or directory")
    }

    @Test func `hands on no blocked signal and no descriptor`() throws {
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        let run = try Command.run(["sh", "-c", "grep SigBlk /proc/self/status; ls /proc/$$/fd"])

        #expect(run.output == "SigBlk:\t0000000000000000\n0\n1\n2\n")
    }

    @Test func `hands on its own variables, and none that steer PostgreSQL`() async throws {
        await #expect(processExitsWith: .success) {
            setenv("PGHOST", "elsewhere", 1)
            setenv("OTHER", "here", 1)
            let run = try Command.run(["env"], environment: ["PGUSER": "given"])
            let lines = run.output.split(separator: "\n")
            #expect(!lines.contains("PGHOST=elsewhere"))
            #expect(lines.contains("OTHER=here"))
            #expect(lines.contains("PGUSER=given"))
        }
    }
}
