internal import CanonicalJSON
public import Cedar

/// Writes policies in the other form.
public enum CedarTranslation {
    /// The Cedar syntax of a set, laid out.
    ///
    /// Policies named `policy0`, `policy1` … come in that order, so that they are named alike when
    /// the text is read; else they keep the order of the set, templates first.
    ///
    /// - Throws: `CedarError` with `unwritable` if the set has links.
    public static func text(of set: PolicySet) throws(CedarError) -> String {
        if let link = set.policies.first(where: { $0.templateID != nil }) {
            throw CedarError(
                .unwritable,
                "cedar syntax has no form for the link `\(link.id)`",
                hint: "keep links in a file of links"
            )
        }
        let policies = ordered(set)
        let limits = CedarForms.limits
        let printed = policies.map { CedarPrinter.text($0.body) }.joined(separator: "\n\n")
        let text = try CedarFormatter(limits: limits).format(printed)
        let again = try PolicySet(parsing: text, limits: limits)
        guard ordered(again).map(\.body) == policies.map(\.body) else {
            throw CedarError(.unwritable, "cedar syntax has no form for one of the policies")
        }
        return text
    }

    /// Whether the names of the policies are those that reading the text would give.
    public static func keepsNames(_ set: PolicySet) -> Bool {
        ordered(set).enumerated().allSatisfy { CedarText($1.id) == CedarText("policy\($0)") }
    }

    private static func ordered(_ set: PolicySet) -> [Policy] {
        let all = set.templates + set.policies
        let numbered = all.compactMap { policy in
            number(policy.id).map { (number: $0, policy: policy) }
        }
        guard numbered.count == all.count else { return all }
        return numbered.sorted { $0.number < $1.number }.map(\.policy)
    }

    private static func number(_ id: String) -> Int? {
        guard id.hasPrefix("policy"), let number = Int(id.dropFirst(6)), number >= 0 else {
            return nil
        }
        return number
    }
}
