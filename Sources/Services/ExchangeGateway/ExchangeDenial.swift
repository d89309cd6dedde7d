public import CanonicalJSON

/// The reasons behind a denial, as the caller sees them.
public struct ExchangeDenial: Sendable, Equatable {
    /// A stable code, such as `agreement_expired`.
    public let code: String
    /// One sentence for a person, without a full stop.
    public let sentence: String
    /// The body that could grant what is missing, if one could.
    public let grantingBody: String?
    /// The position of the register at which the ruling was given.
    public let position: Int64?
    /// The chain of authority behind the denial.
    public let citations: JSON

    /// Creates a denial.
    public init(
        code: String,
        sentence: String,
        grantingBody: String?,
        position: Int64? = nil,
        citations: JSON
    ) {
        self.code = code
        self.sentence = sentence
        self.grantingBody = grantingBody
        self.position = position
        self.citations = citations
    }

    /// The `cabildo` member of the error body.
    var extra: JSON {
        var object: JSONObject = ["code": .string(code), "citations": citations]
        object["granting_body"] = grantingBody.map(JSON.string)
        object["position"] = position.map(JSON.integer)
        return .object(object)
    }
}
