import Foundation

extension ScratchPostgres {
    /// The folder of `initdb` and `postgres`, of the newest version; nil where none is installed.
    public static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { Int($0) }.sorted(by: >).map { "\(root)/\($0)/bin" }.first {
            let folder = $0
            return ["initdb", "postgres", "psql"].allSatisfy {
                FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)")
            }
        }
    }()

    /// Whether a missing server is an error: `CABILDO_REQUIRE_POSTGRES=1`, as in CI.
    public static let isRequired: Bool =
        ProcessInfo.processInfo.environment["CABILDO_REQUIRE_POSTGRES"] == "1"

    /// Whether tests of PostgreSQL run: it is here, or it is required and they fail.
    ///
    /// Where it is missing, the first question says so on standard error.
    public static let isExpected: Bool = {
        if programs != nil { return true }
        FileHandle.standardError.write(
            Data(
                """

                *** PostgreSQL is not installed: its tests \(isRequired ? "FAIL" : "are SKIPPED") ***
                *** apt-get install postgresql, or `make test` as root, runs them             ***


                """.utf8
            )
        )
        return isRequired
    }()
}
