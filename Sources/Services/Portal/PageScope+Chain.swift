internal import Governance

/// Chains of authority as templates show them.
extension PageScope {
    /// The links of a chain, from what is cited to the charter.
    func chain(_ citation: Citation?) -> [Fields] {
        (citation?.chain ?? []).map { link in
            var fields: Fields = [
                "linkKind": words("kind_\(link.kind.rawValue)"),
                "linkID": link.id,
                "linkTitle": title(of: link) ?? false,
                "linkText": false,
                "linkHref": href(of: link) ?? false,
                "linkEntryHref": link.position.map { entryHref($0) } ?? false,
                "linkEntry": link.position.map { words("chain_entry", $0) } ?? false,
            ]
            if link.kind == .article, let text = lastText(link.id, \.articles)?.text {
                fields["linkText"] = text
            }
            return fields
        }
    }

    private func title(of link: Citation.Link) -> String? {
        switch link.kind {
        case .rule: lastText(link.id, \.rules).map { text($0.name) } ?? link.title
        case .body: lastText(link.id, \.bodies).map { text($0.name) } ?? link.title
        case .article: lastText(link.id, \.articles).map { text($0.title) } ?? link.title
        case .charter: register.head.map { text($0.name) } ?? link.title
        case .agreement, .item, .act, .mandate: link.title
        }
    }

    private func href(of link: Citation.Link) -> String? {
        switch link.kind {
        case .rule: self.link("/rules/\(link.id)")
        case .agreement: self.link("/agreements") + "#\(link.id)"
        case .act: "/acts/\(link.id)" + query
        case .body: self.link("/bodies/\(link.id)")
        case .mandate: lastText(link.id, \.mandates).map { self.link("/who/\($0.subject)") }
        case .item, .article, .charter: nil
        }
    }
}
