internal import Synchronization

/// The register as readers see it: one immutable state at a time, swapped in one step.
///
/// It holds values and a lock, and nothing else: no clock, no I/O. Safe to use from any thread.
public final class PublishedRegister: Sendable {
    private struct State {
        var register: Register
        var root: Digest
        var ruleBook: RuleBook?
    }

    private let state: Mutex<State>

    /// Publishes a register.
    ///
    /// - Throws: as ``Register/root()`` does.
    public init(_ register: Register) throws(Refusal) {
        state = Mutex(State(register: register, root: try register.root(), ruleBook: nil))
    }

    /// The register that is published now.
    public var register: Register { state.withLock(\.register) }

    /// How many entries the register holds, and its root.
    public var mark: Ruling.RegisterMark {
        state.withLock { Ruling.RegisterMark(position: $0.register.position, root: $0.root) }
    }

    /// Puts `register` in the place of the one before.
    ///
    /// - Throws: as ``Register/root()`` does.
    public func publish(_ register: Register) throws(Refusal) {
        let next = State(register: register, root: try register.root(), ruleBook: nil)
        state.withLock { $0 = next }
    }

    /// The rule book for `instant`: the compiled one where it still holds, else a new one.
    ///
    /// - Throws: as ``RuleBook/init(_:at:root:)`` does.
    public func ruleBook(at instant: Instant) throws(Refusal) -> RuleBook {
        let current = state.withLock { $0 }
        if let book = current.ruleBook, book.isValid(at: instant) { return book }
        let book = try RuleBook(current.register, at: instant, root: current.root)
        state.withLock { state in
            // Another thread may have published a newer register meanwhile.
            if state.register.position == current.register.position { state.ruleBook = book }
        }
        return book
    }
}
