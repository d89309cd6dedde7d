internal import ExchangeGateway
internal import Governance
internal import Keys
internal import NIOSSL

extension GatewayNode {
    /// Reads `host:port`, `[host]:port`, or an address with a port that is given.
    static func address(_ text: String, port: Int?) throws -> NetworkAddress {
        guard let colon = text.lastIndex(of: ":"),
            let number = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(number)
        else {
            guard let port else {
                throw CompositionError("`\(text)` is not an address such as `127.0.0.1:5500`")
            }
            return NetworkAddress(host: text, port: port)
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return NetworkAddress(host: host, port: number)
    }

    /// Reads the address of an application: `http://127.0.0.1:9090/base`.
    static func provider(_ text: String) throws -> ProviderService {
        guard text.hasPrefix("http://") else {
            throw CompositionError("`\(text)` is not an address such as `http://127.0.0.1:9090`")
        }
        let rest = text.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" }
        let path = String(rest.dropFirst(authority.count))
        return ProviderService(
            address: try address(String(authority), port: 80),
            basePath: path.hasSuffix("/") ? String(path.dropLast()) : path
        )
    }

    /// Reads certificate, key and authority from their files; the certificate must be the
    /// institution's own.
    static func credentials(
        _ configuration: GatewayConfiguration,
        of register: RegisterID
    ) throws -> GatewayCredentials {
        func certificates(_ path: String) throws -> [[UInt8]] {
            do {
                return try NIOSSLCertificate.fromPEMFile(path).map { try $0.toDERBytes() }
            } catch {
                throw CompositionError("`\(path)` does not hold a certificate in PEM")
            }
        }
        // Refuses a key that others can read, as for every other key.
        let pem = try TransportKey.load(from: configuration.privateKey).privateKeyPEM
        let key = try NIOSSLPrivateKey(bytes: Array(pem.utf8), format: .pem).derBytes
        let chain = try certificates(configuration.certificate)
        let shown = try Keys.InstitutionIdentity(certificate: chain.first ?? [])
        guard shown.register == register.text,
            shown.institution == configuration.institution.text
        else {
            throw CompositionError(
                "`\(configuration.certificate)` is the certificate of `\(shown)`, not of "
                    + "`\(configuration.institution)`",
                help: "make one with `cabildo authority issue \(configuration.institution)`"
            )
        }
        return GatewayCredentials(
            certificateChain: chain,
            privateKey: key,
            trustRoots: try certificates(configuration.authority)
        )
    }
}
