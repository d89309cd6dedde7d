/// A certificate fresh from its authority.
public struct IssuedCertificate: Sendable, Hashable {
    /// The certificate in PEM, with a final newline.
    public let pem: String
    /// The certificate in DER.
    public let der: [UInt8]
}
