import CanonicalJSON
import Foundation

/// The reference engine, where Python has `cedarpy`: an engine that we did not write.
enum Cedarpy {
    static let isAvailable = (try? run(["-c", "import cedarpy"]))?.status == 0

    private static let script = """
        import cedarpy, json, sys
        for case in json.load(open(sys.argv[1], encoding="utf-8")):
            policies, schema = case["policies"], case["schema"]
            answer = cedarpy.is_authorized(case["request"], policies, case["entities"], schema)
            valid = cedarpy.validate_policies(policies, schema).validation_passed
            bodies = json.loads(cedarpy.policies_to_json_str(policies))["staticPolicies"]
            names = [bodies[p].get("annotations", {}).get("id") or p
                     if p in bodies else p for p in answer.diagnostics.reasons]
            print(json.dumps({
                "decision": answer.decision.value.lower(),
                "reasons": sorted(names),
                "errors": len(answer.diagnostics.errors),
                "valid": valid,
            }))
        """

    /// An answer of the reference engine.
    struct Answer: Equatable {
        let decision: String
        /// The `@id` of each policy that decided, else its identifier.
        let reasons: [String]
        let errors: Int64
        /// Whether the policies fit the schema, in strict validation.
        let isValid: Bool
    }

    /// Asks about cases of the members `policies`, `schema`, `entities` and `request`.
    static func answers(to cases: [JSON]) throws -> [Answer] {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("cedarpy-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(JSON.array(cases).prettyText().utf8).write(to: file)
        let output = try run(["-c", script, file.path])
        guard output.status == 0 else { throw CocoaError(.fileReadUnknown) }
        return try output.text.split(separator: "\n").map { line in
            let json = try JSON(parsing: Array(line.utf8))
            return Answer(
                decision: json["decision"]?.stringValue ?? "",
                reasons: (json["reasons"]?.arrayValue ?? []).compactMap(\.stringValue),
                errors: json["errors"]?.integerValue ?? -1,
                isValid: json["valid"]?.boolValue ?? false
            )
        }
    }

    private static func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
