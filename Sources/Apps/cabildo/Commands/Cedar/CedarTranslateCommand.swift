import ArgumentParser
import CanonicalJSON
import Cedar
import Composition

/// `cabildo cedar translate`: policies and schemas in their other form.
struct CedarTranslateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "translate",
        abstract: "Write policies or a schema in their other form.",
        discussion: """
            Example:
              cabildo cedar translate policy --direction cedar-to-json photos.cedar
              cabildo cedar translate schema --direction json-to-cedar photos.cedarschema.json
            """,
        subcommands: [PolicyCommand.self, SchemaCommand.self]
    )

    /// From which form to which.
    enum Direction: String, ExpressibleByArgument, CaseIterable {
        case cedarToJSON = "cedar-to-json"
        case jsonToCedar = "json-to-cedar"
    }

    /// The options that both have.
    struct Options: ParsableArguments {
        @Option(help: "From which form to which.")
        var direction: Direction

        @Argument(help: "The file; standard input when left out.")
        var file = "-"

        @Option(help: "The form of errors; with json, Cedar text comes as a JSON string too.")
        var format = OutputFormat.text

        /// Reads the file, writes what becomes of it, and places what is wrong.
        func run(
            toJSON: (CedarFile) throws -> JSON,
            toText: (CedarFile) throws -> String
        ) throws {
            try CedarRun.perform(format) {
                let file = try CedarFile.read(file)
                do {
                    switch (direction, format) {
                    case (.cedarToJSON, _): CedarRun.write(try toJSON(file))
                    case (.jsonToCedar, .text): CedarRun.show(try toText(file))
                    case (.jsonToCedar, .json): CedarRun.write(["text": .string(try toText(file))])
                    }
                } catch let error as CedarDiagnostic {
                    throw error
                } catch {
                    throw CedarDiagnostic(error, in: file)
                }
                return 0
            }
        }
    }

    /// `cabildo cedar translate policy`.
    struct PolicyCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "policy",
            abstract: "Write policies in JSON or in Cedar syntax.",
            discussion: """
                In Cedar syntax policies have no names: those named policy0, policy1 … keep their \
                order and so their names, others are named anew. Links are refused.

                Example:
                  cabildo cedar translate policy --direction cedar-to-json photos.cedar
                """
        )

        @OptionGroup var options: Options

        func run() throws {
            try options.run(
                toJSON: { try CedarDocuments.policies($0, .cedar).json(limits: CedarForms.limits) },
                toText: { file in
                    let set = try CedarDocuments.policies(file, .json)
                    if !CedarTranslation.keepsNames(set) {
                        Output.complain(
                            "warning: the names of the policies are not part of cedar syntax\n"
                        )
                    }
                    return try CedarTranslation.text(of: set)
                }
            )
        }
    }

    /// `cabildo cedar translate schema`.
    struct SchemaCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "Write a schema in JSON or in Cedar syntax.",
            discussion: """
                Names stay as they are written, and annotations are kept; comments are not.

                Example:
                  cabildo cedar translate schema --direction cedar-to-json photos.cedarschema
                """
        )

        @OptionGroup var options: Options

        func run() throws {
            let limits = CedarForms.limits
            try options.run(
                toJSON: { try SchemaTranslator.json(parsing: $0.bytes, limits: limits) },
                toText: {
                    try SchemaTranslator.text(of: CedarForms.json($0.bytes), limits: limits)
                }
            )
        }
    }
}
