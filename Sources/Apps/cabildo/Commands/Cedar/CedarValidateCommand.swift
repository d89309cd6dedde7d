import ArgumentParser
import CanonicalJSON
import Cedar
import Composition

/// `cabildo cedar validate`: the findings on policies under a schema.
struct CedarValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check policies against a schema.",
        discussion: """
            Without a finding no policy can fail by a wrong type or an attribute that is not there, \
            as long as requests and entities fit the schema too.

            Exit status: 0 valid, 3 not valid (as the reference tool has it), 1 when something \
            cannot be read. Warnings count only with --deny-warnings.

            Example:
              cabildo cedar validate --schema photos.cedarschema --policies photos.cedar
            """
    )

    /// How strictly policies are checked.
    enum Mode: String, ExpressibleByArgument, CaseIterable {
        case strict, permissive

        /// The mode of the validator.
        var mode: Schema.Mode {
            switch self {
            case .strict: .strict
            case .permissive: .permissive
            }
        }
    }

    @OptionGroup var policies: CedarPolicyOptions

    @Option(help: "The file of the schema.")
    var schema: String

    @Option(help: "The form of the schema.")
    var schemaFormat: CedarSyntax?

    @Option(help: "How strictly to check.")
    var mode = Mode.strict

    @Flag(help: "Warnings make the policies not valid.")
    var denyWarnings = false

    @Option(help: "The form of the findings.")
    var format = OutputFormat.text

    func run() throws {
        try CedarRun.perform(format) {
            let schema = try CedarDocuments.schema(
                CedarFile.read(schema),
                CedarSyntax.of(schema, schemaFormat)
            )
            let loaded = try policies.read()
            let findings = schema.validate(loaded.set, mode: mode.mode)
                .map {
                    CedarDiagnostic($0, in: loaded.file, hasPositions: loaded.syntax == .cedar)
                }
            let errors = findings.count { $0.severity == .error }
            let warnings = findings.count - errors
            let isValid = errors == 0 && (warnings == 0 || !denyWarnings)
            switch format {
            case .text:
                for finding in findings { Output.write(finding.text) }
                let count = loaded.set.policies.count + loaded.set.templates.count
                Output.write(
                    "\(isValid ? "valid" : "not valid") (policies: \(count); errors: \(errors); "
                        + "warnings: \(warnings))\n"
                )
            case .json:
                CedarRun.write([
                    "valid": .bool(isValid), "mode": .string(mode.rawValue),
                    "findings": .array(findings.map(\.json)),
                ])
            }
            return isValid ? 0 : 3
        }
    }
}
