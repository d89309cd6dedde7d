internal import Synchronization

/// The counters of a running gateway.
final class GatewayCounters: Sendable {
    let connectionsOpen = Atomic<Int>(0)
    let connectionsAccepted = Atomic<Int>(0)
    let connectionsRefused = Atomic<Int>(0)
    let identitiesRefused = Atomic<Int>(0)
    let callsUnderWay = Atomic<Int>(0)
    let calls = Atomic<Int>(0)
    let permitted = Atomic<Int>(0)
    let denied = Atomic<Int>(0)
    let malformed = Atomic<Int>(0)
    let faults = Atomic<Int>(0)
    let timeouts = Atomic<Int>(0)
    let brokenOff = Atomic<Int>(0)
    let recordsWritten = Atomic<Int>(0)
    let recordsFailed = Atomic<Int>(0)
    let upstreamOpened = Atomic<Int>(0)
    let upstreamReused = Atomic<Int>(0)
    let requestBytes = Atomic<Int>(0)
    let responseBytes = Atomic<Int>(0)

    func snapshot() -> GatewaySnapshot {
        GatewaySnapshot(
            connectionsOpen: connectionsOpen.load(ordering: .relaxed),
            connectionsAccepted: connectionsAccepted.load(ordering: .relaxed),
            connectionsRefused: connectionsRefused.load(ordering: .relaxed),
            identitiesRefused: identitiesRefused.load(ordering: .relaxed),
            callsUnderWay: callsUnderWay.load(ordering: .relaxed),
            calls: calls.load(ordering: .relaxed),
            permitted: permitted.load(ordering: .relaxed),
            denied: denied.load(ordering: .relaxed),
            malformed: malformed.load(ordering: .relaxed),
            faults: faults.load(ordering: .relaxed),
            timeouts: timeouts.load(ordering: .relaxed),
            brokenOff: brokenOff.load(ordering: .relaxed),
            recordsWritten: recordsWritten.load(ordering: .relaxed),
            recordsFailed: recordsFailed.load(ordering: .relaxed),
            upstreamOpened: upstreamOpened.load(ordering: .relaxed),
            upstreamReused: upstreamReused.load(ordering: .relaxed),
            requestBytes: requestBytes.load(ordering: .relaxed),
            responseBytes: responseBytes.load(ordering: .relaxed)
        )
    }
}

extension Atomic<Int> {
    borrowing func count(_ amount: Int = 1) {
        wrappingAdd(amount, ordering: .relaxed)
    }
}
