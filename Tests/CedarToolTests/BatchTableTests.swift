import CanonicalJSON
import Cedar
import Composition
import Testing

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Cedar batch` {
    /// Feeds lines through a batch and counts the answers that are as they should be.
    private func compare(
        _ name: String,
        _ mode: CedarBatch.Mode,
        _ cases: [(input: JSON, expected: JSON)],
        ignoring ignored: [String] = []
    ) async throws {
        let batch = CedarBatch(mode)
        var input: ArraySlice<UInt8> = []
        for item in cases { input += item.input.compactBytes() + [0x0A] }
        var output: [UInt8] = []
        try await batch.run(
            width: 3,
            read: { count, _ in
                let bytes = Array(input.prefix(min(count, 100_000)))
                input = input.dropFirst(bytes.count)
                return bytes
            },
            write: { output += $0 }
        )
        let answers = try output.split(separator: 0x0A).map { try CedarForms.json($0) }
        try #require(answers.count == cases.count)
        var agreed = 0
        for (answer, (_, expected)) in zip(answers, cases) {
            var found = answer.objectValue ?? [:]
            for key in ignored { found[key] = nil }
            let isSame = JSON.object(found) == expected
            if isSame { agreed += 1 }
            #expect(isSame, "\(answer) is not \(expected)")
        }
        print("batch, \(name): \(agreed) of \(cases.count) agree")
        #expect(!cases.isEmpty)
    }

    @Test(arguments: [false, true])
    func `decides the cases alike`(_ fromJSON: Bool) async throws {
        var cases: [(JSON, JSON)] = []
        for line in try Vectors.lines("differential/cases.jsonl") {
            if fromJSON, line["policies_json"] == nil { continue }
            let expected = line.at("expect")
            cases.append(
                (
                    fromJSON
                        ? line.without("expect", "policies")
                        : line.without("expect", "policies_json"),
                    [
                        "id": line.at("id"), "decision": expected.at("decision"),
                        "reasons": sorted(expected.at("reasons")),
                        "errors": sorted(expected.at("errors")),
                    ]
                )
            )
        }
        try await compare(fromJSON ? "cases.jsonl, policies_json" : "cases.jsonl", .cases, cases)
    }

    @Test(arguments: [false, true])
    func `decides and validates the corpus alike`(_ fromJSON: Bool) async throws {
        var cases: [(JSON, JSON)] = []
        for line in try Vectors.lines("corpus-2000.jsonl") {
            if fromJSON, line["schema_json"] == nil { continue }
            for (index, request) in (line.at("requests").arrayValue ?? []).enumerated() {
                let id = JSON.string("\(line.at("id").stringValue ?? "")-\(index)")
                cases.append(
                    (
                        [
                            "id": id, "policies": line.at("policies"),
                            fromJSON ? "schema_json" : "schema": line.at(
                                fromJSON ? "schema_json" : "schema"
                            ),
                            "entities": line.at("entities"), "request": request,
                        ],
                        [
                            "id": id, "decision": request.at("decision"),
                            "reasons": sorted(request.at("reason")),
                            "errors": sorted(request.at("errors")),
                            "valid": line.at("shouldValidate"), "validRequest": true,
                        ]
                    )
                )
            }
        }
        try await compare(
            fromJSON ? "corpus-2000.jsonl, schema_json" : "corpus-2000.jsonl",
            .cases,
            cases
        )
    }

    @Test func `evaluates the table of expressions alike`() async throws {
        let world = try CedarBatch.World(json: Vectors.json("differential/expr.world.json"))
        let cases = try Vectors.lines("differential/expr.jsonl").map { line in
            (input: line.without("result", "msg"), expected: ["result": line.at("result")] as JSON)
        }
        try await compare("expr.jsonl", .expressions(world), cases, ignoring: ["msg"])
    }

    @Test(arguments: ["object", "list", "absent"])
    func `reads the table of extension values alike`(_ form: String) async throws {
        let cases = try Vectors.lines("differential/ext.jsonl").map { line in
            var input = line.without(
                "ok",
                "scaled",
                "isIpv4",
                "isLoopback",
                "isMulticast",
                "inRange"
            )
            var expected = line.without("fn", "arg")
            if let ranges = line["inRange"]?.objectValue, var object = input.objectValue {
                switch form {
                case "object":
                    object["inRange"] = .object(JSONObject(ranges.map { ($0.key, .null) }))
                case "list": object["inRange"] = .array(ranges.keys.map { .string($0) })
                default: expected = expected.without("inRange")
                }
                input = .object(object)
            }
            return (input: input, expected: expected)
        }
        try await compare("ext.jsonl, ranges \(form)", .extensions, cases)
    }

    @Test func `reads the table of texts alike`() async throws {
        let cases = try Vectors.lines("differential/parse.jsonl").map { line in
            (input: line.without("ok", "n", "err"), expected: line.without("text", "err"))
        }
        try await compare("parse.jsonl", .parsing, cases, ignoring: ["err"])
    }

    @Test func `translates the table of JSON forms alike`() async throws {
        let cases = try Vectors.lines("differential/est.jsonl").map { line in
            (input: line.without("json"), expected: line.without("text"))
        }
        try await compare("est.jsonl", .translation, cases)
    }

    private func sorted(_ ids: JSON) -> JSON {
        let texts = (ids.arrayValue ?? []).compactMap(\.stringValue)
        return .array(texts.map { CedarText($0) }.sorted().map { .string($0.string) })
    }
}
