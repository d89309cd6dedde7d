import ArgumentParser
import Composition
import Foundation
import Governance

/// The option by which commands choose the database of a register.
struct DatabaseOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The register's database: sqlite:PATH, or postgres://HOST/NAME.",
            discussion: "The SQLite file in the register's folder when left out, or the database "
                + "that its founding noted there."
        )
    )
    var database: String?

    /// Names the register in a folder, with the database that was chosen.
    func home(_ data: String, or noted: String? = nil) throws -> RegisterHome {
        let home = try RegisterHome(DataDirectory(data), database: database ?? noted)
        if database != nil, home.holdsPassword {
            Output.complain(
                "warning: whoever can list this machine's processes reads the password in "
                    + "--database; a password file (PGPASSFILE) keeps it hidden\n"
            )
        }
        return home
    }
}

/// The options by which commands choose a register and a moment.
struct RegisterOptions: ParsableArguments {
    @Option(help: "The folder of the charter.")
    var charter: String?

    @Option(help: "The folder of a register, in place of a charter.")
    var data: String?

    @OptionGroup var database: DatabaseOption

    @Option(
        name: .customLong("as-of"),
        help: "The day or moment to answer for, such as 2026-03-01; now when left out.",
        transform: Moment.parse
    )
    var asOf: Instant?

    /// Where the register comes from.
    func source() throws -> RegisterSource {
        switch (charter, data) {
        case (let charter?, nil): return CharterLoading.source(charter)
        case (nil, let data?):
            return { [database] in
                SourcedRegister(
                    register: try await RegisterReading.register(in: try database.home(data)),
                    sources: nil
                )
            }
        default:
            throw ValidationError(
                "name a charter's folder with `--charter`, or a register's with `--data`"
            )
        }
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
