import ArgumentParser

/// The one executable: every command of Cabildo.
@main
struct Cabildo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cabildo",
        abstract: "Governance of digital public infrastructure that runs.",
        discussion: """
            A country's charter is checked, becomes a register, and changes only by acts that its \
            bodies adopt. The exchange's gateways obey the rules in force, and every answer cites \
            the authority behind it.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Charter",
                subcommands: [
                    CheckCommand.self, WhoCommand.self, ExplainCommand.self, RulesCommand.self,
                ]
            ),
            CommandGroup(
                name: "Register",
                subcommands: [
                    FoundCommand.self, ServeCommand.self, SubmitCommand.self, LogCommand.self,
                    AuditCommand.self, KeyCommand.self, WitnessCommand.self,
                ]
            ),
            CommandGroup(
                name: "Operations",
                subcommands: [
                    DoctorCommand.self, BackupCommand.self, RestoreCommand.self,
                    MigrateCommand.self,
                ]
            ),
            CommandGroup(
                name: "Exchange",
                subcommands: [
                    GatewayCommand.self, RecordsCommand.self, AuthorityCommand.self,
                    AnchorCommand.self,
                ]
            ),
            CommandGroup(name: "Policies", subcommands: [CedarCommand.self]),
            CommandGroup(name: "Demo", subcommands: [DemoCommand.self, DemoNodeCommand.self]),
        ]
    )
}
