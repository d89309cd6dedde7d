internal import BaseEncoding
internal import CanonicalJSON
internal import MerkleTree
public import TransparencyLog

/// Two checkpoints of one log that do not go together, in a form that anyone can check.
public struct ForkEvidence: Sendable {
    /// The hash of an entry in a tree, with the proof that it stands there.
    struct Leaf: Sendable {
        let hash: TreeHash
        let path: [TreeHash]

        init(hash: TreeHash, path: [TreeHash]) {
            self.hash = hash
            self.path = path
        }

        init(
            _ index: Int,
            in tree: Checkpoint,
            _ reader: inout LogReader
        ) async throws(LogClientError) {
            let found = try await reader.inclusion(of: index, under: tree.root)
            hash = found.leaf
            path = found.proof.path
        }
    }

    /// The first entry at which two trees differ.
    struct Difference: Sendable {
        let index: Int
        let first: Leaf?
        let second: Leaf?
    }

    /// The checkpoint that was seen first.
    public let first: SignedCheckpoint
    /// The other one.
    public let second: SignedCheckpoint
    let difference: Difference?

    /// Two checkpoints, without more.
    public init(first: SignedCheckpoint, second: SignedCheckpoint) {
        self.init(first: first, second: second, difference: nil)
    }

    init(first: SignedCheckpoint, second: SignedCheckpoint, difference: Difference?) {
        self.first = first
        self.second = second
        self.difference = difference
    }

    /// Whether the evidence shows by itself that both cannot be of one history: the same size with
    /// other roots, or one place with two entries.
    var showsFork: Bool {
        let (old, new) = (first.checkpoint, second.checkpoint)
        if old.size == new.size { return old.root != new.root }
        guard let difference, let left = difference.first, let right = difference.second,
            left.hash != right.hash
        else { return false }
        return Self.stands(left, at: difference.index, in: old)
            && Self.stands(right, at: difference.index, in: new)
    }

    private static func stands(_ leaf: Leaf, at index: Int, in tree: Checkpoint) -> Bool {
        let proof = InclusionProof(index: index, size: tree.size, path: leaf.path)
        return (try? proof.verify(leaf: leaf.hash, root: tree.root)) != nil
    }

    private static let format = "cabildo audit evidence v1"
    /// The longest evidence worth reading, in bytes.
    public static let maximumBytes = 4 * Note.maximumBytes

    /// The evidence as JSON.
    func json(key: NoteVerifier?) -> JSON {
        func text(_ signed: SignedCheckpoint) -> JSON {
            .string(String(decoding: signed.bytes, as: UTF8.self))
        }
        func leaf(_ leaf: Leaf) -> JSON {
            .object([
                "leaf": .string(leaf.hash.base64),
                "path": .array(leaf.path.map { .string($0.base64) }),
            ])
        }
        var members: [(key: String, value: JSON)] = [
            ("format", .string(Self.format)), ("first", text(first)), ("second", text(second)),
        ]
        if let key { members.append(("key", .string(key.text))) }
        if let difference, let left = difference.first, let right = difference.second {
            members.append(
                (
                    "difference",
                    .object([
                        "index": .integer(Int64(difference.index)), "first": leaf(left),
                        "second": leaf(right),
                    ])
                )
            )
        }
        return .object(JSONObject(members))
    }

    /// Reads evidence that an audit kept.
    ///
    /// - Throws: ``LogClientError`` with code `unusable`.
    public init(parsing bytes: [UInt8]) throws(LogClientError) {
        do {
            let json = try JSON(parsing: bytes)
            guard json["format"]?.stringValue == Self.format,
                let left = json["first"]?.stringValue, let right = json["second"]?.stringValue
            else { throw LogClientError(.unusable, "it is not the evidence of an audit") }
            first = try SignedCheckpoint(parsing: Array(left.utf8))
            second = try SignedCheckpoint(parsing: Array(right.utf8))
            difference = try json["difference"].map { json in
                guard let number = json["index"]?.integerValue, let index = Int(exactly: number)
                else { throw LogClientError(.unusable, "the evidence has no index") }
                return Difference(
                    index: index,
                    first: try Self.leaf(json["first"]),
                    second: try Self.leaf(json["second"])
                )
            }
        } catch {
            throw LogClientError(.unusable, "the evidence cannot be read: \(error)")
        }
    }

    private static func leaf(_ json: JSON?) throws -> Leaf {
        let path = json?["path"]?.arrayValue ?? []
        return Leaf(
            hash: try TreeHash(base64: Array((json?["leaf"]?.stringValue ?? "").utf8)),
            path: try path.map { try TreeHash(base64: Array(($0.stringValue ?? "").utf8)) }
        )
    }
}
