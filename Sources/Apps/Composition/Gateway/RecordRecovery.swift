internal import ExchangeGateway
internal import Logging
internal import ServiceLifecycle

/// Finds out when records can be stored again, so that calls are sent here again.
struct RecordRecovery: ServiceLifecycle.Service {
    let log: CallLog
    let logger: Logger
    private static let interval = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var couldStore = true
            while !Task.isCancelled {
                if !log.canStore { try? await log.append([]) }
                if log.canStore != couldStore {
                    couldStore.toggle()
                    tell(couldStore)
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    private func tell(_ canStore: Bool) {
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
