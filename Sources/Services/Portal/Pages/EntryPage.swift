internal import CanonicalJSON
internal import Governance
internal import MerkleTree
internal import TransparencyLog

extension PageScope {
    /// The longest entry that a page shows in full, in bytes.
    private static let shownBytes = 65_535

    /// One entry: what it says, its signature, its proof, and how to check both by hand.
    ///
    /// - Throws: ``PortalError/notFound``.
    func entryPage(_ text: String, _ log: PortalLog) async throws -> Page {
        guard text.utf8.count <= 18, let index = Int(text), index >= 0, String(index) == text,
            let bytes = try await log.entries(index..<index + 1).first
        else { throw PortalError.notFound }
        let leaf = try LogLeaf(recording: bytes)
        let proof = try await log.proof(index)
        let picture = ProofPicture(
            index: index,
            leaf: leaf.hash,
            steps: try proof.steps(from: leaf.hash),
            words: words
        )
        let fields: Fields = [
            "logHref": "/log" + query,
            "entriesHref": "/entries" + query,
            "index": String(index),
            "sizeWords": words("entry_bytes", bytes.count),
            "leafHash": leaf.hash.hexadecimal,
            "isLarge": leaf.largeEntry != nil,
            "entryJSON": pretty(bytes).map { $0 as Any } ?? false,
            "proofLead": words("proof_lead", log.size),
            "rootText": log.checkpoint.checkpoint.root.hexadecimal,
            "vkey": log.verifier.text,
        ]
        return Page(
            template: "entry",
            title: words("entry_title", index),
            path: "/entries/\(index)",
            fields: fields.merging(picture.fields) { own, _ in own }
                .merging(statement(bytes, index)) { own, _ in own }
        )
    }

    /// The entry for reading; nil where it is too long for a page, or no JSON.
    private func pretty(_ bytes: [UInt8]) -> String? {
        guard bytes.count <= Self.shownBytes else { return nil }
        return (try? JSON(parsing: bytes))?.prettyText()
    }

    /// Who stated what, and the signature under it.
    private func statement(_ bytes: [UInt8], _ index: Int) -> Fields {
        guard let entry = try? Entry(canonical: bytes) else { return ["said": false] }
        let statement = entry.statement
        let key =
            statement.actor == .founder
            ? register.founderKey
            : lastText(statement.actor.text, \.officials)?.keys.first { $0.id == statement.key }?
                .publicKey
        let said: Fields = [
            "entryTime": date(entry.time) as Fields,
            "entryKind": words("command_\(entry.command.kind.rawValue)"),
            "entryActor": name(of: statement.actor),
            "keyID": statement.key.text,
            "signature": entry.signed.signature.description,
            "publicKey": key.map { $0.description as Any } ?? false,
        ]
        return ["said": said.merging(about(entry, index)) { own, _ in own }]
    }
}
