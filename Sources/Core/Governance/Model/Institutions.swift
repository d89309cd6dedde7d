/// A legal entity: ministry, agency, municipality, state company, civil-society member.
public struct Institution: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .institution }
    /// The identifier, and the member code on the exchange.
    public let id: InstitutionID
    /// The institution's name.
    public let name: LocalizedText
    /// The member class on the exchange, such as `GOV`, `MUN`, `COM` or `NGO`.
    public let memberClass: String
    /// The country of its seat, two letters (ISO 3166-1), such as `CV`; `nil` when not stated.
    public let country: String?
    /// The subsystems through which it takes part in the exchange.
    public let subsystems: [Identifier<Institution.Subsystem>]
    /// From when it exists; always when left out.
    public let from: Instant?
    /// The first moment at which it no longer exists.
    public let until: Instant?

    /// Names one information system of an institution.
    public enum Subsystem {}

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { .governance("institutions") }

    /// Makes an institution.
    public init(
        id: InstitutionID,
        name: LocalizedText,
        memberClass: String,
        country: String? = nil,
        subsystems: [Identifier<Subsystem>] = [],
        from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.memberClass = memberClass
        self.country = country
        self.subsystems = subsystems
        self.from = from
        self.until = until
    }
}

/// A post in an institution.
public struct Office: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .office }
    /// The identifier.
    public let id: OfficeID
    /// The institution the post belongs to.
    public let institution: InstitutionID
    /// The title of the post.
    public let title: LocalizedText
    /// From when the post exists.
    public let from: Instant?
    /// The first moment at which the post no longer exists.
    public let until: Instant?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { .governance("offices") }

    /// Makes an office.
    public init(
        id: OfficeID,
        institution: InstitutionID,
        title: LocalizedText,
        from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.id = id
        self.institution = institution
        self.title = title
        self.from = from
        self.until = until
    }
}

/// The natural person who holds an office for a term, with public keys.
public struct Official: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .official }
    /// The identifier.
    public let id: OfficialID
    /// The person's name, as officials act in public.
    public let name: String
    /// The office held.
    public let office: OfficeID
    /// The keys with which the official signs.
    public let keys: [OfficialKey]
    /// The first moment of the term.
    public let from: Instant?
    /// The first moment after the term.
    public let until: Instant?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { .governance("officials") }

    /// Makes an official.
    public init(
        id: OfficialID,
        name: String,
        office: OfficeID,
        keys: [OfficialKey],
        from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.office = office
        self.keys = keys
        self.from = from
        self.until = until
    }
}

/// An Ed25519 public key of an official (RFC 8032) and when it may be used.
public struct OfficialKey: Codable, Hashable, Sendable {
    /// The identifier, unique within the official's keys.
    public let id: Identifier<OfficialKey>
    /// The 32 bytes of the public key in base64 with padding (RFC 4648, section 4).
    public let publicKey: PublicKey
    /// The first moment at which a signature by the key counts.
    public let from: Instant?
    /// The first moment at which it no longer counts.
    public let until: Instant?
    /// The only statements that it may sign; any when left out.
    public let only: Use?

    /// What a key may be limited to, so that a machine can hold it.
    public enum Use: String, Codable, Hashable, Sendable, CaseIterable {
        /// Anchors of the institution's own logs.
        case anchors
    }

    /// When a signature by the key counts.
    public var period: Period { Period(from: from, until: until) }

    /// Makes a key record.
    public init(
        id: Identifier<OfficialKey>,
        publicKey: PublicKey,
        from: Instant? = nil,
        until: Instant? = nil,
        only: Use? = nil
    ) {
        self.id = id
        self.publicKey = publicKey
        self.from = from
        self.until = until
        self.only = only
    }
}
