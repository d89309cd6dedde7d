public import CanonicalJSON
internal import Governance
public import Keys

extension RegisterClient {
    /// The body of the statement `key-rotated`: a new key, which signs for itself.
    ///
    /// - Parameters:
    ///   - official: whose key it will be.
    ///   - key: the new key.
    ///   - name: its name among the official's keys.
    /// - Returns: the body.
    /// - Throws: ``CompositionError`` when the server does not answer like a register.
    public func rotation(
        of official: String,
        to key: SigningKey,
        named name: String
    ) async throws -> JSON {
        guard let id = OfficialID(official),
            let register = try await get("/api/register")["charter"]?["id"]?.stringValue
                .flatMap({ RegisterID($0) }),
            let keyID = Identifier<OfficialKey>(name),
            let publicKey = PublicKey(bytes: key.verifyingKey.bytes)
        else { throw CompositionError("`\(official)` or `\(name)` is not an identifier") }
        let message = KeyRotation.possession(of: publicKey, official: id, register: register)
        guard let proof = Signature(bytes: try key.signature(for: message)) else {
            throw CompositionError("the key gave no Ed25519 signature")
        }
        let rotation = KeyRotation(key: keyID, publicKey: publicKey, proof: proof)
        return try JSONTreeEncoder().encode(rotation)
    }
}
