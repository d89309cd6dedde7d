internal import HTTPTypes

extension HTTPField.Name {
    private static func known(_ name: StaticString) -> HTTPField.Name {
        guard let field = HTTPField.Name("\(name)") else {
            preconditionFailure("a field name of ours is not a token")
        }
        return field
    }

    static let traceparent = known("traceparent")
    static let requestID = known("x-request-id")
    static let referrerPolicy = known("referrer-policy")
}
