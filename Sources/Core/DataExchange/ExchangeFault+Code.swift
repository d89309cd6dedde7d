extension ExchangeFault {
    /// A stable fault code, as X-Road names them.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The code in its modern form: lower case, words joined by `_`, parts by a full stop.
        public let rawValue: String

        /// Creates a code from its modern form.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The ruling said no, or the client is not the one the certificate names.
        public static let accessDenied = Code(rawValue: "access_denied")
        /// The request is not one the protocol allows.
        public static let badRequest = Code(rawValue: "bad_request")
        /// The client header is absent, repeated or malformed.
        public static let invalidClientIdentifier = Code(rawValue: "invalid_client_identifier")
        /// The request names another security server, or names one badly.
        public static let invalidSecurityServer = Code(rawValue: "invalid_security_server")
        /// No such member, or it has no gateway.
        public static let unknownMember = Code(rawValue: "unknown_member")
        /// No such service at this gateway.
        public static let unknownService = Code(rawValue: "unknown_service")
        /// The other side could not be reached, or broke off.
        public static let networkError = Code(rawValue: "service_failed.network_error")
        /// The other side took too long.
        public static let timedOut = Code(rawValue: "service_failed.timeout")
        /// The other side answered with something that is not HTTP.
        public static let invalidResponse = Code(rawValue: "service_failed.invalid_response")
        /// The other gateway did not prove that it is the institution expected.
        public static let peerAuthenticationFailed = Code(rawValue: "ssl_authentication_failed")
        /// The answer does not belong to the request.
        public static let inconsistentResponse = Code(rawValue: "inconsistent_response")
        /// The record of the call could not be made durable.
        public static let loggingFailed = Code(rawValue: "logging_failed")
        /// The gateway is stopping or has no capacity left.
        public static let unavailable = Code(rawValue: "maintenance_mode")

        var camelCase: String {
            var text = ""
            var isUpper = true
            for scalar in rawValue.unicodeScalars {
                switch scalar {
                case "_":
                    isUpper = true
                case ".":
                    text.unicodeScalars.append(scalar)
                    isUpper = true
                default:
                    text += isUpper ? scalar.properties.uppercaseMapping : String(scalar)
                    isUpper = false
                }
            }
            return text
        }
    }
}
