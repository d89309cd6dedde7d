import CanonicalJSON
import Cedar
import Foundation

/// Times our Cedar on a folder of policies, entities and requests, or makes such a folder.
///
/// `scripts/bench-cedar` runs it beside the reference engine.
@main
struct CedarBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case ("generate", 6): try generate(Array(arguments.dropFirst()))
        case ("run", 3): try run(Array(arguments.dropFirst()))
        default:
            print(
                """
                usage: cedar-benchmark generate KIND POLICIES ENTITIES REQUESTS FOLDER
                       cedar-benchmark run FOLDER MILLISECONDS

                KIND is scope, open or mixed. `run` prints one JSON object.
                """
            )
        }
    }

    private static func generate(_ arguments: [String]) throws {
        guard let kind = Workload.Kind(rawValue: arguments[0]), let policies = Int(arguments[1]),
            let entities = Int(arguments[2]), let requests = Int(arguments[3])
        else { throw Problem("the kind or a number cannot be read") }
        var workload = Workload(kind: kind, policies: policies, entities: entities)
        let folder = URL(fileURLWithPath: arguments[4])
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func write(_ text: String, _ name: String) throws {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name))
        }
        try write(workload.policies(), "policies.cedar")
        try write(workload.entities(), "entities.json")
        try write(
            (0..<requests).map { _ in workload.request() + "\n" }.joined(),
            "requests.jsonl"
        )
    }

    private static func run(_ arguments: [String]) throws {
        guard let milliseconds = Int(arguments[1]) else { throw Problem("not a number") }
        let folder = URL(fileURLWithPath: arguments[0])
        func read(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: folder.appendingPathComponent(name)))
        }
        let policyBytes = try read("policies.cedar")
        let entityBytes = try read("entities.json")
        let requests = try read("requests.jsonl").split(separator: 0x0A).map {
            try Request(JSON(parsing: Array($0)))
        }
        var measurement = Measurement()
        let entities = try measurement.load(\.entitiesNanoseconds) {
            try Entities(json: JSON(parsing: entityBytes))
        }
        let compiled = try measurement.load(\.policiesNanoseconds) {
            let set = try PolicySet(parsing: String(decoding: policyBytes, as: UTF8.self))
            return CompiledPolicies(set, entities: entities)
        }
        measurement.authorize(compiled, requests, milliseconds)
        print(measurement.json)
    }
}

struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension Request {
    init(_ json: JSON) throws {
        func uid(_ name: String) throws -> EntityUID {
            guard let member = json[name] else { throw Problem("a request has no \(name)") }
            return try EntityUID(json: member)
        }
        self.init(
            principal: try uid("principal"),
            action: try uid("action"),
            resource: try uid("resource"),
            context: try CedarRecord(context: json["context"] ?? .object([:]))
        )
    }
}
