/// A named protection that rules implement, such as purpose limitation.
public struct Safeguard: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .safeguard }
    /// The identifier.
    public let id: SafeguardID
    /// The safeguard's name.
    public let name: LocalizedText
    /// What it protects, in a sentence.
    public let text: String?
    /// The item of a framework behind it, such as `DPI Safeguards O3.26`.
    public let source: String?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period() }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { .governance("safeguards") }

    /// Makes a safeguard.
    public init(id: SafeguardID, name: LocalizedText, text: String? = nil, source: String? = nil) {
        self.id = id
        self.name = name
        self.text = text
        self.source = source
    }
}

/// A versioned specification with a status.
public struct Standard: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .standard }

    /// Where a standard stands in its life.
    public enum Status: String, Codable, Hashable, Sendable {
        case proposed
        case adopted
        case deprecated
        case retired
    }

    /// The identifier.
    public let id: StandardID
    /// The standard's name.
    public let name: LocalizedText
    /// The version it stands for.
    public let version: String
    /// Where it stands in its life.
    public let status: Status
    /// What it is a standard of.
    public let subject: SubjectPath
    /// Where its text is published.
    public let url: String?
    /// The licence of its text, an SPDX expression.
    public let licence: String?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period() }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { subject }

    /// Makes a standard.
    public init(
        id: StandardID,
        name: LocalizedText,
        version: String,
        status: Status,
        subject: SubjectPath,
        url: String? = nil,
        licence: String? = nil
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.status = status
        self.subject = subject
        self.url = url
        self.licence = licence
    }
}

/// A shared building block or software component, with steward, operator, maintenance and funding.
public struct Component: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .component }
    /// The identifier.
    public let id: ComponentID
    /// The component's name.
    public let name: LocalizedText
    /// The subject it serves.
    public let subject: SubjectPath
    /// The institution answerable for it.
    public let steward: InstitutionID?
    /// The institution that runs it.
    public let `operator`: InstitutionID?
    /// Who keeps it working: an institution or a named contractor or community.
    public let maintainer: String?
    /// Where its source is published.
    public let repository: String?
    /// Its licence, an SPDX expression.
    public let licence: String?
    /// The first moment for which no money is granted.
    public let fundedUntil: Instant?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period() }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { subject }

    /// Makes a component.
    public init(
        id: ComponentID,
        name: LocalizedText,
        subject: SubjectPath,
        steward: InstitutionID? = nil,
        operator: InstitutionID? = nil,
        maintainer: String? = nil,
        repository: String? = nil,
        licence: String? = nil,
        fundedUntil: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.subject = subject
        self.steward = steward
        self.operator = `operator`
        self.maintainer = maintainer
        self.repository = repository
        self.licence = licence
        self.fundedUntil = fundedUntil
    }
}

/// A dated exception to a check or a rule, granted by a body that may grant it; it always ends.
public struct Waiver: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .waiver }
    /// The identifier.
    public let id: WaiverID
    /// The code of the check that it waives, such as `W003`.
    public let check: String
    /// The subject for which it does.
    public let subject: SubjectPath
    /// Why.
    public let reason: String
    /// The first moment at which it holds.
    public let from: Instant?
    /// The first moment at which it no longer holds.
    public let until: Instant

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { subject }

    /// Makes a waiver.
    public init(
        id: WaiverID,
        check: String,
        subject: SubjectPath,
        reason: String,
        from: Instant? = nil,
        until: Instant
    ) {
        self.id = id
        self.check = check
        self.subject = subject
        self.reason = reason
        self.from = from
        self.until = until
    }
}
