import CanonicalJSON
import Testing

@testable import Cedar

@Suite(.enabled(if: Vectors.arePresent, "the shared vectors are not here"))
struct `Mutated texts` {
    /// Changes a few bytes: removes, repeats, replaces by a telling byte or swaps pieces.
    private func mutate(_ bytes: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
        var bytes = bytes
        let telling = Array("(){}[]\",;:.=!<>&|+-*/\\@?0aé \n".utf8)
        for _ in 0..<(1 + numbers.next() % 2) where !bytes.isEmpty {
            let place = Int(numbers.next() % UInt64(bytes.count))
            switch numbers.next() % 4 {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = telling[Int(numbers.next() % UInt64(telling.count))]
            case 2:
                let end = min(bytes.count, place + Int(numbers.next() % 12))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            default:
                bytes.insert(telling[Int(numbers.next() % UInt64(telling.count))], at: place)
            }
        }
        return bytes
    }

    @Test(arguments: [11, 12] as [UInt64])
    func `never crash, and what is accepted prints and reads again the same`(_ seed: UInt64) throws
    {
        print("mutated texts, seed \(seed)")
        var numbers = SeededNumbers(state: seed)
        let texts = try Vectors.lines("differential/parse.jsonl").map {
            Array($0.at("text").text.utf8)
        }
        var accepted = 0
        for round in 0..<2_000 {
            let bytes = mutate(texts[round % texts.count], &numbers)
            guard let set = try? PolicySet(parsing: bytes) else { continue }
            accepted += 1
            for policy in set.policies + set.templates {
                let again = try PolicySet(parsing: CedarPrinter.text(policy.body))
                let body = try #require((again.policies + again.templates).first).body
                #expect(body == policy.body, "\(policy.text)")
                let json = try PolicyBody.reading(policy.body.json())
                #expect(try json.json() == policy.body.json(), "\(policy.text)")
            }
        }
        print("mutated texts, seed \(seed): \(accepted) of 2000 accepted")
    }

    @Test(arguments: [21, 22] as [UInt64])
    func `of a schema never crash the reader or the validator`(_ seed: UInt64) throws {
        print("mutated schemas, seed \(seed)")
        var numbers = SeededNumbers(state: seed)
        let lines = try Vectors.lines("corpus-2000.jsonl")
        var accepted = 0
        for round in 0..<1_000 {
            let line = lines[round % lines.count]
            let bytes = mutate(Array(line.at("schema").text.utf8), &numbers)
            guard let schema = try? Schema(parsing: bytes) else { continue }
            accepted += 1
            _ = schema.validate(try PolicySet(parsing: line.at("policies").text))
            _ = try? Entities(json: line.at("entities"), schema: schema)
        }
        print("mutated schemas, seed \(seed): \(accepted) of 1000 accepted")
    }

    @Test(arguments: [Schema.Mode.strict, .permissive])
    func `that the validator accepts do not fail by type`(_ mode: Schema.Mode) throws {
        var tally = Tally("corpus-2000.jsonl, errors of policies valid in \(mode) mode")
        let allowed: Set<EvaluationError.Kind> = [.overflow, .entityMissing, .extensionArgument]
        var numbers = SeededNumbers(state: 31)
        print("mutated policies against a schema, seed 31")
        for line in try Vectors.lines("corpus-2000.jsonl") {
            let schema = try Schema(parsing: line.at("schema").text)
            let entities = try Entities(json: line.at("entities"), schema: schema)
            let original = Array(line.at("policies").text.utf8)
            for bytes in [original, mutate(original, &numbers), mutate(original, &numbers)] {
                guard let set = try? PolicySet(parsing: bytes) else { continue }
                let isValid = schema.validate(set, mode: mode).allSatisfy(\.isWarning)
                if !isValid {
                    let isStrict = schema.validate(set).allSatisfy(\.isWarning)
                    tally.check(!isStrict, "valid in strict mode only: \(set.policies)")
                    continue
                }
                let compiled = CompiledPolicies(set, entities: entities)
                for item in line.at("requests").items {
                    let request = try Request(json: item, schema: schema)
                    guard (try? schema.validate(request: request)) != nil else { continue }
                    let errors = compiled.authorize(request).errors
                    tally.check(
                        errors.allSatisfy { allowed.contains($0.kind) },
                        "\(line.at("id").text): \(errors) \(set.policies.map(\.text))"
                    )
                }
            }
        }
        tally.finish()
    }
}
