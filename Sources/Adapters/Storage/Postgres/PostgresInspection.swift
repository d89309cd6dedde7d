/// What `cabildo doctor` asks PostgreSQL.
enum PostgresInspection {
    static func facts(_ runner: any StatementRunner) throws -> [EngineFact] {
        func setting(_ name: String) throws -> String {
            try runner.rows("SELECT current_setting($1, true) AS value", [.text(name)]).first?
                .optionalText("value") ?? "unknown"
        }
        let isEncrypted =
            try runner.rows(
                "SELECT count(*) AS n FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl",
                []
            ).first?.integer("n") == 1
        let version = try setting("server_version")
        let number = Int(try setting("server_version_num")) ?? 0
        var facts = [
            EngineFact(
                "engine",
                "PostgreSQL \(version)",
                problem: number >= 140_000 ? nil : "version 14 or later is needed"
            ),
            EngineFact("encrypted", isEncrypted ? "yes" : "no"),
        ]
        for (name, problem) in [
            ("fsync", "set fsync = on: without it a crash of the machine destroys the database"),
            (
                "full_page_writes",
                "set full_page_writes = on: without it a power cut may destroy the database"
            ),
        ] {
            let value = try setting(name)
            facts.append(EngineFact(name, value, problem: value == "on" ? nil : problem))
        }
        facts.append(try synchronousCommit(runner))
        let standbys = try setting("synchronous_standby_names")
        facts.append(
            EngineFact(
                "synchronous_standby_names",
                standbys.isEmpty ? "none: what was acknowledged is on this server alone" : standbys
            )
        )
        let checksums = try setting("data_checksums")
        facts.append(
            EngineFact(
                "data_checksums",
                checksums,
                problem: checksums == "on"
                    ? nil : "damage on the disk is not found: stop the server, run pg_checksums",
                isSevere: false
            )
        )
        return facts
    }
    /// The setting as this program's sessions have it, and as the server has it for others.
    private static func synchronousCommit(
        _ runner: any StatementRunner
    ) throws -> EngineFact {
        let name = "synchronous_commit"
        let row = try runner.rows(
            "SELECT setting, reset_val FROM pg_catalog.pg_settings WHERE name = $1",
            [.text(name)]
        ).first
        guard let row else { return EngineFact(name, "unknown") }
        let (own, server) = (try row.text("setting"), try row.text("reset_val"))
        return EngineFact(
            name,
            own == server ? own : "\(own), set by cabildo for itself; the server says \(server)",
            problem: ["off", "local"].contains(own) ? "set synchronous_commit = on" : nil
        )
    }
}
