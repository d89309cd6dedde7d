import CanonicalJSON
import Composition
import Testing

private let usualRequest =
    #""request":{"principal":{"type":"User","id":"a"},"action":{"type":"Action","id":"r"},"resource":{"type":"D","id":"d"},"context":{}}"#
private let permitAll = #""policies":"permit(principal,action,resource);""#
private let usualSchema =
    #""schema":"entity User; entity D; action g; action r in g appliesTo {principal: User, resource: D, context: {n: Long, ip?: ipaddr}};""#

@Suite struct `Lines of a batch` {
    private func answer(_ line: String, _ mode: CedarBatch.Mode = .cases) throws -> JSON {
        var memory = CedarBatch.Memory()
        return try CedarForms.json(CedarBatch(mode).answer(Array(line.utf8)[...], &memory))
    }

    private func request(_ action: String = "r", _ context: String) -> String {
        #""request":{"principal":{"type":"User","id":"a"},"action":{"type":"Action","id":"\#(action)"},"resource":{"type":"D","id":"d"},"context":\#(context)}"#
    }

    @Test(arguments: [
        "[]", "null", "7", "{}", #"{"id":1}"#, "\0", "{", #"{"id":1,"id":2}"#, "\u{FEFF}{}",
        "{\(permitAll)}", "{\(usualRequest)}", #"{"policies":1,\#(usualRequest)}"#,
        #"{"policies":"permit",\#(usualRequest)}"#, #"{\#(permitAll),"request":[]}"#,
        #"{\#(permitAll),"request":{}}"#, #"{\#(permitAll),\#(usualRequest),"entities":{}}"#,
        #"{\#(permitAll),\#(usualRequest),"links":{}}"#,
        #"{\#(permitAll),\#(usualRequest),"schema":"entity"}"#,
        #"{\#(permitAll),\#(usualRequest),"schema":{}}"#,
        #"{\#(permitAll),\#(usualRequest),"schema_json":[]}"#,
        #"{\#(permitAll),\#(usualRequest),"links":[{"template_id":"policy0","new_id":"x","values":{}}]}"#,
        #"{\#(permitAll),\#(usualRequest),"entities":[{"uid":{"type":"A","id":"a"},"attrs":{},"parents":[{"type":"A","id":"a"}]}]}"#,
    ])
    func `that cannot be used are answered with an error and no decision`(_ line: String) throws {
        let answer = try answer(line)
        #expect(answer["error"]?.stringValue?.isEmpty == false)
        #expect(answer["decision"] == nil)
    }

