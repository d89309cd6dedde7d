internal import NIOCore

/// One deadline on an event loop that may move often.
///
/// Moving it later costs nothing: the timer that is already set looks at it when it fires.
final class DeadlineTimer {
    private let loop: NIOIsolatedEventLoop
    private var deadline: NIODeadline?
    private var action: (() -> Void)?
    private var scheduled: (time: NIODeadline, task: Scheduled<Void>)?

    init(_ loop: any EventLoop) { self.loop = loop.assumeIsolated() }

    func set(_ limit: Duration, _ action: @escaping () -> Void) {
        let time = NIODeadline.now() + TimeAmount(limit)
        deadline = time
        self.action = action
        if let scheduled, scheduled.time <= time { return }
        scheduled?.task.cancel()
        schedule(time)
    }

    func clear() {
        deadline = nil
        action = nil
    }

    func cancel() {
        clear()
        scheduled?.task.cancel()
        scheduled = nil
    }

    private func schedule(_ time: NIODeadline) {
        let task = loop.scheduleTask(deadline: time) { [weak self] () -> Void in self?.fire() }
        scheduled = (time, task)
    }

    private func fire() {
        scheduled = nil
        guard let deadline, let action else { return }
        if NIODeadline.now() < deadline {
            schedule(deadline)
        } else {
            clear()
            action()
        }
    }
}
