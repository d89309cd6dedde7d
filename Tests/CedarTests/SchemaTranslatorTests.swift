import CanonicalJSON
import Testing

@testable import Cedar

/// Whether two schemas declare the same.
private func areSame(_ left: Schema, _ right: Schema) -> Bool {
    left.entityTypes == right.entityTypes && left.actions == right.actions
        && left.actionOrder == right.actionOrder
}

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Translated schemas of the vectors` {
    @Test func `mean the same in their other form and back`() throws {
        var tally = Tally("schemas, Cedar to JSON to Cedar")
        var texts: [String] = []
        for line in try Vectors.lines("corpus-2000.jsonl") { texts.append(line.at("schema").text) }
        for folder in ["cedar-go-validate", "cedar-go-entity-parsing"] + ExamplePaths.folders {
            for file in try Vectors.files(folder, ending: ".cedarschema") {
                texts.append(try Vectors.text(file))
            }
        }
        for text in texts {
            do {
                let schema = try Schema(parsing: text)
                let json = try SchemaTranslator.json(parsing: Array(text.utf8))
                let back = try SchemaTranslator.text(of: json)
                let again = try SchemaTranslator.json(parsing: Array(back.utf8))
                let read = try Schema(json: json)
                let reread = try Schema(parsing: back)
                tally.check(
                    areSame(read, schema) && areSame(reread, schema) && again == json,
                    "\(text)\n\(json)\n\(back)"
                )
            } catch {
                tally.check(false, "\(error) \(text)")
            }
        }
        tally.finish()
    }

    @Test func `mean the same in Cedar syntax as in JSON`() throws {
        var tally = Tally("schemas, JSON to Cedar")
        var documents = try Vectors.lines("corpus-2000.jsonl").compactMap { $0["schema_json"] }
        for name in [
            "gdrive/gdrive", "gdrive-templates/gdrive-templates", "github/github",
            "github-templates/github-templates", "tinytodo/tinytodo",
        ] {
            documents.append(try Vectors.json("examples/oopsla2024/\(name).cedarschema.json"))
        }
        for json in documents {
            let schema = try Schema(json: json)
            do {
                let text = try SchemaTranslator.text(of: json)
                tally.check(areSame(try Schema(parsing: text), schema), "\(json)\n\(text)")
            } catch {
                tally.check(false, "\(error) \(json)")
            }
        }
        tally.finish()
    }
}

@Suite struct `Schema translator` {
    private func text(_ json: String) throws -> String {
        try SchemaTranslator.text(of: JSON(parsing: Array(json.utf8), options: .lenient))
    }

    @Test func `keeps annotations and names as they are written`() throws {
        let source = """
            @doc("all")
            namespace N {
              @doc("a \\"t\\"")
              type T = {
                @flag
                "a b"?: Set<Long>,
                c: ipaddr
              };

              entity A in [A] = {
                t: T
              } tags String;

              entity E enum ["x", "y"];

              action "do it" in [Action::"g"] appliesTo {
                principal: [A],
                resource: [N::E],
                context: T
              };

              action g;
            }

            """
        let json = try SchemaTranslator.json(parsing: Array(source.utf8))
        #expect(try SchemaTranslator.text(of: json) == source)
    }

    @Test func `names a built-in type for sure where its name is taken`() throws {
        let written = try text(
            #"{"N":{"entityTypes":{"Long":{},"A":{"shape":{"type":"Record","attributes":{"x":{"type":"Long"},"y":{"type":"Entity","name":"Long"}}}}},"actions":{}}}"#
        )
        #expect(written.contains("x: __cedar::Long") && written.contains("y: Long"))
        let schema = try Schema(parsing: written)
        #expect(schema.entityTypes["N::A"]?.attributes["x"]?.type == .long)
        #expect(schema.entityTypes["N::A"]?.attributes["y"]?.type == .entity("N::Long"))
    }

    @Test func `writes out a shape that is a common type`() throws {
        let written = try text(
            #"{"N":{"commonTypes":{"T":{"type":"Record","attributes":{"x":{"type":"Set","element":{"type":"Boolean"}}}}},"entityTypes":{"A":{"shape":{"type":"T"}}},"actions":{}}}"#
        )
        #expect(written.contains("entity A = {\n    x: Set<Bool>\n  };"))
    }

    @Test(arguments: [
        #"{"":{"entityTypes":{"A":{}},"actions":{"a":{"appliesTo":{"principalTypes":["A"],"resourceTypes":[]}}}}}"#,
        #"{"":{"entityTypes":{"A":{}},"actions":{"a":{"appliesTo":{"principalTypes":[],"resourceTypes":[],"context":{"type":"Record","attributes":{}}}}}}}"#,
        #"{"":{"commonTypes":{"A":{"type":"Long"}},"entityTypes":{"A":{},"B":{"tags":{"type":"Entity","name":"A"}}},"actions":{}}}"#,
    ])
    func `refuses what the syntax cannot say`(_ json: String) throws {
        do {
            _ = try text(json)
            Issue.record("written")
        } catch let error as CedarError {
            #expect(error.code == .unwritable)
        }
    }

    @Test(arguments: [
        #"{"":{"entityTypes":{},"actions":{},"annotations":{"a b":""}}}"#,
        #"{"":{"entityTypes":{"A":{"annotations":{"a":1}}},"actions":{}}}"#,
    ])
    func `refuses annotations that are none`(_ json: String) throws {
        #expect(throws: CedarError.self) { try text(json) }
    }
}
