/// Why a key, a certificate or their file was refused.
///
/// The reason names files and rules, never key material.
public struct KeyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure it is, stable across versions.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file is missing or cannot be read.
        case cannotRead = "cannot_read"
        /// The file cannot be written.
        case cannotWrite = "cannot_write"
        /// A file of that name is already there and is never overwritten.
        case fileExists = "file_exists"
        /// Others than the owner could read the file or swap it.
        case insecureFile = "insecure_file"
        /// The file does not hold a key of the kind expected.
        case malformedKey = "malformed_key"
        /// The bytes are not a certificate, or not one of ours.
        case malformedCertificate = "malformed_certificate"
        /// The certificate does not name exactly one institution.
        case noIdentity = "no_identity"
        /// A register or institution identifier is not well formed.
        case invalidIdentity = "invalid_identity"
        /// The certificate asked for has a wrong name, address or time.
        case invalidRequest = "invalid_request"
        /// The signature could not be made.
        case signingFailed = "signing_failed"
    }

    /// What kind of failure it is.
    public let code: Code
    /// One line for the operator: lower case, no full stop.
    public let reason: String

    /// The reason, after the code.
    public var description: String { "\(code.rawValue): \(reason)" }

    /// Makes an error.
    ///
    /// - Parameters:
    ///   - code: its kind.
    ///   - reason: one line for the operator, without key material.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
