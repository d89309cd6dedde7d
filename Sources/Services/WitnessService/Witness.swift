internal import BaseEncoding
internal import Crypto
internal import MerkleTree
public import Storage
public import TransparencyLog

/// A witness of transparency logs: it cosigns each log's checkpoints as long as each extends the one
/// before (C2SP tlog-witness).
///
/// INVARIANT: a cosignature leaves the witness only when the record of it is durable, and the record
/// is compared and replaced in one transaction. So of two checkpoints that contradict each other it
/// cosigns one at most, whatever is asked at once and whenever it is killed.
public final class Witness: Sendable {
    /// What a witness makes of a request.
    public enum Answer: Sendable, Hashable {
        /// The signature line of the witness.
        case cosigned([UInt8])
        /// Why it did not sign, which is never ``WitnessRuling/cosign(_:)``.
        case refused(WitnessRuling)
    }

    /// How old a signature may be that is given again in place of a new one, in seconds.
    ///
    /// Anyone can repeat a log's last checkpoint, and must not make the witness write each time.
    private static let repeatSeconds: Int64 = 5

    private let database: Database
    private let signer: NoteSigner
    private let logs: [NoteVerifier]
    private let now: @Sendable () -> Int64

    /// Opens a witness, and checks what it has recorded.
    ///
    /// - Parameters:
    ///   - database: a database with ``WitnessSchema/migrations`` applied.
    ///   - signer: the witness's key, of the algorithm `cosignature`.
    ///   - logs: the keys of the logs that it cosigns; several keys may have one origin.
    ///   - now: the time in seconds since 1970.
    /// - Throws: ``WitnessServiceError``, or a `DatabaseError`.
    public init(
        database: Database,
        signer: NoteSigner,
        logs: [NoteVerifier],
        now: @escaping @Sendable () -> Int64
    ) async throws {
        guard signer.verifier.algorithm == .cosignature else {
            throw WitnessServiceError(
                .wrongKey,
                "the key `\(signer.verifier.name)` is not a cosigner's"
            )
        }
        self.database = database
        self.signer = signer
        self.logs = logs
        self.now = now
        try await check()
    }

    /// The witness's public key.
    public var verifier: NoteVerifier { signer.verifier }

    /// Rules on the body of an add-checkpoint request.
    ///
    /// What a log has signed and does not extend its past is kept: see ``WitnessEvidence``.
    ///
    /// - Throws: a `DatabaseError` or a `LogError`; nothing is signed then.
    public func add(_ body: [UInt8]) async throws -> Answer {
        let request: AddCheckpoint
        do {
            request = try AddCheckpoint(parsing: body)
        } catch {
            return .refused(.malformed(error.reason))
        }
        if let refusal = WitnessRuling.refusal(of: request, from: logs) {
            return .refused(refusal)
        }
        let origin = request.checkpoint.checkpoint.origin
        let keys = WitnessRuling.keys(of: origin, among: logs)
        let (signer, seconds) = (signer, now())
        return try await database.write { writer in
            let stored = try Self.stored(Self.name(of: origin), writer.query)
            let ruling = WitnessRuling.rule(on: request, recorded: stored?.record ?? .none)
            guard case .cosign(let record) = ruling else {
                if case .inconsistent = ruling {
                    try WitnessEvidence.keep(
                        request,
                        as: body,
                        against: stored?.record ?? .none,
                        stored?.note,
                        at: seconds,
                        writer
                    )
                }
                return .refused(ruling)
            }
            if let stored, stored.record == record,
                let line = try Self.recentLine(of: stored, by: signer.verifier, at: seconds),
                try SignedCheckpoint(parsing: stored.note).note.text
                    == request.checkpoint.note.text
            {
                return .cosigned(line)
            }
            var signed = try request.checkpoint.keeping(keys)
            try signed.cosign(with: signer, timestampSeconds: seconds)
            guard let line = signed.signatureLine(of: signer.verifier) else {
                throw WitnessServiceError(.wrongKey, "the key did not sign")
            }
            try Self.store(signed, writer)
            try WitnessEvidence.forget(signed.checkpoint, writer)
            return .cosigned(line)
        }
    }

    /// The last checkpoint of a log that was cosigned, with the log's signatures and the witness's.
    ///
    /// - Parameter name: the SHA-256 of the log's origin in lower-case hexadecimal.
    /// - Returns: the signed note; `nil` where the witness has cosigned nothing of that log.
    /// - Throws: a `DatabaseError`.
    public func checkpoint(ofLogNamed name: String) async throws -> [UInt8]? {
        try await database.read { try Self.stored(name, $0.query)?.note }
    }

    /// What logs have signed that does not extend what was cosigned, the oldest first.
    ///
    /// - Throws: a `DatabaseError` or a `LogError`.
    public func evidence() async throws -> [WitnessEvidence] {
        try await WitnessEvidence.all(in: database)
    }

    /// The name under which monitors ask for a log: the SHA-256 of its origin, in hexadecimal.
    public static func name(of origin: String) -> String {
        Hexadecimal.encode(Array(SHA256.hash(data: Array(origin.utf8))))
    }

    // MARK: The records

    private struct Stored {
        let record: WitnessRuling.Record
        let note: [UInt8]
    }

    /// The record of a log, by a query of whichever transaction is open.
    private static func stored(
        _ name: String,
        _ query: (String, [SQLValue]) throws -> [SQLRow]
    ) throws -> Stored? {
        try query(
            "SELECT size, root, note FROM witness_record WHERE origin_sha256 = $1",
            [.text(name)]
        ).first.map { row in
            Stored(
                record: WitnessRuling.Record(
                    size: Int(try row.integer("size")),
                    root: try TreeHash(bytes: row.blob("root"))
                ),
                note: try row.blob("note")
            )
        }
    }

    private static func store(_ signed: SignedCheckpoint, _ writer: Writer) throws {
        let checkpoint = signed.checkpoint
        try writer.execute(
            """
            INSERT INTO witness_record (origin_sha256, origin, size, root, note)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (origin_sha256) DO UPDATE
            SET size = excluded.size, root = excluded.root, note = excluded.note
            """,
            [
                .text(name(of: checkpoint.origin)), .text(checkpoint.origin),
                .integer(Int64(checkpoint.size)), .blob(checkpoint.root.bytes),
                .blob(signed.bytes),
            ]
        )
    }

    private static func recentLine(
        of stored: Stored,
        by verifier: NoteVerifier,
        at seconds: Int64
    ) throws -> [UInt8]? {
        let signed = try SignedCheckpoint(parsing: stored.note)
        guard let time = signed.timestampSeconds(of: verifier), time <= seconds,
            time > seconds - repeatSeconds
        else { return nil }
        return signed.signatureLine(of: verifier)
    }

    /// Refuses to go on with records that are not this witness's.
    private func check() async throws {
        let rows = try await database.query(
            "SELECT origin_sha256, origin, size, root, note FROM witness_record ORDER BY origin"
        )
        for row in rows {
            let origin = try row.text("origin")
            let signed = try? SignedCheckpoint(parsing: row.blob("note"))
            guard let signed, try row.text("origin_sha256") == Self.name(of: origin),
                signed.checkpoint.origin.utf8.elementsEqual(origin.utf8),
                Int64(signed.checkpoint.size) == (try row.integer("size")),
                signed.checkpoint.root.bytes == (try row.blob("root")),
                signed.timestampSeconds(of: verifier) != nil
            else {
                throw WitnessServiceError(
                    .unreadable,
                    "the record of `\(origin)` was not cosigned by this key, or was changed: a "
                        + "witness that lost its records needs a new key"
                )
            }
        }
    }
}
