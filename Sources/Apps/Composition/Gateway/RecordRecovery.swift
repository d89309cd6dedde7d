internal import ExchangeGateway
internal import Logging
internal import ServiceLifecycle

/// Finds out when records can be stored again, and keeps the chain's lock.
struct RecordRecovery: ServiceLifecycle.Service {
    let log: CallLog
    let logger: Logger
    private static let interval = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var couldStore = true
            while !Task.isCancelled {
                tell(log.canStore, after: &couldStore)
                if !log.canStore { try? await log.append([]) }
                try? await log.renewLock()
                tell(log.canStore, after: &couldStore)
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func tell(_ canStore: Bool, after couldStore: inout Bool) {
        guard canStore != couldStore else { return }
        couldStore = canStore
        if canStore {
            logger.info("records of calls can be stored again")
        } else if let end = log.end {
            logger.critical(
                "records of calls are not stored any more: every call is refused until a new start",
                metadata: ["error": "\(end)"]
            )
        } else {
            logger.error("records of calls cannot be stored: calls are refused")
        }
    }
}
