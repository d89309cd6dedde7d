import Charter
import Checks
import Governance

/// A register that a command answers from, and the files it was read from where there are any.
struct SourcedRegister: Sendable {
    let register: Register
    let sources: SourceMap?
}

/// Where a command finds its register: a charter's folder, a data directory, a server.
typealias RegisterSource = @Sendable () async throws -> SourcedRegister
