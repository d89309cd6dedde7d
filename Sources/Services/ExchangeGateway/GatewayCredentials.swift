internal import NIOSSL

/// The certificate with which a gateway proves its institution, and the roots it trusts.
public struct GatewayCredentials: Sendable {
    /// The gateway's certificate and any intermediates, DER, the gateway's own first.
    public let certificateChain: [[UInt8]]
    /// The private key of the certificate, DER.
    public let privateKey: [UInt8]
    /// The country's certificate authorities, DER; no other root is trusted.
    public let trustRoots: [[UInt8]]

    /// Creates credentials.
    public init(certificateChain: [[UInt8]], privateKey: [UInt8], trustRoots: [[UInt8]]) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
        self.trustRoots = trustRoots
    }

    /// The settings of the listener: TLS 1.3, a client certificate from a trusted root required.
    func serverContext() throws -> NIOSSLContext {
        var settings = try TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain(),
            privateKey: key(),
            trustRoots: roots()
        )
        settings.minimumTLSVersion = .tlsv13
        settings.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: settings)
    }

    /// The settings towards other gateways; the institution is checked after the handshake.
    func clientContext() throws -> NIOSSLContext {
        var settings = TLSConfiguration.makeClientConfiguration()
        settings.minimumTLSVersion = .tlsv13
        settings.applicationProtocols = ["http/1.1"]
        settings.certificateChain = try chain()
        settings.privateKey = try key()
        settings.trustRoots = try roots()
        // The certificate names an institution, not a host.
        settings.certificateVerification = .noHostnameVerification
        return try NIOSSLContext(configuration: settings)
    }

    private func chain() throws -> [NIOSSLCertificateSource] {
        try certificateChain.map { .certificate(try NIOSSLCertificate(bytes: $0, format: .der)) }
    }

    private func key() throws -> NIOSSLPrivateKeySource {
        .privateKey(try NIOSSLPrivateKey(bytes: privateKey, format: .der))
    }

    private func roots() throws -> NIOSSLTrustRoots {
        .certificates(try trustRoots.map { try NIOSSLCertificate(bytes: $0, format: .der) })
    }
}
