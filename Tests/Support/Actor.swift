internal import Crypto
public import Governance

/// Someone who signs statements in a test, with a key that follows from the name.
///
/// The same official and key identifier give the same key pair in every run, so that a test needs no
/// random numbers and a failure can be repeated.
public struct Actor: Sendable {
    /// The official.
    public let id: OfficialID
    /// Which of the official's keys signs.
    public let key: Identifier<OfficialKey>
    private let seed: [UInt8]

    /// Makes the actor for an official and one of the official's keys.
    public init(_ id: OfficialID, key: Identifier<OfficialKey> = "k1") {
        self.id = id
        self.key = key
        seed = Array(SHA256.hash(data: Array("test key of \(id)/\(key)".utf8)))
    }

    /// The one who enacts a charter.
    public static let founder = Actor(.founder)

    /// The public half of the actor's key.
    public var publicKey: PublicKey {
        guard let key = PublicKey(bytes: Array(privateKey.publicKey.rawRepresentation)) else {
            preconditionFailure("an Ed25519 public key has 32 bytes")
        }
        return key
    }

    /// The key as a charter lists it.
    public func officialKey(from: Instant? = nil, until: Instant? = nil) -> OfficialKey {
        OfficialKey(id: key, publicKey: publicKey, from: from, until: until)
    }

    /// Signs any statement, also one that names another actor.
    public func sign(_ statement: Statement) throws(Refusal) -> SignedStatement {
        SignedStatement(
            statement: statement,
            signature: signature(over: try statement.signedBytes())
        )
    }

    /// States a command and signs it.
    public func state(
        _ command: Command,
        in register: RegisterID,
        at time: Instant
    ) throws(Refusal) -> SignedStatement {
        try sign(
            Statement(register: register, actor: id, key: key, issued: time, command: command)
        )
    }

    private var privateKey: Curve25519.Signing.PrivateKey {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            preconditionFailure("an Ed25519 seed has 32 bytes")
        }
        return key
    }

    /// The signature of the actor's key over any message.
    public func signature(of message: [UInt8]) -> Signature { signature(over: message) }

    private func signature(over bytes: [UInt8]) -> Signature {
        guard let made = try? privateKey.signature(for: bytes),
            let signature = Signature(bytes: Array(made))
        else { preconditionFailure("an Ed25519 signature has 64 bytes") }
        return signature
    }
}
