public import Governance

extension CharterContent {
    /// The charter with officials' keys of which the test has the private halves.
    ///
    /// Each key is replaced by the one of ``Actor``; the identifiers and dates of the keys stay.
    public func withGeneratedKeys() -> CharterContent {
        CharterContent(
            charter: charter,
            items: items.map { item in
                guard case .official(let official) = item else { return item }
                return .official(official.withGeneratedKeys())
            }
        )
    }
}

extension Official {
    /// The official with keys of ``Actor``; one named `k1` when there is none.
    public func withGeneratedKeys() -> Official {
        let generated = keys.map { key in
            Actor(id, key: key.id).officialKey(from: key.from, until: key.until)
        }
        return Official(
            id: id,
            name: name,
            office: office,
            keys: generated.isEmpty ? [Actor(id).officialKey()] : generated,
            from: from,
            until: until
        )
    }
}
