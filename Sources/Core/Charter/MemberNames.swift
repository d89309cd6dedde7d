internal import CanonicalJSON
internal import Governance

/// The names of an item's members, by which mistyped ones are recognised.
///
/// A test holds them against the members that complete items have when they are written out.
struct MemberNames {
    let own: [String]
    /// The names within the elements of a list.
    let nested: [String: [String]]

    init(_ own: String, nested: [String: String] = [:]) {
        self.own = Self.words(own)
        self.nested = nested.mapValues(Self.words)
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    /// The names that may stand in the mapping at a path.
    func names(at path: some Collection<JSONCodingError.PathStep>) -> [String] {
        guard case .key(let list)? = path.first else { return own }
        return nested[list] ?? []
    }

    /// The values that the member at a path may have, where they are few.
    func choices(for path: [JSONCodingError.PathStep]) -> [String] {
        guard case .key(let name)? = path.last else { return [] }
        return switch name {
        case "function": Function.allCases.map(\.rawValue)
        case "rank": Rank.allCases.map(\.rawValue)
        case "status": ["proposed", "adopted", "deprecated", "retired"]
        case "proposers": ["seats", "officials"]
        case "only": ["anchors"]
        default: []
        }
    }

    static let head = MemberNames("id name instance version fiscal_year_start steward")

    static func of(_ kind: ItemKind) -> MemberNames {
        switch kind {
        case .article: MemberNames("id title text")
        case .subject: MemberNames("path name building_block")
        case .institution: MemberNames("id name member_class country subsystems from until")
        case .office: MemberNames("id institution title from until")
        case .official:
            MemberNames(
                "id name office keys from until",
                nested: ["keys": "id public_key from until only"]
            )
        case .procedure:
            MemberNames(
                "id name proposers seconds notice consultation answers_comments quorum rounds "
                    + "closes_early needs_consent interval standstill",
                nested: ["rounds": "threshold window after next_round_if"]
            )
        case .body:
            MemberNames(
                "id name seats procedures seats_per_institution from until",
                nested: ["seats": "id office from until"]
            )
        case .mandate:
            MemberNames(
                "id institution body function subject exclusive rank legal_source article "
                    + "delegable delegated_from from until"
            )
        case .safeguard: MemberNames("id name text source")
        case .standard: MemberNames("id name version status subject url licence")
        case .component:
            MemberNames(
                "id name subject steward operator maintainer repository licence funded_until"
            )
        case .service:
            MemberNames(
                "id institution subsystem code name subject standards description "
                    + "data_categories from until"
            )
        case .agreement:
            MemberNames(
                "id provider consumer service purpose legal_basis data_categories retention "
                    + "from until"
            )
        case .rule: MemberNames("id name subject safeguards cedar review from until")
        case .waiver: MemberNames("id check subject reason from until")
        }
    }
}
