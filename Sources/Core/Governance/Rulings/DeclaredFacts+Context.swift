internal import Cedar

extension DeclaredFacts {
    /// Adds the members of the context that the facts make.
    func add(to members: inout [(String, Value)]) {
        if let consent {
            members.append(("consent", consent.value))
        }
        if let person {
            members.append(("person", .record(of: [("is_minor", .bool(person.isMinor))])))
        }
        if let emergency {
            members.append(("emergency", emergency.value))
        }
        if let overdueReviews {
            members.append(("overdue_reviews", .long(overdueReviews)))
        }
    }
}

extension DeclaredFacts.Consent {
    fileprivate var value: Value {
        .record(of: [
            ("reference", Value(reference)),
            ("given_by", Value(givenBy.rawValue)),
            ("purpose", Value(purpose)),
            ("given", .moment(given)),
            ("until", .moment(until)),
        ])
    }
}

extension DeclaredFacts.Emergency {
    fileprivate var value: Value {
        .record(of: [
            ("reference", Value(reference)),
            ("declared_by", .entity(RuleEntities.uid(declaredBy))),
            ("declared", .moment(declared)),
            ("review_due", .moment(reviewDue)),
        ])
    }
}

extension Value {
    /// A moment as a value of Cedar.
    static func moment(_ instant: Instant) -> Value {
        .datetime(CedarDatetime(milliseconds: instant.milliseconds))
    }
}
