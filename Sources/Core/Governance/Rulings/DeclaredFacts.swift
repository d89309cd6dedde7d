/// What somebody declares about a call, and the register cannot know.
///
/// A ruling takes it as it is given: whoever asks for the ruling answers for where it comes from. A
/// fact that is left out is absent from the context of ``GovernanceSchema``, and a rule that needs it
/// refuses.
public struct DeclaredFacts: Codable, Hashable, Sendable {
    /// A consent to this use of the data.
    public struct Consent: Codable, Hashable, Sendable {
        /// Who can give a consent.
        public enum Giver: String, Codable, Hashable, Sendable {
            /// The person whose data are asked for.
            case person
            /// Whoever decides in that person's place.
            case guardian
        }

        /// Where the consent is kept; it names no person.
        public let reference: String
        /// Who gave it.
        public let givenBy: Giver
        /// What it was given for.
        public let purpose: String
        /// The moment from which it holds.
        public let given: Instant
        /// The first moment at which it no longer holds.
        public let until: Instant

        /// Makes a consent.
        public init(
            reference: String,
            givenBy: Giver,
            purpose: String,
            given: Instant,
            until: Instant
        ) {
            self.reference = reference
            self.givenBy = givenBy
            self.purpose = purpose
            self.given = given
            self.until = until
        }
    }

    /// The person whose data are asked for.
    public struct Person: Codable, Hashable, Sendable {
        /// Whether the law counts the person as a child.
        public let isMinor: Bool

        /// Makes a person.
        public init(isMinor: Bool) { self.isMinor = isMinor }
    }

    /// An emergency that an official declared.
    public struct Emergency: Codable, Hashable, Sendable {
        /// Where the case is kept; it names no person.
        public let reference: String
        /// The official who declared it.
        public let declaredBy: OfficialID
        /// When it was declared.
        public let declared: Instant
        /// When the access must have been reviewed.
        public let reviewDue: Instant

        /// Makes an emergency.
        public init(
            reference: String,
            declaredBy: OfficialID,
            declared: Instant,
            reviewDue: Instant
        ) {
            self.reference = reference
            self.declaredBy = declaredBy
            self.declared = declared
            self.reviewDue = reviewDue
        }
    }

    /// The consent that the call rests on.
    public let consent: Consent?
    /// The person whose data are asked for.
    public let person: Person?
    /// The emergency that the call is made in.
    public let emergency: Emergency?
    /// How many of the consumer's emergency accesses were not reviewed in time.
    public let overdueReviews: Int64?

    /// Nothing is declared.
    public static let none = DeclaredFacts()

    /// Makes the facts about a call.
    public init(
        consent: Consent? = nil,
        person: Person? = nil,
        emergency: Emergency? = nil,
        overdueReviews: Int64? = nil
    ) {
        self.consent = consent
        self.person = person
        self.emergency = emergency
        self.overdueReviews = overdueReviews
    }
}
