internal import CanonicalJSON
internal import Cedar

extension CedarBatch {
    /// Evaluates `expr`; the answer's `result` is `true`, `false`, `error:KIND` or `parse_error`.
    static func value(
        _ line: CedarForms.Members,
        _ world: World,
        _ limits: CedarLimits
    ) throws -> JSONObject {
        let text = try line.neededText("expr")
        var set = PolicySet()
        do {
            let policy = try Policy(condition: text, id: "policy0", limits: limits)
            try set.add(policy, id: policy.id)
        } catch {
            return ["result": "parse_error", "msg": .string(error.description)]
        }
        let response = CompiledPolicies(set, entities: world.entities).authorize(world.request)
        if let error = response.errors.first {
            return [
                "result": .string("error:\(error.kind.rawValue)"),
                "msg": .string(error.error.reason),
            ]
        }
        return ["result": .string(response.decision == .allow ? "true" : "false")]
    }

    /// Reads `arg` with the constructor `fn`: `ok`, and what the value is.
    static func extensionValue(_ line: CedarForms.Members) throws -> JSONObject {
        let function = try line.neededText("fn")
        let argument = try line.neededText("arg")
        switch function {
        case "decimal":
            guard let value = CedarDecimal(argument) else { return ["ok": false] }
            return ["ok": true, "scaled": .integer(value.scaled)]
        case "datetime":
            guard let value = CedarDatetime(argument) else { return ["ok": false] }
            return ["ok": true, "milliseconds": .integer(value.milliseconds)]
        case "duration":
            guard let value = CedarDuration(argument) else { return ["ok": false] }
            return ["ok": true, "milliseconds": .integer(value.milliseconds)]
        case "ip": return try address(argument, line["inRange"])
        default: throw CedarToolError("`\(function)` is not a constructor of values")
        }
    }

    private static func address(_ argument: String, _ ranges: JSON?) throws -> JSONObject {
        guard let value = CedarAddress(argument) else { return ["ok": false] }
        var answer: JSONObject = [
            "ok": true, "isIpv4": .bool(!value.isIPv6), "isLoopback": .bool(value.isLoopback),
            "isMulticast": .bool(value.isMulticast),
        ]
        guard let ranges else { return answer }
        var found = JSONObject()
        for range in try names(of: ranges) {
            found[range] = CedarAddress(range).map { .bool(value.isInRange($0)) } ?? .null
        }
        answer["inRange"] = .object(found)
        return answer
    }

    /// The ranges asked about: a list, an object's keys, or one text.
    private static func names(of ranges: JSON) throws -> [String] {
        switch ranges {
        case .object(let object): return object.keys
        case .string(let text): return [text]
        case .array(let items):
            return try items.map { item in
                guard let text = item.stringValue else {
                    throw CedarToolError("`inRange` is not a list of ranges")
                }
                return text
            }
        default: throw CedarToolError("`inRange` is not a list of ranges")
        }
    }

    /// Reads `text` as policies: `ok`, and `n` for the static ones or `err`.
    static func parsing(
        _ line: CedarForms.Members,
        _ limits: CedarLimits
    ) throws -> JSONObject {
        let text = try line.neededText("text")
        do throws(CedarError) {
            let set = try PolicySet(parsing: text, limits: limits)
            return ["ok": true, "n": .integer(Int64(set.policies.count))]
        } catch {
            return ["ok": false, "err": .string(error.description)]
        }
    }

    /// Reads `text` as policies; `json` is their JSON form.
    static func translation(
        _ line: CedarForms.Members,
        _ limits: CedarLimits
    ) throws -> JSONObject {
        let set = try PolicySet(parsing: line.neededText("text"), limits: limits)
        return ["json": try set.json(limits: limits)]
    }
}
