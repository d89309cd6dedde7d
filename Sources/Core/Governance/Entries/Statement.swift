internal import CanonicalJSON

/// What an actor states and signs: who, when, about which register, and what.
public struct Statement: Hashable, Sendable {
    /// The register that the statement is meant for.
    public let register: RegisterID
    /// The official who states it; ``founder`` for the enactment of the charter.
    public let actor: OfficialID
    /// Which of the actor's keys signs.
    public let key: Identifier<OfficialKey>
    /// When the actor signed.
    public let issued: Instant
    /// What is stated.
    public let command: Command

    /// Makes a statement.
    public init(
        register: RegisterID,
        actor: OfficialID,
        key: Identifier<OfficialKey>,
        issued: Instant,
        command: Command
    ) {
        self.register = register
        self.actor = actor
        self.key = key
        self.issued = issued
        self.command = command
    }

    /// The bytes that are signed: a line that names their purpose, then the canonical JSON.
    ///
    /// - Throws: a ``Refusal`` with code `malformed` when the statement has no canonical form.
    public func signedBytes() throws(Refusal) -> [UInt8] {
        let json: JSON
        do {
            json = try JSONTreeEncoder().encode(StatementForm(self))
        } catch {
            throw Refusal(.malformed, "the statement has no canonical form: \(error)")
        }
        guard TextRule.offence(in: json) == nil else {
            throw Refusal(
                .malformed,
                "a text holds a control character or an invisible mark",
                help: "leave out control characters, direction marks and zero-width characters"
            )
        }
        do {
            return Array("cabildo entry v1\n".utf8) + (try json.canonicalBytes())
        } catch {
            throw Refusal(.malformed, "the statement has no canonical form: \(error)")
        }
    }
}

/// A statement with its actor's signature, as it is sent to the register.
public struct SignedStatement: Hashable, Sendable {
    /// What is stated.
    public let statement: Statement
    /// The actor's signature over ``Statement/signedBytes()``.
    public let signature: Signature

    /// Makes a signed statement.
    public init(statement: Statement, signature: Signature) {
        self.statement = statement
        self.signature = signature
    }
}

/// The members of a statement in JSON.
struct StatementForm: Codable {
    let register: RegisterID
    let actor: OfficialID
    let key: Identifier<OfficialKey>
    let issued: Instant
    let kind: Command.Kind
    let body: CommandBody

    enum CodingKeys: String, CodingKey {
        case register
        case actor
        case key
        case issued
        case kind
        case body
    }

    init(_ statement: Statement) {
        register = statement.register
        actor = statement.actor
        key = statement.key
        issued = statement.issued
        kind = statement.command.kind
        body = CommandBody(command: statement.command)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        register = try container.decode(RegisterID.self, forKey: .register)
        actor = try container.decode(OfficialID.self, forKey: .actor)
        key = try container.decode(Identifier<OfficialKey>.self, forKey: .key)
        issued = try container.decode(Instant.self, forKey: .issued)
        kind = try container.decode(Command.Kind.self, forKey: .kind)
        body = CommandBody(
            command: try Command(kind: kind, from: container, forKey: .body)
        )
    }

    var statement: Statement {
        Statement(register: register, actor: actor, key: key, issued: issued, command: body.command)
    }
}

/// A command that codes as the body of its kind.
struct CommandBody: Encodable {
    let command: Command

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch command {
        case .charterEnacted(let body): try container.encode(body)
        case .proposalSubmitted(let body), .proposalAmended(let body): try container.encode(body)
        case .proposalWithdrawn(let body): try container.encode(body)
        case .proposalSeconded(let body): try container.encode(body)
        case .consultationOpened(let body), .votingOpened(let body), .votingClosed(let body):
            try container.encode(body)
        case .commentRecorded(let body): try container.encode(body)
        case .commentAnswered(let body): try container.encode(body)
        case .voteCast(let body): try container.encode(body)
        case .recusalDeclared(let body): try container.encode(body)
        case .anchorRecorded(let body): try container.encode(body)
        case .keyRotated(let body): try container.encode(body)
        case .keyRevoked(let body): try container.encode(body)
        case .logKeyAdded(let body): try container.encode(body)
        case .logKeyRetired(let body): try container.encode(body)
        }
    }
}

extension Command {
    init<Key: CodingKey>(
        kind: Kind,
        from container: KeyedDecodingContainer<Key>,
        forKey key: Key
    ) throws {
        func body<T: Decodable>(_ type: T.Type) throws -> T {
            try container.decode(type, forKey: key)
        }
        switch kind {
        case .charterEnacted: self = .charterEnacted(try body(Enactment.self))
        case .proposalSubmitted: self = .proposalSubmitted(try body(ProposalText.self))
        case .proposalAmended: self = .proposalAmended(try body(ProposalText.self))
        case .proposalWithdrawn: self = .proposalWithdrawn(try body(Withdrawal.self))
        case .proposalSeconded: self = .proposalSeconded(try body(SeatAction.self))
        case .consultationOpened: self = .consultationOpened(try body(ProposalAction.self))
        case .commentRecorded: self = .commentRecorded(try body(Comment.self))
        case .commentAnswered: self = .commentAnswered(try body(CommentAnswer.self))
        case .votingOpened: self = .votingOpened(try body(ProposalAction.self))
        case .voteCast: self = .voteCast(try body(Vote.self))
        case .recusalDeclared: self = .recusalDeclared(try body(Recusal.self))
        case .votingClosed: self = .votingClosed(try body(ProposalAction.self))
        case .anchorRecorded: self = .anchorRecorded(try body(Anchor.self))
        case .keyRotated: self = .keyRotated(try body(KeyRotation.self))
        case .keyRevoked: self = .keyRevoked(try body(KeyRevocation.self))
        case .logKeyAdded: self = .logKeyAdded(try body(LogKeyAddition.self))
        case .logKeyRetired: self = .logKeyRetired(try body(LogKeyRetirement.self))
        }
    }
}

extension OfficialID {
    /// The actor of the charter's enactment; no official may bear this name.
    public static let founder: OfficialID = {
        guard let identifier = OfficialID("founder") else {
            preconditionFailure("well-formed identifier")
        }
        return identifier
    }()
}
