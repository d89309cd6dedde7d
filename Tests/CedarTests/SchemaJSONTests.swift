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

    @Test(arguments: [
        #"{"type":"ipaddr"}"#, #"{"type":"__cedar::Long"}"#, #"{"type":"__cedar::datetime"}"#,
        #"{"type":"Record","attributes":{},"additionalAttributes":false}"#,
    ])
    func `takes built-in types by name, and records said to be closed`(_ type: String) throws {
        let entity = #"{"A":{"shape":{"type":"Record","attributes":{"a":\#(type)}}}}"#
        #expect(try code(#"{"":{"entityTypes":\#(entity),"actions":{}}}"#) == nil)
        let common = #"{"T":\#(type)}"#
        #expect(
            try code(#"{"N":{"entityTypes":{},"actions":{},"commonTypes":\#(common)}}"#) == nil
        )
    }

    @Test func `refuses unknown built-in types, and annotations outside of any namespace`() throws {
        let entity = #"{"A":{"tags":{"type":"__cedar::Foo"}}}"#
        #expect(try code(#"{"":{"entityTypes":\#(entity),"actions":{}}}"#) == .undeclared)
        let members = #"{"entityTypes":{},"actions":{},"annotations":{"a":"b"}}"#
        #expect(try code(#"{"":\#(members)}"#) == .schema)
        #expect(try code(#"{"N":\#(members)}"#) == nil)
    }

    @Test func `takes a group of actions whose type is null`() throws {
        let actions = #"{"a":{"memberOf":[{"id":"b","type":null}]},"b":{}}"#
        #expect(try code(#"{"":{"entityTypes":{},"actions":\#(actions)}}"#) == nil)
    }
}
