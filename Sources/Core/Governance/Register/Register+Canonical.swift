internal import CanonicalJSON

/// A part of a register's canonical JSON, which can be made by itself; the parts one after the other
/// are the whole.
public struct RegisterPart: Sendable {
    private let opening: String
    private let rows: @Sendable () throws -> [JSON]
    private let closing: String

    init(
        opening: String,
        rows: @escaping @Sendable () throws -> [JSON],
        closing: String = ""
    ) {
        self.opening = opening
        self.rows = rows
        self.closing = closing
    }

    /// The bytes of this part.
    ///
    /// - Throws: a ``Refusal`` with code `malformed`; it cannot happen for a register that was made
    ///   from accepted entries.
    public func bytes() throws(Refusal) -> [UInt8] {
        do {
            var bytes = Array(opening.utf8)
            for (index, row) in try rows().enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes += try row.canonicalBytes()
            }
            return bytes + closing.utf8
        } catch {
            throw Refusal(.malformed, "the register has no canonical form: \(error)")
        }
    }
}

extension Register {
    /// One member of the register's JSON.
    private struct Member {
        let name: String
        /// How many rows it has; `nil` for a value that is no list.
        let count: Int?
        let rows: @Sendable (Range<Int>) throws -> [JSON]

        init(_ name: String, _ value: some Encodable & Sendable) {
            self.name = name
            count = nil
            rows = { _ in [try JSONTreeEncoder().encode(value)] }
        }

        init(_ name: String, list: [some Encodable & Sendable]) {
            self.name = name
            count = list.count
            rows = { range in try list[range].map { try JSONTreeEncoder().encode($0) } }
        }
    }

    /// The most rows of a part.
    private static let partRows = 256

    private var members: [Member] {
        var members = [
            Member("position", position), Member("time", time),
            Member("articles", list: articles.histories),
            Member("subjects", list: subjects.histories),
            Member("institutions", list: institutions.histories),
            Member("offices", list: offices.histories),
            Member("officials", list: officials.histories),
            Member("procedures", list: procedures.histories),
            Member("bodies", list: bodies.histories),
            Member("mandates", list: mandates.histories),
            Member("safeguards", list: safeguards.histories),
            Member("standards", list: standards.histories),
            Member("components", list: components.histories),
            Member("services", list: services.histories),
            Member("agreements", list: agreements.histories),
            Member("rules", list: rules.histories), Member("waivers", list: waivers.histories),
        ]
        if let head { members.append(Member("head", head)) }
        if let founderKey { members.append(Member("founder_key", founderKey)) }
        // Left out while empty, so that registers of before these entries keep their roots.
        members += [
            Member(
                "proposals",
                list: proposals.values.sorted { $0.text.proposal < $1.text.proposal }
            ),
            Member("acts", list: acts), Member("anchored_logs", list: sortedAnchoredLogs),
            Member("adopted_keys", list: adoptedKeys.sorted { $0.key < $1.key }.flatMap(\.value)),
            Member("revoked_keys", list: revokedKeys.values.sorted { $0.position < $1.position }),
            Member("log_keys", list: logKeys),
        ].filter { $0.count != 0 }
        // The names are ASCII, so this is their order in RFC 8785, section 3.2.3.
        return members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The register as canonical JSON (RFC 8785), in parts that can be made at the same time.
    public var canonicalParts: [RegisterPart] {
        var parts: [RegisterPart] = []
        for (index, member) in members.enumerated() {
            let opening = "\(index == 0 ? "{" : ",")\"\(member.name)\":"
            guard let count = member.count else {
                parts.append(RegisterPart(opening: opening, rows: { try member.rows(0..<0) }))
                continue
            }
            for first in stride(from: 0, to: max(1, count), by: Self.partRows) {
                let end = min(first + Self.partRows, count)
                parts.append(
                    RegisterPart(
                        opening: first == 0 ? opening + "[" : ",",
                        rows: { try member.rows(first..<end) },
                        closing: end == count ? "]" : ""
                    )
                )
            }
        }
        parts.append(RegisterPart(opening: "}", rows: { [] }))
        return parts
    }

    /// The register as canonical JSON (RFC 8785): equal registers have equal bytes.
    ///
    /// - Throws: a ``Refusal`` with code `malformed`; it cannot happen for a register that was made
    ///   from accepted entries.
    public func canonicalBytes() throws(Refusal) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in canonicalParts { bytes += try part.bytes() }
        return bytes
    }

    /// The digest of ``canonicalBytes()``, by which two registers are compared.
    ///
    /// - Throws: as ``canonicalBytes()`` does.
    public func root() throws(Refusal) -> Digest {
        var builder = DigestBuilder()
        for part in canonicalParts { builder.add(try part.bytes()) }
        return builder.digest
    }
}
