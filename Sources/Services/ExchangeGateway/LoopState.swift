internal import NIOCore

/// What the connections of one event loop share; touched on that loop only.
final class LoopState {
    let eventLoop: any EventLoop
    let gateway: GatewayContext
    let pool: UpstreamPool

    /// The time of the last tick; exact enough for bounds that are looked at once a tick.
    private(set) var now: NIODeadline

    private(set) var isDraining = false
    private var fronts: [ObjectIdentifier: FrontHandler] = [:]
    private var drained: EventLoopPromise<Void>?
    private var drainDeadline: NIODeadline?
    private var ticker: RepeatedTask?

    init(eventLoop: any EventLoop, gateway: GatewayContext) {
        self.eventLoop = eventLoop
        self.gateway = gateway
        now = eventLoop.now
        pool = UpstreamPool(eventLoop: eventLoop, gateway: gateway)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let interval = TimeAmount.milliseconds(gateway.configuration.timeouts.tick)
        ticker = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            bound.value.tick()
        }
    }

    func add(_ front: FrontHandler) {
        fronts[ObjectIdentifier(front)] = front
    }

    func remove(_ front: FrontHandler) {
        fronts[ObjectIdentifier(front)] = nil
        finishDrainIfEmpty()
    }

    /// Ends idle connections now and the others after their call, or once the time is over.
    func drain(promise: EventLoopPromise<Void>) {
        isDraining = true
        drained = promise
        drainDeadline = eventLoop.now + .milliseconds(gateway.configuration.timeouts.shutdown)
        for front in Array(fronts.values) {
            front.drain()
        }
        finishDrainIfEmpty()
    }

    private func tick() {
        now = eventLoop.now
        for front in Array(fronts.values) {
            front.checkDeadlines(now)
        }
        pool.expire(now)
        if let drainDeadline, now >= drainDeadline {
            for front in Array(fronts.values) {
                front.abort()
            }
        }
    }

    private func finishDrainIfEmpty() {
        guard isDraining, fronts.isEmpty, let drained else {
            return
        }
        self.drained = nil
        ticker?.cancel()
        pool.closeAll()
        drained.succeed()
    }
}
