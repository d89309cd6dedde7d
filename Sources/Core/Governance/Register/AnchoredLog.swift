/// A log of an institution with all its anchors.
public struct AnchoredLog: Hashable, Sendable {
    /// Which log it is.
    public struct Place: Hashable, Sendable {
        /// The institution that keeps it.
        public let institution: InstitutionID
        /// Its name.
        public let origin: LogOrigin
    }

    /// One anchor as recorded.
    public struct Recorded: Codable, Hashable, Sendable {
        /// How many records the log held.
        public let size: Int
        /// The root of the tree, or the hash of the last record.
        public let root: Digest
        /// Who stated it.
        public let official: OfficialID
        /// When it was recorded.
        public let time: Instant
        /// The sequence of the entry that recorded it.
        public let position: Int
    }

    /// Which log it is.
    public let place: Place
    /// How it binds its records.
    public let form: Anchor.Form
    /// The anchors in the order of their recording, so by size; never none.
    public private(set) var anchors: [Recorded]
    /// A digest over all anchors, by which the register's root commits to them.
    public private(set) var digest: Digest

    init(_ place: Place, form: Anchor.Form, first: Recorded) {
        self.place = place
        self.form = form
        anchors = []
        digest = Digest(of: [])
        append(first)
    }

    mutating func append(_ anchor: Recorded) {
        anchors.append(anchor)
        let line =
            "\(digest) \(anchor.size) \(anchor.root) \(anchor.official) \(anchor.time) "
            + "\(anchor.position)\n"
        digest = Digest(of: Array(line.utf8))
    }
}

extension AnchoredLog: Encodable {
    private enum CodingKeys: String, CodingKey {
        case institution
        case origin
        case form
        case count
        case digest
        case latest
    }

    /// Writes what the register's root covers: the last anchor, and a digest over all of them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(place.institution, forKey: .institution)
        try container.encode(place.origin, forKey: .origin)
        try container.encode(form, forKey: .form)
        try container.encode(anchors.count, forKey: .count)
        try container.encode(digest, forKey: .digest)
        try container.encodeIfPresent(anchors.last, forKey: .latest)
    }
}

extension Register {
    /// The anchored logs, by institution and then by name.
    var sortedAnchoredLogs: [AnchoredLog] {
        anchoredLogs.values.sorted { left, right in
            let (mine, theirs) = (left.place, right.place)
            return mine.institution == theirs.institution
                ? mine.origin < theirs.origin : mine.institution < theirs.institution
        }
    }

    /// The logs of an institution of which heads are anchored, by name.
    public func anchoredLogs(of institution: InstitutionID) -> [AnchoredLog] {
        sortedAnchoredLogs.filter { $0.place.institution == institution }
    }
}

extension RegisterView {
    /// The anchors of an institution's logs that were recorded up to the view's moment and position;
    /// logs without any are left out.
    public func anchors(
        of institution: InstitutionID
    ) -> [(log: AnchoredLog, anchors: ArraySlice<AnchoredLog.Recorded>)] {
        register.anchoredLogs(of: institution).compactMap { log in
            let known = log.anchors.prefix { $0.time <= instant && $0.position <= position }
            return known.isEmpty ? nil : (log, known)
        }
    }
}
