internal import Mustache

/// What a template is filled from: names and texts, lists, flags, and further fields.
///
/// A name that is absent is looked for in the surrounding fields. So a row that lacks something
/// says `false` under its name.
typealias Fields = [String: Any]

/// The templates of the pages, compiled once.
struct Templates: Sendable {
    private let library: MustacheLibrary

    /// Compiles the embedded templates.
    ///
    /// - Throws: what the template language throws where one is malformed.
    init() throws {
        var templates: [String: MustacheTemplate] = [:]
        for (name, bytes) in Self.sources {
            templates[name] = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
        }
        library = MustacheLibrary(templates: templates)
    }

    /// Fills in a template.
    ///
    /// - Throws: ``PortalSetupError`` where there is no template of that name.
    func render(_ name: String, _ fields: Fields) throws -> String {
        guard let text = library.render(fields, withTemplate: name) else {
            throw PortalSetupError(description: "there is no template `\(name)`")
        }
        return text
    }

    /// The texts of the templates by name.
    static let sources: [String: [UInt8]] = [
        "act": PackageResources.act_mustache,
        "agreements": PackageResources.agreements_mustache,
        "as_of": PackageResources.as_of_mustache,
        "base": PackageResources.base_mustache,
        "bodies": PackageResources.bodies_mustache,
        "body": PackageResources.body_mustache,
        "chain": PackageResources.chain_mustache,
        "date": PackageResources.date_mustache,
        "decision": PackageResources.decision_mustache,
        "decisions": PackageResources.decisions_mustache,
        "effects": PackageResources.effects_mustache,
        "entries": PackageResources.entries_mustache,
        "entry": PackageResources.entry_mustache,
        "entry_rows": PackageResources.entry_rows_mustache,
        "error": PackageResources.error_mustache,
        "holders": PackageResources.holders_mustache,
        "log": PackageResources.log_mustache,
        "overview": PackageResources.overview_mustache,
        "proof": PackageResources.proof_mustache,
        "rule": PackageResources.rule_mustache,
        "rules": PackageResources.rules_mustache,
        "subject": PackageResources.subject_mustache,
        "tally": PackageResources.tally_mustache,
        "who": PackageResources.who_mustache,
    ]
}
