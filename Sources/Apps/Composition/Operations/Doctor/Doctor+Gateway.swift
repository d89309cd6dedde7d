internal import Governance
internal import Keys
internal import TransparencyLog

extension Doctor {
    /// A gateway's configuration, certificate and key.
    func checkGateway(
        _ path: String,
        _ register: Register?,
        _ diagnosis: inout Diagnosis
    ) async {
        var configuration: GatewayConfiguration?
        let name = "gateway_configuration"
        await diagnosis.check(name, orDo: "see docs/operating/gateway.md") { diagnosis in
            let file = try ConfigurationFile.read(GatewayConfiguration.self, from: path)
            let keys = try home.directory.logKeys()
            let key = keys.current.text
            guard keys.knows(file.logKey) else {
                throw CompositionError(
                    "`log_key` is not the key of this register",
                    help: "it should be \(key)"
                )
            }
            if !file.logKey.utf8.elementsEqual(key.utf8) {
                diagnosis.note(
                    "gateway_log_key",
                    .warning,
                    "`log_key` is an earlier key of this register",
                    do: "set it to \(key)"
                )
            }
            configuration = file
            if let register {
                let view = RegisterView(register, at: now())
                guard view.inForce(file.institution.text, in: \.institutions) != nil else {
                    throw CompositionError(
                        "institution `\(file.institution)` is not in force in the register",
                        help: "mend `institution`"
                    )
                }
            }
            diagnosis.note(name, .ok, "of institution `\(file.institution)`")
        }
        guard let configuration else { return }
        await checkCertificate(configuration, &diagnosis)
        await checkKey(configuration, &diagnosis)
        await checkTrust(configuration, &diagnosis)
    }

    private func renewal(_ configuration: GatewayConfiguration) -> String {
        "issue a new one into a new folder: `cabildo authority issue "
            + "\(configuration.institution) --data \(home.directory.path) --out FOLDER`"
    }

    private func checkCertificate(
        _ configuration: GatewayConfiguration,
        _ diagnosis: inout Diagnosis
    ) async {
        let name = "gateway_certificate"
        let advice = renewal(configuration)
        await diagnosis.check(name, orDo: advice) { diagnosis in
            let facts = try CertificateFacts(of: configuration.certificate)
            let shown = try facts.institution()
            let wanted = try InstitutionIdentity(
                register: try home.directory.registerID().text,
                institution: configuration.institution.text
            )
            guard shown == wanted else {
                throw CompositionError("is that of `\(shown)`, not of `\(wanted)`", help: advice)
            }
            noteValidity(of: facts, name, warning: Self.warningDays, do: advice, &diagnosis)
        }
    }

    private func checkKey(
        _ configuration: GatewayConfiguration,
        _ diagnosis: inout Diagnosis
    ) async {
        let name = "gateway_key"
        let advice = renewal(configuration)
        await diagnosis.check(name, orDo: advice) { diagnosis in
            let key = try TransportKey.load(from: configuration.privateKey)
            guard try CertificateFacts(of: configuration.certificate).belongs(to: key) else {
                throw CompositionError(
                    "`\(configuration.privateKey)` is not the key of "
                        + "`\(configuration.certificate)`",
                    help: "put both files of one issuing there"
                )
            }
            diagnosis.note(name, .ok, "belongs to the certificate")
        }
    }

    private func checkTrust(
        _ configuration: GatewayConfiguration,
        _ diagnosis: inout Diagnosis
    ) async {
        let name = "gateway_authority"
        await diagnosis.check(name, orDo: "put authority/root.pem there") { diagnosis in
            let trusted = try CertificateFacts(of: configuration.authority)
            guard trusted.isAuthority else {
                throw CompositionError("`\(configuration.authority)` is not that of an authority")
            }
            guard try CertificateFacts(of: configuration.certificate).isIssued(by: trusted) else {
                throw CompositionError(
                    "the certificate was not issued by `\(configuration.authority)`",
                    help: "put the files of one issuing there"
                )
            }
            let isOurs = try CertificateFacts(of: home.directory.authorityPath) == trusted
            diagnosis.note(
                name,
                isOurs ? .ok : .error,
                isOurs ? "is that of the register" : "is not that of the register",
                do: isOurs ? nil : renewal(configuration)
            )
        }
    }
}
