internal import CanonicalJSON

extension Register: Encodable {
    private enum CodingKeys: String, CodingKey {
        case head
        case founderKey
        case position
        case time
        case articles, subjects, institutions, offices, officials, procedures, bodies, mandates
        case safeguards, standards, components, services, agreements, rules, waivers
        case proposals
        case acts
        case anchoredLogs, adoptedKeys, revokedKeys, logKeys
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(head, forKey: .head)
        try container.encodeIfPresent(founderKey, forKey: .founderKey)
        try container.encode(position, forKey: .position)
        try container.encode(time, forKey: .time)
        try container.encode(articles, forKey: .articles)
        try container.encode(subjects, forKey: .subjects)
        try container.encode(institutions, forKey: .institutions)
        try container.encode(offices, forKey: .offices)
        try container.encode(officials, forKey: .officials)
        try container.encode(procedures, forKey: .procedures)
        try container.encode(bodies, forKey: .bodies)
        try container.encode(mandates, forKey: .mandates)
        try container.encode(safeguards, forKey: .safeguards)
        try container.encode(standards, forKey: .standards)
        try container.encode(components, forKey: .components)
        try container.encode(services, forKey: .services)
        try container.encode(agreements, forKey: .agreements)
        try container.encode(rules, forKey: .rules)
        try container.encode(waivers, forKey: .waivers)
        try container.encode(
            proposals.values.sorted { $0.text.proposal < $1.text.proposal },
            forKey: .proposals
        )
        try container.encode(acts, forKey: .acts)
        // Left out while empty, so that registers of before these entries keep their roots.
        try container.encode(sortedAnchoredLogs, forKey: .anchoredLogs)
        try container.encode(
            adoptedKeys.sorted { $0.key < $1.key }.flatMap(\.value),
            forKey: .adoptedKeys
        )
        try container.encode(
            revokedKeys.values.sorted { $0.position < $1.position },
            forKey: .revokedKeys
        )
        try container.encode(logKeys, forKey: .logKeys)
    }

    /// The register as canonical JSON (RFC 8785): equal registers have equal bytes.
    ///
    /// - Throws: a ``Refusal`` with code `malformed`; it cannot happen for a register that was made
    ///   from accepted entries.
    public func canonicalBytes() throws(Refusal) -> [UInt8] {
        do {
            return try JSONTreeEncoder().encode(self).canonicalBytes()
        } catch {
            throw Refusal(.malformed, "the register has no canonical form: \(error)")
        }
    }

    /// The digest of ``canonicalBytes()``, by which two registers are compared.
    ///
    /// - Throws: as ``canonicalBytes()`` does.
    public func root() throws(Refusal) -> Digest { Digest(of: try canonicalBytes()) }
}
