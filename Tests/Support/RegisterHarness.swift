public import Governance

/// A register with a clock that the test moves, and every entry it has accepted.
public struct RegisterHarness: Sendable {
    /// The register as it stands.
    public private(set) var register = Register()
    /// The time at which the next statement is signed and recorded.
    public var clock: Instant
    /// The entries accepted so far, from the enactment of the charter on.
    public private(set) var entries: [Entry] = []
    /// The register that statements are meant for.
    public let id: RegisterID

    /// Founds a register.
    ///
    /// - Parameters:
    ///   - content: the charter.
    ///   - time: when it is enacted; the clock then stands there.
    ///   - generatingKeys: whether the officials' keys are replaced by those of ``Actor``, so that
    ///     the test can sign for everyone.
    /// - Throws: the register's ``Refusal``.
    public init(
        founding content: CharterContent,
        at time: Instant,
        generatingKeys: Bool = true
    ) throws(Refusal) {
        clock = time
        id = content.charter.id
        let enactment = Enactment(
            content: generatingKeys ? content.withGeneratedKeys() : content,
            founderKey: Actor.founder.publicKey
        )
        try send(Actor.founder, .charterEnacted(enactment))
    }

    /// The actor for an official, with the first of the official's keys that counts at the clock.
    public func actor(_ official: OfficialID) -> Actor {
        let keys = register.officials.version(of: official.text, at: clock)?.value?.keys ?? []
        let key = keys.first { $0.period.contains(clock) } ?? keys.first
        return key.map { Actor(official, key: $0.id) } ?? Actor(official)
    }

    /// States, signs and appends a command at the clock's time.
    ///
    /// - Throws: the register's ``Refusal``; the harness is then unchanged.
    @discardableResult
    public mutating func send(_ actor: Actor, _ command: Command) throws(Refusal) -> Entry {
        try append(try actor.state(command, in: id, at: clock))
    }

    /// States, signs and appends a command of an official, named as the charter does.
    ///
    /// - Throws: the register's ``Refusal``; the harness is then unchanged.
    @discardableResult
    public mutating func send(
        _ official: OfficialID,
        _ command: Command
    ) throws(Refusal) -> Entry {
        try send(actor(official), command)
    }

    /// Appends a statement that the test has made itself, at the clock's time.
    ///
    /// - Throws: the register's ``Refusal``; the harness is then unchanged.
    @discardableResult
    public mutating func append(_ signed: SignedStatement) throws(Refusal) -> Entry {
        let entry = try register.accept(signed, at: clock)
        entries.append(entry)
        return entry
    }

    /// Moves the clock on.
    public mutating func advance(by span: Span) {
        clock = clock + span
    }

    /// The code with which a step is refused; `nil` when it is accepted.
    ///
    /// A refused step leaves the harness as it was, the clock included.
    ///
    /// - Throws: what the step throws, if it is not a ``Refusal``.
    public mutating func refusal(
        of step: (inout RegisterHarness) throws -> Void
    ) throws -> Refusal.Code? {
        let before = self
        do {
            try step(&self)
            return nil
        } catch let refusal as Refusal {
            self = before
            return refusal.code
        }
    }

    /// The register that the accepted entries make anew, as an auditor would.
    public func replayed() throws(Refusal) -> Register { try Register.replaying(entries) }
}
