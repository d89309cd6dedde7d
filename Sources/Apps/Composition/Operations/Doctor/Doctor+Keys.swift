internal import Governance
internal import Keys
internal import TransparencyLog

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension Doctor {
    /// Whether this user is the one to whom the folder belongs.
    private var isOwner: Bool { FileFacts(home.directory.path)?.user == geteuid() }

    /// Whether the keys can be used, and belong together.
    func checkKeys(_ diagnosis: inout Diagnosis) async {
        let directory = home.directory
        guard isOwner else {
            // A key of another user is refused by those who read keys, and rightly.
            return diagnosis.note("log_key", .warning, "not read: it is another user's")
        }
        await diagnosis.check("log_key", orDo: "restore it from a backup") { diagnosis in
            let keys = try directory.logKeys()
            _ = try keys.signer()
            diagnosis.note("log_key", .ok, "signs as \(keys.current.text)")
            if let previous = keys.previous {
                _ = try keys.previousSigner()
                diagnosis.note(
                    "log_key_previous",
                    .warning,
                    "signs too, as \(previous.text)",
                    do: "once all who follow the log have the new key: "
                        + "`cabildo log rotate-key --retire`"
                )
            }
            if keys.isRotationInterrupted {
                diagnosis.note(
                    "log_key_rotation",
                    .warning,
                    "was interrupted",
                    do: "run `cabildo log rotate-key` once more"
                )
            }
        }
        await diagnosis.check("founder_key", orDo: "move it away, or restore it") { diagnosis in
            guard FileFacts(directory.founderKeyPath) != nil else {
                return diagnosis.note("founder_key", .ok, "is not kept here, which is well")
            }
            _ = try SigningKey.load(from: directory.founderKeyPath)
            diagnosis.note("founder_key", .ok, "can be read; it signs nothing more")
        }
        let officials =
            (try? RegisterFiles.keyFiles(in: directory))?
            .filter { $0.hasPrefix("officials/") } ?? []
        guard !officials.isEmpty else { return }
        diagnosis.note(
            "officials_keys",
            .warning,
            "the private keys of \(officials.count) officials lie in the folder",
            do: "for trying out only: whoever holds the folder can sign for them"
        )
    }

    /// Whether the exchange's authority can issue certificates.
    func checkAuthority(_ diagnosis: inout Diagnosis) async {
        let directory = home.directory
        let name = "authority"
        guard isOwner else {
            return diagnosis.note(name, .warning, "not read: its key is another user's")
        }
        await diagnosis.check(name, orDo: "restore both files from one backup") { diagnosis in
            _ = try CertificateAuthority.load(
                certificatePath: directory.authorityPath,
                keyPath: directory.authorityKeyPath
            )
            let facts = try CertificateFacts(of: directory.authorityPath)
            // A gateway's certificate must not outlive the root.
            let days = Self.warningDays + GatewayIdentity.lifetime.milliseconds / 86_400_000
            noteValidity(
                of: facts,
                name,
                warning: days,
                do: "certificates of \(GatewayIdentity.lifetime) can soon not be issued any more; "
                    + "plan a new authority",
                &diagnosis
            )
        }
    }

    /// Notes whether a certificate holds now, and for how long.
    func noteValidity(
        of facts: CertificateFacts,
        _ name: String,
        warning days: Int64,
        do advice: String,
        _ diagnosis: inout Diagnosis
    ) {
        let start = Instant(milliseconds: facts.startMilliseconds)
        let end = Instant(milliseconds: facts.endMilliseconds)
        let moment = now()
        if moment < start {
            diagnosis.note(name, .error, "holds from \(start) only", do: "see the clock")
        } else if moment > end {
            diagnosis.note(name, .error, "held until \(end)", do: advice)
        } else if moment + .days(days) > end {
            let left = end.since(moment).milliseconds / 86_400_000
            diagnosis.note(name, .warning, "holds until \(end), \(left) days more", do: advice)
        } else {
            diagnosis.note(name, .ok, "holds until \(end)")
        }
    }
}
