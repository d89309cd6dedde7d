/// What a charter says of itself.
public struct CharterHead: Codable, Hashable, Sendable {
    /// The identifier of the register that the charter founds.
    public let id: RegisterID
    /// The country's or body's name.
    public let name: LocalizedText
    /// The instance code on the exchange, such as `CV` (the first part of every X-Road identifier).
    public let instance: String
    /// The charter's version, raised whenever its text changes.
    public let version: String?
    /// The month and day on which the fiscal year begins, such as `01-01` or `04-01`.
    public let fiscalYearStart: String?
    /// The institution that keeps the register.
    public let steward: InstitutionID?

    /// Makes the head of a charter.
    public init(
        id: RegisterID,
        name: LocalizedText,
        instance: String,
        version: String? = nil,
        fiscalYearStart: String? = nil,
        steward: InstitutionID? = nil
    ) {
        self.id = id
        self.name = name
        self.instance = instance
        self.version = version
        self.fiscalYearStart = fiscalYearStart
        self.steward = steward
    }
}

/// The content of a charter: its head and all the items it lists.
public struct CharterContent: Codable, Hashable, Sendable {
    /// What the charter says of itself.
    public var charter: CharterHead
    /// The items, in the order of the charter.
    public var items: [Item]

    /// Makes a charter's content.
    public init(charter: CharterHead, items: [Item]) {
        self.charter = charter
        self.items = items
    }
}

/// An article of the charter; the end of every chain of authority.
public struct Article: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .article }
    /// The identifier, such as `art-4`.
    public let id: ArticleID
    /// The article's heading.
    public let title: LocalizedText
    /// What the article says.
    public let text: String?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period() }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { .governance("charter") }

    /// Makes an article.
    public init(id: ArticleID, title: LocalizedText, text: String? = nil) {
        self.id = id
        self.title = title
        self.text = text
    }
}

/// A subject that the charter names, so that mistyped paths are found.
public struct Subject: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .subject }
    /// The path.
    public let path: SubjectPath
    /// The subject's name.
    public let name: LocalizedText
    /// Whether it is a building block, which needs a responsible operator.
    public let buildingBlock: Bool

    /// The identifier as text.
    public var key: String { path.text }
    /// When the item holds.
    public var period: Period { Period() }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { path }

    /// Makes a subject.
    public init(path: SubjectPath, name: LocalizedText, buildingBlock: Bool = false) {
        self.path = path
        self.name = name
        self.buildingBlock = buildingBlock
    }
}
