import ArgumentParser
import Foundation
import Governance

/// The options by which commands choose a register and a moment.
struct RegisterOptions: ParsableArguments {
    @Option(help: "The folder of the charter.")
    var charter: String?

    @Option(
        name: .customLong("as-of"),
        help: "The day or moment to answer for, such as 2026-03-01; now when left out.",
        transform: Moment.parse
    )
    var asOf: Instant?

    /// Where the register comes from.
    func source() throws -> RegisterSource {
        guard let charter else {
            throw ValidationError("name the charter's folder with `--charter`")
        }
        return CharterLoading.source(charter)
    }

    /// The register as it stands at the moment that was asked for.
    func view() async throws -> RegisterView {
        RegisterView(try await source()().register, at: asOf ?? Moment.now())
    }
}

/// Moments as they are given on the command line.
enum Moment {
    static func parse(_ text: String) throws -> Instant {
        guard let instant = Instant(text: text) else {
            throw ValidationError(
                "`\(text)` is not a date such as `2026-03-01` or a time such as "
                    + "`2026-03-01T09:30:00Z`"
            )
        }
        return instant
    }

    static func now() -> Instant {
        Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }
}
