import ArgumentParser

/// `cabildo cedar`: policies in the Cedar language.
struct CedarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cedar",
        abstract: "Decide by, check and write policies in the Cedar language.",
        discussion: """
            Files of policies and schemas may be in Cedar syntax or in JSON; a name that ends in \
            .json means JSON unless an option says otherwise. A file named - is standard input.

            Exit status: 0 when all is well, 1 when something cannot be read or is wrong; \
            `authorize` has 2 for deny and `validate` 3 for policies that are not valid, as the \
            reference tool has it. A command line that is itself wrong gives 64.
            """,
        subcommands: [
            CedarAuthorizeCommand.self, CedarValidateCommand.self, CedarCheckParseCommand.self,
            CedarFormatCommand.self, CedarTranslateCommand.self, CedarLinkCommand.self,
            CedarVisualizeCommand.self, CedarBatchCommand.self,
        ]
    )
}
