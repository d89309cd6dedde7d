internal import MerkleTree
public import Storage
public import TransparencyLog

/// What a log has signed and asked a witness to cosign, though it does not extend what the witness
/// cosigned before; together with that it may prove a fork.
///
/// It is kept by checkpoint, and whole. Of each log at most ``maximumOfALog`` are kept of either
/// kind, the oldest: nobody who sends more of them makes the witness forget the first.
public struct WitnessEvidence: Sendable, Hashable {
    /// The most that is kept of one log, of either kind.
    public static let maximumOfALog = 100

    /// The position among all, by time.
    public let number: Int
    /// When it came, in seconds since 1970 by the witness's clock.
    public let seconds: Int64
    /// Whether two trees of one size have two roots, so that the signatures alone prove a fork.
    ///
    /// Otherwise the tree is larger and the proof does not hold: the log forked, or whoever sent it
    /// sent a wrong proof.
    public let isContradiction: Bool
    /// What the log has signed.
    public let checkpoint: Checkpoint
    /// The signed checkpoint that the witness had cosigned then; nil where it was none.
    public let recorded: [UInt8]?
    /// The request as it came, with the log's signature.
    public let request: [UInt8]

    /// All that a witness has kept, the oldest first.
    ///
    /// - Parameter database: a database with ``WitnessSchema/migrations`` applied.
    /// - Returns: the requests.
    /// - Throws: a `DatabaseError`, or a `LogError` where a request cannot be read any more.
    public static func all(in database: Database) async throws -> [WitnessEvidence] {
        try await database.query(
            "SELECT number, seconds, is_contradiction, recorded, request FROM witness_evidence "
                + "ORDER BY number"
        ).map { row in
            let request = try row.blob("request")
            return WitnessEvidence(
                number: Int(try row.integer("number")),
                seconds: try row.integer("seconds"),
                isContradiction: try row.flag("is_contradiction"),
                checkpoint: try AddCheckpoint(parsing: request).checkpoint.checkpoint,
                recorded: try row.optionalBlob("recorded"),
                request: request
            )
        }
    }

    /// Keeps a request, unless its checkpoint is kept already or there are enough of its kind.
    ///
    /// - Parameters:
    ///   - request: the request, which a key of the log has signed.
    ///   - bytes: the request as it came.
    ///   - recorded: what the witness has cosigned of that log.
    ///   - note: that as a signed note.
    ///   - seconds: the time in seconds since 1970.
    ///   - writer: the transaction in which the request was ruled on.
    /// - Throws: a `DatabaseError`.
    static func keep(
        _ request: AddCheckpoint,
        as bytes: [UInt8],
        against recorded: WitnessRuling.Record,
        _ note: [UInt8]?,
        at seconds: Int64,
        _ writer: Writer
    ) throws {
        let checkpoint = request.checkpoint.checkpoint
        let isOfOneSize = checkpoint.size == recorded.size
        // What was cosigned, with hashes beside it, says nothing against the log.
        if isOfOneSize, checkpoint.root == recorded.root { return }
        try writer.execute(
            """
            INSERT INTO witness_evidence
                (origin_sha256, size, root, is_contradiction, seconds, recorded, request)
            SELECT $1, $2, $3, $4, $5, $6, $7
            WHERE (
                SELECT count(*) FROM witness_evidence
                WHERE origin_sha256 = $1 AND is_contradiction = $4
            ) < $8
            ON CONFLICT (origin_sha256, size, root) DO NOTHING
            """,
            [
                .text(Witness.name(of: checkpoint.origin)), .integer(Int64(checkpoint.size)),
                .blob(checkpoint.root.bytes), .integer(isOfOneSize ? 1 : 0), .integer(seconds),
                note.map { .blob($0) } ?? .null, .blob(bytes), .integer(Int64(maximumOfALog)),
            ]
        )
    }

    /// Forgets a checkpoint that the witness cosigns after all: only its proof had been wrong.
    static func forget(_ checkpoint: Checkpoint, _ writer: Writer) throws {
        try writer.execute(
            "DELETE FROM witness_evidence WHERE origin_sha256 = $1 AND size = $2 AND root = $3",
            [
                .text(Witness.name(of: checkpoint.origin)), .integer(Int64(checkpoint.size)),
                .blob(checkpoint.root.bytes),
            ]
        )
    }
}
