/// Why a server cannot be made.
public enum WebServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The certificate, its key or the trust roots cannot be read or do not belong together.
    case invalidTLS

    /// One line for the operator.
    public var description: String {
        switch self {
        case .invalidTLS: "the certificate, its key or the trust roots cannot be used"
        }
    }
}
