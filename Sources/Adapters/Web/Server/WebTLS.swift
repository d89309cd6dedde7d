internal import NIOSSL

/// How a server shows who it is, and what it asks of its clients.
public struct WebTLS: Sendable {
    /// Whether clients must show a certificate.
    public enum Clients: Sendable, Hashable {
        /// They are not asked for one.
        case anyone
        /// They may show one, which then must chain to these roots, in PEM.
        case mayBeCertified(trustRootsPEM: String)
        /// They must show one that chains to these roots, in PEM.
        case mustBeCertified(trustRootsPEM: String)
    }

    private let certificateChainPEM: String
    private let privateKeyPEM: String
    private let clients: Clients

    /// Makes the settings; they are read when the server is made.
    ///
    /// - Parameters:
    ///   - certificateChainPEM: the server's certificate, then its intermediates.
    ///   - privateKeyPEM: the certificate's key.
    ///   - clients: whether clients must show a certificate.
    public init(certificateChainPEM: String, privateKeyPEM: String, clients: Clients = .anyone) {
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
        self.clients = clients
    }

    /// TLS 1.3 only; ALPN offers HTTP/1.1.
    var configuration: TLSConfiguration {
        get throws(WebServerError) {
            var configuration: TLSConfiguration
            do {
                configuration = TLSConfiguration.makeServerConfiguration(
                    certificateChain: try Self.certificates(certificateChainPEM).map {
                        .certificate($0)
                    },
                    privateKey: .privateKey(
                        try NIOSSLPrivateKey(bytes: Array(privateKeyPEM.utf8), format: .pem)
                    )
                )
                switch clients {
                case .anyone: break
                case .mayBeCertified(let roots):
                    configuration.certificateVerification = .optionalVerification
                    configuration.trustRoots = .certificates(try Self.certificates(roots))
                case .mustBeCertified(let roots):
                    configuration.certificateVerification = .noHostnameVerification
                    configuration.trustRoots = .certificates(try Self.certificates(roots))
                }
            } catch {
                // The library's text might quote the key.
                throw WebServerError.invalidTLS
            }
            configuration.minimumTLSVersion = .tlsv13
            configuration.applicationProtocols = ["http/1.1"]
            return configuration
        }
    }

    /// Refuses an empty list: without roots of our own the system's would count.
    private static func certificates(_ pem: String) throws -> [NIOSSLCertificate] {
        let certificates = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        guard !certificates.isEmpty else { throw WebServerError.invalidTLS }
        return certificates
    }
}
