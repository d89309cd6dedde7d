public import CanonicalJSON
public import Cedar

/// Answers lines of JSON about Cedar, each by itself.
///
/// A line that cannot be used is answered with its error; it never changes the answer to another.
public struct CedarBatch: Sendable {
    /// What the lines ask.
    public enum Mode: Sendable {
        /// Policies, entities and a request: a decision.
        case cases
        /// `expr`: the value of an expression for the request and entities of a world.
        case expressions(World)
        /// `fn` and `arg`: an extension value.
        case extensions
        /// `text`: whether it is a policy set.
        case parsing
        /// `text`: the JSON form of a policy set.
        case translation
    }

    /// The entities and the request for which expressions are evaluated.
    public struct World: Sendable {
        /// The entities.
        public let entities: Entities
        /// The request.
        public let request: Request

        /// Makes a world.
        public init(entities: Entities, request: Request) {
            self.entities = entities
            self.request = request
        }

        /// Reads `{"entities","request"}`.
        public init(json: JSON, limits: CedarLimits = .default) throws {
            guard let request = json["request"] else {
                throw CedarToolError("a world needs `request`")
            }
            let entities = json["entities"] ?? []
            self.init(
                entities: try Entities(json: entities, limits: limits),
                request: try CedarForms.request(request, schema: nil, limits: limits).request
            )
        }
    }

    /// The longest line, in bytes.
    public static let maximumLine = 16 << 20

    /// What the lines ask.
    public let mode: Mode
    private let limits: CedarLimits

    /// Makes a batch; texts may be as long as a line unless the limits say otherwise.
    public init(_ mode: Mode, limits: CedarLimits = CedarForms.limits) {
        self.mode = mode
        self.limits = limits
    }

    /// The answer to a line, without its end.
    public func answer(_ line: Line, _ memory: inout Memory) -> [UInt8] {
        switch line {
        case .text(let bytes): return answer(bytes[...], &memory)
        case .tooLong:
            let reason = "line is longer than \(Self.maximumLine) bytes"
            return JSON.object(["error": .string(reason)]).compactBytes()
        }
    }

    /// The answer to the bytes of a line.
    public func answer(_ bytes: ArraySlice<UInt8>, _ memory: inout Memory) -> [UInt8] {
        var answer = JSONObject()
        do {
            let json = try CedarForms.json(bytes)
            guard case .object(let object) = json else {
                throw CedarToolError("line is not a JSON object")
            }
            if let id = object["id"] { answer["id"] = id }
            for member in try members(CedarForms.Members(object), &memory) {
                answer[member.key] = member.value
            }
        } catch {
            if error is JSONError, answer.isEmpty { answer["id"] = Self.identity(bytes) }
            answer["error"] = .string(CedarForms.reason(error))
        }
        return JSON.object(answer).compactBytes()
    }

    private func members(
        _ line: CedarForms.Members,
        _ memory: inout Memory
    ) throws -> JSONObject {
        switch mode {
        case .cases: try decision(line, &memory, limits)
        case .expressions(let world): try Self.value(line, world, limits)
        case .extensions: try Self.extensionValue(line)
        case .parsing: try Self.parsing(line, limits)
        case .translation: try Self.translation(line, limits)
        }
    }
}
