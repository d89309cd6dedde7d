internal import CanonicalJSON
internal import Yams

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Reads the YAML files by which servers and gateways are configured.
public enum ConfigurationFile {
    private static let maximumBytes = 1024 * 1024

    /// Reads a file of a known form; unknown members are refused.
    ///
    /// - Throws: ``CompositionError`` that names the file and the member.
    public static func read<Form: Decodable>(_ form: Form.Type, from path: String) throws -> Form {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CompositionError("`\(path)` cannot be read")
        }
        guard data.count <= maximumBytes else {
            throw CompositionError("`\(path)` has more than \(maximumBytes) bytes")
        }
        do {
            guard let node = try Yams.compose(yaml: String(decoding: data, as: UTF8.self)) else {
                throw CompositionError("`\(path)` is empty")
            }
            return try JSONTreeDecoder().decode(form, from: json(of: node, depth: 0))
        } catch let error as JSONCodingError {
            throw CompositionError("`\(path)`: \(error.pathText): \(error.reason)")
        } catch let error as YamlError {
            throw CompositionError("`\(path)` is not YAML: \(error)")
        }
    }

    private static func json(of node: Node, depth: Int) throws -> JSON {
        guard depth < 16 else { throw CompositionError("the configuration nests too deep") }
        switch node {
        case .scalar(let scalar):
            guard scalar.style == .plain else { return .string(scalar.string) }
            if scalar.string == "true" || scalar.string == "false" {
                return .bool(scalar.string == "true")
            }
            return Int64(scalar.string).map(JSON.integer) ?? .string(scalar.string)
        case .sequence(let sequence):
            return .array(try sequence.map { try json(of: $0, depth: depth + 1) })
        case .mapping(let mapping):
            var object: JSONObject = [:]
            for (key, value) in mapping {
                guard let name = key.string, object[name] == nil else {
                    throw CompositionError("a member has no name, or stands twice")
                }
                object[name] = try json(of: value, depth: depth + 1)
            }
            return .object(object)
        case .alias:
            throw CompositionError("aliases are not allowed")
        }
    }
}
