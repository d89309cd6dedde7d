import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Schema JSON vectors` {
    @Test func `mean the same as the text`() throws {
        var tally = Tally("corpus-2000.jsonl, schema_json")
        for line in try Vectors.lines("corpus-2000.jsonl") {
            guard let json = line["schema_json"] else { continue }
            let text = try Schema(parsing: line.at("schema").text)
            do {
                let read = try Schema(json: json)
                tally.check(
                    read.entityTypes == text.entityTypes
                        && Set(read.actions.keys) == Set(text.actions.keys)
                        && read.actions.allSatisfy { uid, action in
                            let other = text.actions[uid]
                            return other?.ancestors == action.ancestors
                                && other?.context == action.context
                                && Set(other?.principalTypes ?? []) == Set(action.principalTypes)
                                && Set(other?.resourceTypes ?? []) == Set(action.resourceTypes)
                        },
                    "\(line.at("id").text) \(line.at("schema").text)"
                )
            } catch {
                tally.check(false, "\(line.at("id").text): \(error) \(line.at("schema").text)")
            }
        }
        tally.finish()
    }
}

@Suite struct `Schema JSON` {
    private func code(_ text: String) throws -> CedarError.Code? {
        let json = try JSON(parsing: Array(text.utf8), options: .lenient)
        do {
            _ = try Schema(json: json)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: [
        #"{"":{"entityTypes":{}}}"#, #"{"":{"entityTypes":{},"actions":{},"more":1}}"#, "[]",
        #"{"":{"entityTypes":{"A":{"more":1}},"actions":{}}}"#,
        #"{"":{"entityTypes":{"A":{"shape":{"type":"Record","attributes":{},"additionalAttributes":true}}},"actions":{}}}"#,
        #"{"":{"entityTypes":{"A":{"shape":{"type":"Long"}}},"actions":{}}}"#,
        #"{"":{"entityTypes":{"A":{"enum":[]}},"actions":{}}}"#,
        #"{"":{"entityTypes":{"a b":{}},"actions":{}}}"#,
        #"{"a b":{"entityTypes":{},"actions":{}}}"#,
        #"{"":{"entityTypes":{"A":{"tags":{"type":"Nothing"}}},"actions":{}}}"#,
        #"{"":{"entityTypes":{"A":{"tags":{"type":"Set"}}},"actions":{}}}"#,
        #"{"":{"entityTypes":{"A":{"tags":{"type":"Extension","name":"x"}}},"actions":{}}}"#,
        #"{"":{"entityTypes":{},"actions":{"a":{"attributes":{"x":1}}}}}"#,
        #"{"":{"entityTypes":{},"actions":{"a":{"attributes":{}}}}}"#,
        #"{"":{"entityTypes":{},"actions":{"a":{"memberOf":[{"id":"b"}]}}}}"#,
        #"{"":{"entityTypes":{},"actions":{"a":{"appliesTo":{"principalTypes":[]}}}}}"#,
        #"{"":{"entityTypes":{},"actions":{},"annotations":{"a b":"x"}}}"#,
        #"{"":{"entityTypes":{"A":{"annotations":{"a":1}}},"actions":{}}}"#,
        #"{"":{"entityTypes":{},"actions":{"a":{"annotations":{"é":"x"}}}}}"#,
        #"{"":{"entityTypes":{"A":{"tags":{"type":"Long","annotations":{"a":"x"}}}},"actions":{}}}"#,
    ])
    func `is refused when malformed`(_ text: String) throws {
        #expect(try code(text) != nil)
    }

    @Test(arguments: [
        "{}",
        #"{"":{"entityTypes":{"A":{"annotations":{"if":null,"a":"x"}}},"actions":{}}}"#,
        #"{"":{"commonTypes":{"T":{"type":"Long","annotations":{"a":"x"}}},"entityTypes":{},"actions":{}}}"#,
        #"{"":{"entityTypes":{},"actions":{"a":{"appliesTo":null},"b":{"memberOf":[{"id":"a","type":"Action"}]}}}}"#,
        #"{"N":{"commonTypes":{"T":{"type":"Record","attributes":{"x":{"type":"Boolean","required":false}}}},"entityTypes":{"A":{"shape":{"type":"T"},"tags":{"type":"EntityOrCommon","name":"String"}}},"actions":{}}}"#,
    ])
    func `is accepted`(_ text: String) throws {
        #expect(try code(text) == nil)
    }
}
