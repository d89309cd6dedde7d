public import Governance
internal import Keys

/// Makes the key and certificate with which an institution's gateway shows who it is.
public enum GatewayIdentity {
    /// How long a certificate holds: 90 days, since there is no revocation yet.
    public static let lifetime = Span.days(90)

    /// Where the three files of a gateway are written.
    public struct Files: Sendable, Hashable {
        /// The gateway's certificate, PEM.
        public let certificate: String
        /// Its private key, PEM, mode 0600.
        public let privateKey: String
        /// The certificate of the authority, PEM.
        public let authority: String
    }

    /// Issues a certificate for an institution of the register, valid for ``lifetime`` from now by
    /// the machine's clock.
    ///
    /// - Parameters:
    ///   - institution: the institution, which must be in the register.
    ///   - register: the register's identifier.
    ///   - directory: the register, which holds the authority's key.
    ///   - folder: where the files are written; it is made when it is missing.
    ///   - hosts: DNS names and addresses under which the gateway is reached.
    /// - Returns: the paths of the files.
    /// - Throws: a `KeyError`.
    public static func issue(
        for institution: InstitutionID,
        of register: RegisterID,
        from directory: DataDirectory,
        in folder: String,
        hosts: [String] = ["localhost", "127.0.0.1"]
    ) throws -> Files {
        let files = Files(
            certificate: folder + "/gateway.pem",
            privateKey: folder + "/gateway.key",
            authority: folder + "/authority.pem"
        )
        try FolderMaker.make(folder)
        let authority = try CertificateAuthority.load(
            certificatePath: directory.authorityPath,
            keyPath: directory.authorityKeyPath
        )
        let key = TransportKey.generate()
        let now = SystemClock.now()
        let isAddress = { (host: String) in
            host.contains(":") || host.utf8.first.map { $0 <= 0x39 } == true
        }
        let certificate = try authority.issue(
            try LeafRequest(
                identity: try InstitutionIdentity(
                    register: register.text,
                    institution: institution.text
                ),
                dnsNames: hosts.filter { !isAddress($0) },
                addresses: hosts.filter(isAddress),
                validity: try ValidityPeriod(
                    startMilliseconds: (now - .days(1)).milliseconds,
                    endMilliseconds: (now + lifetime).milliseconds
                )
            ),
            publicKeyPEM: key.publicKeyPEM
        )
        try key.save(to: files.privateKey)
        try FolderMaker.write(certificate.pem, to: files.certificate)
        try FolderMaker.write(authority.certificatePEM, to: files.authority)
        return files
    }
}
