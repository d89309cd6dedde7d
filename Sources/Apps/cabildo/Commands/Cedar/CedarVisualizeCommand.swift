import ArgumentParser
import CanonicalJSON
import Composition

/// `cabildo cedar visualize`: the hierarchy of entities as a drawing.
struct CedarVisualizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "visualize",
        abstract: "Draw who stands below whom among the entities.",
        discussion: """
            dot is for Graphviz; svg is a picture that needs no other program; json lists the \
            entities with their parents.

            Example:
              cabildo cedar visualize --entities people.json --format svg > people.svg
            """
    )

    /// The forms of the drawing.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case dot
        case svg
        case json
    }

    @Option(help: "The JSON file of entities.")
    var entities: String

    @OptionGroup var schema: CedarSchemaOptions

    @Option(help: "The form of the drawing.")
    var format = Format.dot

    func run() throws {
        try CedarRun.perform(format == .json ? .json : .text) {
            let read = try CedarDocuments.entities(
                CedarFile.read(entities),
                schema: try schema.read()
            )
            let graph = try EntityGraph(read)
            switch format {
            case .dot: CedarRun.show(graph.dot)
            case .svg: CedarRun.show(graph.svg)
            case .json: CedarRun.write(graph.json)
            }
            return 0
        }
    }
}
