internal import Governance
internal import LogClient
internal import LogService
internal import Logging
internal import ServiceLifecycle
internal import TransparencyLog

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

extension RegisterHome {
    /// Makes what has the log cosigned, where there are witnesses.
    func openCosigning(
        of log: DurableLog,
        _ settings: RegisterServer.Settings,
        _ logger: Logger
    ) async throws -> Cosigning? {
        let directory = directory
        guard var policy = settings.witnesses else {
            // What is shown from now on is newer than what the file holds.
            try? FileManager.default.removeItem(atPath: directory.cosignedPath)
            return nil
        }
        let verifier = try NoteVerifier(text: directory.logVerifierText())
        if !policy.trusts(verifier) { try policy.trust(verifier) }
        var cosigningSettings = Cosigning.Settings()
        cosigningSettings.isQuorumRequired = settings.isQuorumRequired
        return try await Cosigning(
            log: log,
            policy: policy,
            settings: cosigningSettings,
            kept: directory.cosignedCheckpoint(verifier, logger),
            ports: Cosigning.Ports(
                nowSeconds: { SystemClock.now().milliseconds / 1000 },
                ask: { witness, request in
                    try await WitnessClient(url: witness.url ?? "").add(request)
                },
                keep: { try await DurableFile.replace(directory.cosignedPath, with: $0.bytes) },
                tell: { witness, failure in
                    let name: Logger.Metadata = ["witness": "\(witness.name)"]
                    if let failure {
                        logger.warning(
                            "a witness does not cosign",
                            metadata: name.merging(["reason": "\(failure.prefix(300))"]) { $1 }
                        )
                    } else {
                        logger.notice("a witness cosigns again", metadata: name)
                    }
                }
            )
        )
    }
}

extension DataDirectory {
    /// What was shown last; nil where it cannot be read or was signed by an earlier key: the
    /// witnesses are then asked again.
    func cosignedCheckpoint(_ verifier: NoteVerifier, _ logger: Logger) -> SignedCheckpoint? {
        guard let data = FileManager.default.contents(atPath: cosignedPath) else { return nil }
        do {
            let signed = try SignedCheckpoint(parsing: [UInt8](data))
            try signed.verify(log: verifier)
            return signed
        } catch {
            logger.warning(
                "the last cosigned checkpoint cannot be used; the witnesses are asked again",
                metadata: ["path": "\(cosignedPath)", "reason": "\(error)"]
            )
            return nil
        }
    }
}

/// Has the log cosigned until the server stops.
struct AskingTheWitnesses: ServiceLifecycle.Service {
    let cosigning: Cosigning

    func run() async throws {
        await cancelWhenGracefulShutdown { await cosigning.run() }
    }
}
