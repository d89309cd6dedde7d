extension Register {
    /// Where an item stands at a moment.
    public enum ItemState: String, Codable, Hashable, Sendable {
        /// Recorded, but its time has not come.
        case notYetInForce = "not-yet-in-force"
        case inForce = "in-force"
        /// Its dates have passed.
        case expired
        /// An act has ended it.
        case ended
        /// The register does not know it.
        case unknown
    }

    /// The text of an item that counts at `instant` and where the item stands then.
    ///
    /// For an item that is not in force the text is the one that last counted or will first count.
    public func state<Row>(
        of key: String,
        in table: KeyPath<Register, Table<Row>>,
        at instant: Instant,
        recordedBy position: Int = .max
    ) -> (state: ItemState, version: Table<Row>.Version?) {
        let history = self[keyPath: table].history(of: key).filter { $0.position <= position }
        guard let last = history.last(where: { $0.effective <= instant }) else {
            guard let first = history.first else { return (.unknown, nil) }
            return (.notYetInForce, first)
        }
        guard let value = last.value else {
            return (.ended, history.last { $0.value != nil && $0.effective <= instant })
        }
        switch value.period.relation(to: instant) {
        case .before: return (.notYetInForce, last)
        case .within: return (.inForce, last)
        case .after: return (.expired, last)
        }
    }

    /// Whether the register has an item of that kind and key that is not ended at `instant`.
    public func has(_ reference: ItemReference, at instant: Instant) -> Bool {
        value(of: reference, at: instant) != nil
    }

    /// The text of an item that counts at `instant`; `nil` when there is none.
    func value(of reference: ItemReference, at instant: Instant) -> (any RegisterItem)? {
        table(of: reference.kind).item(reference.key, at: instant)
    }

    /// Every text of an item that an act of `instant` touches: the one that counts then, and those
    /// recorded already whose time is still to come.
    func touchedTexts(of reference: ItemReference, at instant: Instant) -> [any RegisterItem] {
        let table = table(of: reference.kind)
        let current = table.item(reference.key, at: instant)
        return (current.map { [$0] } ?? []) + table.items(reference.key, after: instant)
    }

    /// The identifiers that the register has ever had of a kind.
    func keys(of kind: ItemKind) -> [String] { table(of: kind).keys }

    private func table(of kind: ItemKind) -> any ItemTable {
        switch kind {
        case .article: articles
        case .subject: subjects
        case .institution: institutions
        case .office: offices
        case .official: officials
        case .procedure: procedures
        case .body: bodies
        case .mandate: mandates
        case .safeguard: safeguards
        case .standard: standards
        case .component: components
        case .service: services
        case .agreement: agreements
        case .rule: rules
        case .waiver: waivers
        }
    }

    /// The item in force at `instant` under that key.
    func inForce<Row>(
        _ key: String,
        in table: KeyPath<Register, Table<Row>>,
        at instant: Instant
    ) -> Row? {
        guard let value = self[keyPath: table].version(of: key, at: instant)?.value,
            value.period.contains(instant)
        else { return nil }
        return value
    }
}

/// A table of items of any kind.
protocol ItemTable {
    var keys: [String] { get }
    func item(_ key: String, at instant: Instant) -> (any RegisterItem)?
    func items(_ key: String, after instant: Instant) -> [any RegisterItem]
}

extension Table: ItemTable {
    func item(_ key: String, at instant: Instant) -> (any RegisterItem)? {
        version(of: key, at: instant)?.value
    }

    func items(_ key: String, after instant: Instant) -> [any RegisterItem] {
        history(of: key).filter { $0.effective > instant }.compactMap(\.value)
    }
}
