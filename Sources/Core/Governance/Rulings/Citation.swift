/// The chain of authority: rule → act → body → mandate → act … → charter article.
public struct Citation: Codable, Hashable, Sendable {
    /// One link of the chain.
    public struct Link: Codable, Hashable, Sendable {
        /// What stands in the chain.
        public enum Kind: String, Codable, Hashable, Sendable {
            case rule
            case agreement
            case item
            case act
            case body
            case mandate
            case article
            case charter
        }

        /// The kind of the link.
        public let kind: Kind
        /// The identifier.
        public let id: String
        /// Its title or name in English, or its legal source.
        public let title: String?
        /// The sequence of the entry that recorded it.
        public let position: Int?
    }

    /// The links, from what is cited to the charter.
    public let chain: [Link]

    /// The chain on one line, identifiers joined by arrows.
    public var line: String {
        chain.map { "\($0.kind.rawValue) \($0.id)" }.joined(separator: " → ")
    }
}

extension RegisterView {
    /// The chain of authority of a rule; `nil` when the register does not know it.
    public func citation(of rule: RuleID) -> Citation? {
        citation(of: rule.text, in: \.rules, kind: .rule, title: \.name.english, on: \.subject)
    }

    /// The chain of authority of an agreement; `nil` when the register does not know it.
    public func citation(of agreement: AgreementID) -> Citation? {
        guard let value = lastText(of: agreement.text, in: \.agreements)?.value else { return nil }
        let subject = governedSubject(of: value)
        return citation(
            of: agreement.text,
            in: \.agreements,
            kind: .agreement,
            title: \.purposeOrService,
            on: { _ in subject }
        )
    }

    /// The chain of authority of a mandate; `nil` when the register does not know it.
    public func citation(of mandate: MandateID) -> Citation? {
        let links = links(
            fromMandate: mandate,
            lastText(of: mandate.text, in: \.mandates),
            depth: 0
        )
        return links.isEmpty ? nil : Citation(chain: links)
    }

    /// The chain of authority of an act; `nil` when the register does not know it.
    public func citation(of act: ActID) -> Citation? {
        guard let act = register.act(act) else { return nil }
        return Citation(chain: links(from: act, on: nil, depth: 0))
    }

    private func lastText<Row>(
        of key: String,
        in table: KeyPath<Register, Table<Row>>
    ) -> Table<Row>.Version? {
        register.state(of: key, in: table, at: instant, recordedBy: position).version
    }

    private func citation<Row>(
        of key: String,
        in table: KeyPath<Register, Table<Row>>,
        kind: Citation.Link.Kind,
        title: (Row) -> String,
        on subject: (Row) -> SubjectPath
    ) -> Citation? {
        guard let version = lastText(of: key, in: table), let value = version.value else {
            return nil
        }
        let link = Citation.Link(
            kind: kind,
            id: key,
            title: title(value),
            position: version.position
        )
        return Citation(
            chain: [link] + links(fromAct: version.act, on: subject(value), depth: 0)
        )
    }

    private func links(
        fromAct id: ActID?,
        on subject: SubjectPath?,
        depth: Int
    ) -> [Citation.Link] {
        guard let id, let act = register.act(id) else { return [charterLink()] }
        return links(from: act, on: subject, depth: depth)
    }

    private func links(
        from act: Act,
        on subject: SubjectPath?,
        depth: Int
    ) -> [Citation.Link] {
        let body = register.bodies.version(of: act.body.text, at: act.adopted)?.value
        let links = [
            Citation.Link(
                kind: .act,
                id: act.id.text,
                title: act.title,
                position: act.position
            ),
            Citation.Link(
                kind: .body,
                id: act.body.text,
                title: body?.name.english,
                position: nil
            ),
        ]
        let mandate =
            act.mandates.first { id in
                guard let subject,
                    let value = register.mandates.version(of: id.text, at: act.adopted)?.value
                else { return false }
                return value.subject.covers(subject)
            } ?? act.mandates.first
        guard let mandate else { return links }
        // The mandate as it stood when the act was taken: what the act itself, or a later one, made
        // of it is no authority for the act. Positions fall from link to link, so the chain ends.
        let version = register.mandates.version(
            of: mandate.text,
            at: act.adopted,
            recordedBy: act.position - 1
        )
        return links + self.links(fromMandate: mandate, version, depth: depth + 1)
    }

    /// A mandate's link, then what it rests on: its act, or the article of the charter.
    private func links(
        fromMandate id: MandateID,
        _ version: Table<Mandate>.Version?,
        depth: Int
    ) -> [Citation.Link] {
        guard depth < 64, let version, let mandate = version.value else { return [] }
        let link = Citation.Link(
            kind: .mandate,
            id: id.text,
            title: mandate.legalSource,
            position: version.position
        )
        if let act = version.act {
            return [link] + links(fromAct: act, on: mandate.subject, depth: depth + 1)
        }
        guard let article = mandate.article else {
            guard let source = mandate.delegatedFrom else { return [link, charterLink()] }
            let parent = register.mandates.version(
                of: source.text,
                at: instant,
                recordedBy: version.position
            )
            return [link] + links(fromMandate: source, parent, depth: depth + 1)
        }
        let title = lastText(of: article.text, in: \.articles)?.value?.title.english
        return [
            link,
            Citation.Link(
                kind: .article,
                id: article.text,
                title: title,
                position: version.position
            ),
        ]
    }

    private func charterLink() -> Citation.Link {
        Citation.Link(
            kind: .charter,
            id: register.head?.id.text ?? "",
            title: register.head?.name.english,
            position: 0
        )
    }
}

extension Agreement {
    fileprivate var purposeOrService: String { purpose ?? "use of \(service)" }
}
