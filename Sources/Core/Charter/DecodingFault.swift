internal import CanonicalJSON
internal import Governance

/// What a refusal of the tree decoder says in the words of the charter format.
struct DecodingFault {
    let code: CharterProblem.Code
    let reason: String
    let help: String?
    /// Whether the place is the key of the member rather than its value.
    let isAboutKey: Bool

    init(_ error: JSONCodingError, members: MemberNames) {
        isAboutKey = error.code == .unknownKey
        switch error.code {
        case .unknownKey:
            code = .unknownKey
            guard case .key(let name)? = error.path.last else {
                reason = error.reason
                help = nil
                return
            }
            let known = members.names(at: error.path.dropLast())
            reason = "`\(name.prefix(80))` is not a member here"
            help =
                Spelling.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
                ?? (known.isEmpty ? nil : "the members are \(known.joined(separator: ", "))")
        case .missingKey:
            code = .missingKey
            reason = error.reason
            help = nil
        case .typeMismatch:
            code = .wrongType
            reason = Self.inWordsOfYAML(error.reason)
            help =
                error.reason.hasPrefix("expected a string, found a")
                    && !error.reason.hasSuffix("array") && !error.reason.hasSuffix("object")
                ? "put the value in quotation marks" : nil
        case .dataCorrupted where error.reason.hasSuffix("is not one of the accepted values"):
            code = .invalidValue
            let choices = members.choices(for: error.path)
            reason = "the value is none of those that are allowed"
            help = choices.isEmpty ? nil : "it is one of \(choices.joined(separator: ", "))"
        case .outOfRange, .dataCorrupted, .equivalentKeys, .unsupported:
            code = .invalidValue
            reason = error.reason
            help = nil
        case .tooDeep:
            code = .tooDeep
            reason = error.reason
            help = nil
        }
    }

    private static func inWordsOfYAML(_ reason: String) -> String {
        let words = [
            "an object": "a mapping", "an array": "a list", "a string": "text",
            "an integer": "a whole number", "a boolean": "true or false", "`null`": "nothing",
        ]
        let parts = reason.split(separator: ", found ").map(String.init)
        guard parts.count == 2, parts[0].hasPrefix("expected ") else { return reason }
        let wanted = String(parts[0].dropFirst("expected ".count))
        return "\(words[wanted] ?? wanted) is expected, and this is \(words[parts[1]] ?? parts[1])"
    }
}
