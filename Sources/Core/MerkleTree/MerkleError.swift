/// Why a hash, a proof or a tree was refused.
public struct MerkleError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of refusal; the raw values are stable.
    public enum Code: String, Sendable, CaseIterable {
        /// A leaf that is not in the tree.
        case indexOutOfRange = "index_out_of_range"
        /// Tree sizes between which there is no proof.
        case sizeOutOfRange = "size_out_of_range"
        /// Too few or too many hashes for the tree's size.
        case wrongLength = "wrong_length"
        /// Text or bytes that are no hash.
        case malformedHash = "malformed_hash"
        /// The proof leads to another root.
        case rootMismatch = "root_mismatch"
        /// A hash the lookup did not give.
        case missingNode = "missing_node"
    }

    /// The kind of refusal.
    public var code: Code
    /// The reason for people, in lower case.
    public var reason: String

    /// Makes a refusal.
    public init(code: Code, reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }

    init(_ code: Code, _ reason: String) {
        self.init(code: code, reason: reason)
    }
}
