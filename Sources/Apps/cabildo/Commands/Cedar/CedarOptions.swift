import ArgumentParser
import CanonicalJSON
import Cedar
import Composition
import Foundation

/// The two forms of policies and schemas.
enum CedarSyntax: String, ExpressibleByArgument, CaseIterable {
    case cedar
    case json

    /// The form that was asked for, or that the name of the file suggests.
    static func of(_ path: String, _ written: CedarSyntax?) -> CedarDocuments.Syntax {
        switch written {
        case .cedar: .cedar
        case .json: .json
        case nil: .suggested(by: path)
        }
    }
}

/// Policies and the links to their templates, as commands take them.
struct CedarPolicyOptions: ParsableArguments {
    @Option(help: "The file of policies.")
    var policies: String

    @Option(help: "The form of the policies.")
    var policiesFormat: CedarSyntax?

    @Option(help: "A JSON file of links to templates.")
    var links: String?

    /// The policies with their file.
    func read() throws -> LoadedPolicies {
        let file = try CedarFile.read(policies)
        let syntax = CedarSyntax.of(policies, policiesFormat)
        var set = try CedarDocuments.policies(file, syntax)
        if let links, CedarFile.exists(links) || links == "-" {
            let file = try CedarFile.read(links)
            try CedarDocuments.add(try CedarDocuments.links(file), of: file, to: &set)
        } else if let links {
            throw CedarToolError("`\(links)` cannot be read: there is no such file")
        }
        return LoadedPolicies(set: set, file: file, syntax: syntax)
    }
}

/// Policies that were read.
struct LoadedPolicies {
    let set: PolicySet
    let file: CedarFile
    let syntax: CedarDocuments.Syntax

    /// Where a policy, or the template of a link, begins in the file.
    func position(of policy: Policy) -> SourcePosition? {
        syntax == .cedar ? policy.body.position : nil
    }
}

/// A schema, as commands take it.
struct CedarSchemaOptions: ParsableArguments {
    @Option(help: "The file of the schema.")
    var schema: String?

    @Option(help: "The form of the schema.")
    var schemaFormat: CedarSyntax?

    /// The schema, if one is named.
    func read() throws -> Schema? {
        guard let schema else { return nil }
        return try CedarDocuments.schema(
            CedarFile.read(schema),
            CedarSyntax.of(schema, schemaFormat)
        )
    }
}

/// How Cedar commands end and what they write.
enum CedarRun {
    /// Carries out work that gives the exit status; what it throws is told in the form asked for,
    /// with exit status 1.
    static func perform(_ format: OutputFormat, _ work: () throws -> Int32) throws {
        let status: Int32
        do {
            status = try work()
        } catch {
            throw fail(error, format)
        }
        if status != 0 { throw ExitCode(status) }
    }

    /// Tells what went wrong.
    static func fail(_ error: any Error, _ format: OutputFormat) -> ExitCode {
        switch format {
        case .json:
            let fallback: JSON = ["severity": "error", "reason": .string("\(error)")]
            write(["error": (error as? CedarDiagnostic)?.json ?? fallback])
        case .text:
            Output.complain((error as? CedarDiagnostic)?.text ?? "error: \(error)\n")
        }
        return ExitCode(1)
    }

    /// Writes a document, as JSON whatever its texts hold.
    static func write(_ json: JSON) {
        write(json.prettyText() + "\n")
    }

    /// Writes text for a program just as it is.
    static func write(_ text: String) {
        Output.write(bytes: text.utf8)
    }

    /// Writes text that could hold control characters, with these visible on a terminal only.
    static func show(_ text: String) {
        if isatty(STDOUT_FILENO) == 1 { Output.write(text) } else { write(text) }
    }
}
