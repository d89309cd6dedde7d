/// A council or committee that decides; it has seats.
public struct Body: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .body }
    /// The identifier.
    public let id: BodyID
    /// The body's name.
    public let name: LocalizedText
    /// The seats, one vote each.
    public let seats: [Seat]
    /// The procedure for each class of proposal.
    ///
    /// A class that is not named cannot be proposed.
    public let procedures: [String: ProcedureID]
    /// The largest part of the seats that offices of one institution may fill.
    public let seatsPerInstitution: Share?
    /// From when the body exists.
    public let from: Instant?
    /// The first moment at which it no longer exists.
    public let until: Instant?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { .governance("bodies") }

    /// Makes a body.
    public init(
        id: BodyID,
        name: LocalizedText,
        seats: [Seat],
        procedures: [String: ProcedureID],
        seatsPerInstitution: Share? = nil,
        from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.seats = seats
        self.procedures = procedures
        self.seatsPerInstitution = seatsPerInstitution
        self.from = from
        self.until = until
    }
}

/// One vote in a body, filled by an office; vacant while it names no office or nobody holds it.
public struct Seat: Codable, Hashable, Sendable {
    /// The identifier, unique within the body.
    public let id: SeatID
    /// The office whose holder votes; `nil` for a seat that is vacant by decision.
    public let office: OfficeID?
    /// The first moment of the seat's term.
    public let from: Instant?
    /// The first moment after the seat's term.
    public let until: Instant?

    /// When the seat is filled by its office.
    public var period: Period { Period(from: from, until: until) }

    /// Makes a seat.
    public init(id: SeatID, office: OfficeID?, from: Instant? = nil, until: Instant? = nil) {
        self.id = id
        self.office = office
        self.from = from
        self.until = until
    }
}
