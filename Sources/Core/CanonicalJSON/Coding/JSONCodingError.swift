/// Why a value could not be turned into a Swift type, or a Swift value into JSON.
public struct JSONCodingError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of failure; the raw values are stable.
    public enum Code: String, Sendable, CaseIterable {
        /// A member the type does not have.
        case unknownKey = "unknown_key"
        /// A member the type needs and the object lacks.
        case missingKey = "missing_key"
        /// A value of another kind than the type needs.
        case typeMismatch = "type_mismatch"
        /// An integer that does not fit the type.
        case outOfRange = "out_of_range"
        /// A value the type itself refuses.
        case dataCorrupted = "data_corrupted"
        /// Two keys that Swift's strings take for one (canonical equivalence).
        case equivalentKeys = "equivalent_keys"
        /// Values nested deeper than ``JSONOptions/depthCeiling``.
        case tooDeep = "too_deep"
        /// A Swift value JSON has no form for here, such as a floating-point number.
        case unsupported
    }

    /// One step from the outermost value inwards.
    public enum PathStep: Sendable, Hashable {
        /// A member, by its name in the JSON text.
        case key(String)
        /// An element of an array, from 0.
        case index(Int)
    }

    /// The kind of failure.
    public var code: Code
    /// The reason for people, in lower case.
    public var reason: String
    /// Where the value stands.
    public var path: [PathStep]

    /// Makes an error.
    public init(code: Code, reason: String, path: [PathStep] = []) {
        self.code = code
        self.reason = reason
        self.path = path
    }

    /// The path as text, such as `acts[3].body_id`; empty for the outermost value.
    public var pathText: String {
        var text = ""
        for step in path {
            switch step {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }

    /// The reason, with the path where there is one.
    public var description: String {
        path.isEmpty ? reason : "\(reason) at `\(pathText)`"
    }
}