    @Test(arguments: [
        (#"{"id":"x","policies":1}"#, "x" as JSON), (#"{"id":7,"a":[}"#, 7),
        (#" { "a" : {"id":1,"b":["]"]} , "id" : "x" , "id":2}"#, "x"),
        (#"{"id":"x","n":00}"#, "x"), (#"{"id":"\u0041\"b","n":[1,,]}"#, "A\"b"),
        (#"{"n":"\"id\":3","id":4,}"#, 4),
    ])
    func `keep their id beside the error`(_ line: String, _ id: JSON) throws {
        let answer = try answer(line)
        #expect(answer["id"] == id)
        #expect(answer["error"] != nil)
    }

    @Test(arguments: [#"{"id":"#, #"{"id":{"a":1},}"#, #"{"a":]"id":1}"#, #"{"a":"id"#, "x", ""])
    func `have no id where none can be told`(_ line: String) throws {
        #expect(try answer(line)["id"] == nil)
    }

    @Test func `may leave entities, context and links out, or have null`() throws {
        for extra in ["", #","entities":null,"links":null,"schema":null"#, #","entities":[]"#] {
            let answer = try answer(
                #"{"id":null,\#(permitAll),"request":{"principal":{"type":"User","id":"a"},"action":{"type":"Action","id":"r"},"resource":{"type":"D","id":"d"}}\#(extra)}"#
            )
            #expect(
                answer == ["id": .null, "decision": "allow", "reasons": ["policy0"], "errors": []]
            )
        }
    }

    @Test(arguments: [
        (#"{"n":1}"#, "r", true), (#"{"n":1,"ip":"10.0.0.1"}"#, "r", true), ("{}", "r", false),
        (#"{"n":"1"}"#, "r", false), (#"{"n":1,"z":1}"#, "r", false), ("{}", "g", false),
        ("{}", "unknown", false),
    ])
    func `decide a request that does not fit the schema all the same`(
        _ context: String,
        _ action: String,
        _ fits: Bool
    ) throws {
        let answer = try answer("{\(permitAll),\(usualSchema),\(request(action, context))}")
        #expect(answer["decision"] == "allow")
        #expect(answer["valid"] == true)
        #expect(answer["validRequest"] == .bool(fits))
    }

    @Test func `know the groups of the schema's actions and read short forms by it`() throws {
        let policies =
            #""policies":"permit(principal,action in Action::\"g\",resource) when { context.ip.isIpv4() };""#
        let answer = try answer(
            "{\(policies),\(usualSchema),\(request("r", #"{"n":1,"ip":"10.0.0.1"}"#))}"
        )
        // The attribute is optional and not guarded, so the policy is not valid.
        #expect(answer["decision"] == "allow")
        #expect(answer["valid"] == false)
    }

    @Test(arguments: [
        (#","entities":[{"uid":{"type":"Z","id":"z"},"attrs":{},"parents":[]}]"#, #"{"n":1}"#),
        ("", #"{"n":1,"ip":"no address"}"#),
    ])
    func `whose entities or context the schema cannot read are refused`(
        _ entities: String,
        _ context: String
    ) throws {
        let line = "{\(permitAll),\(usualSchema)\(entities),\(request("r", context))}"
        #expect(try answer(line)["error"] != nil)
    }

    @Test func `take links, and documents within strings`() throws {
        let answer = try answer(
            #"{"policies":"permit(principal == ?principal,action,resource);\nforbid(principal,action,resource) when {1 < \"a\"};","links":[{"template_id":"policy0","new_id":"z","values":{"?principal":{"type":"User","id":"a"}}},{"template_id":"policy0","new_id":"a","values":{"?principal":{"type":"User","id":"a"}}}],"entities":"[]",\#(usualRequest)}"#
        )
        #expect(
            answer == ["decision": "allow", "reasons": ["a", "z"], "errors": ["policy1"]]
        )
    }

    @Test(arguments: [
        (#"{"fn":"datetime","arg":"1970-01-02"}"#, #"{"ok":true,"milliseconds":86400000}"#),
        (#"{"fn":"duration","arg":"1h"}"#, #"{"ok":true,"milliseconds":3600000}"#),
        (#"{"fn":"duration","arg":"h"}"#, #"{"ok":false}"#),
        (#"{"fn":"datetime","arg":""}"#, #"{"ok":false}"#),
        (
            #"{"fn":"ip","arg":"10.0.0.1","inRange":["10.0.0.0/8","x"]}"#,
            #"{"ok":true,"isIpv4":true,"isLoopback":false,"isMulticast":false,"inRange":{"10.0.0.0/8":true,"x":null}}"#
        ),
    ])
    func `with extension values say what the value is`(_ line: String, _ said: String) throws {
        #expect(try answer(line, .extensions) == CedarForms.json(said.utf8))
    }

    @Test(arguments: [#"{"fn":"offset","arg":"1"}"#, #"{"fn":"ip"}"#, #"{"fn":"ip","arg":1}"#])
    func `with no extension value are refused`(_ line: String) throws {
        #expect(try answer(line, .extensions)["error"] != nil)
    }

    @Test func `cannot add to the policy around an expression`() throws {
        let world = try CedarBatch.World(json: CedarForms.json("{\(usualRequest)}".utf8))
        let line = #"{"expr":"false }; permit(principal,action,resource) when { true"}"#
        #expect(try answer(line, .expressions(world))["result"] == "parse_error")
        #expect(try answer(#"{"expr":"true // so"}"#, .expressions(world))["result"] == "true")
    }

    @Test(arguments: [1, 2, 7])
    func `are answered in order, however many are worked on`(_ width: Int) async throws {
        var input: [UInt8] = []
        for number in 0..<500 {
            input += Array(
                "{\"id\":\(number),\"text\":\"permit(principal,action,resource);\"}\n".utf8
            )
            if number % 50 == 0 { input += Array("\n  \r\nnot json\n".utf8) }
        }
        var rest = input[...]
        var output: [UInt8] = []
        var waits = 0
        try await CedarBatch(.parsing).run(
            width: width,
            read: { _, isWaiting in
                if isWaiting { waits += 1 }
                guard isWaiting || rest.count % 3 != 0 else { return nil }
                let bytes = Array(rest.prefix(1000))
                rest = rest.dropFirst(bytes.count)
                return bytes
            },
            write: { output += $0 }
        )
        let answers = try output.split(separator: 0x0A).map { try CedarForms.json($0) }
        #expect(answers.count == 510)
        #expect(answers.compactMap { $0["id"]?.integerValue } == Array(0..<500))
        #expect(waits > 1)
    }
}

@Suite struct `Line splitter` {
    private func split(_ parts: [String], maximum: Int = 8) -> [CedarBatch.Line] {
        var splitter = CedarLineSplitter(maximum: maximum)
        var lines: [CedarBatch.Line] = []
        for part in parts { lines += splitter.lines(adding: Array(part.utf8)) }
        return lines + splitter.end()
    }

    @Test func `joins what came in parts, and takes a last line without its end`() {
        #expect(
            split(["ab", "c\nd", "\n", "ef"])
                == [.text(Array("abc".utf8)), .text(Array("d".utf8)), .text(Array("ef".utf8))]
        )
    }

    @Test func `skips blank lines`() {
        #expect(split(["\n \t\r\n\na\n\n"]) == [.text(Array("a".utf8))])
    }

    @Test func `drops a line that is too long and goes on with the next`() {
        #expect(
            split(["12345678\n123456789\n", "1234", "56789", "0\nok\n", "123456789"])
                == [
                    .text(Array("12345678".utf8)), .tooLong, .tooLong, .text(Array("ok".utf8)),
                    .tooLong,
                ]
        )
    }
}
