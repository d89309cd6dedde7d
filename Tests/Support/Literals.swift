public import Governance

// Tests write identifiers, dates, spans and shares as plain literals. A malformed literal is a
// mistake in the test and stops it.
//
// Mind that `OfficialID("x")` with a literal now means the literal itself (SE-0213), so a test of
// the failable initialiser passes a variable.

extension Identifier: ExpressibleByStringLiteral {
    /// Makes an identifier from a literal of a test.
    public init(stringLiteral value: String) {
        guard let identifier = Identifier(value) else {
            preconditionFailure("`\(value)` is not an identifier")
        }
        self = identifier
    }
}

extension LogOrigin: ExpressibleByStringLiteral {
    /// Makes the name of a log from a literal of a test.
    public init(stringLiteral value: String) {
        guard let origin = LogOrigin(value) else {
            preconditionFailure("`\(value)` is not the name of a log")
        }
        self = origin
    }
}

extension SubjectPath: ExpressibleByStringLiteral {
    /// Makes a path from a literal of a test.
    public init(stringLiteral value: String) {
        guard let path = SubjectPath(value) else {
            preconditionFailure("`\(value)` is not a subject")
        }
        self = path
    }
}

extension Instant: ExpressibleByStringLiteral {
    /// Makes an instant from a literal of a test.
    public init(stringLiteral value: String) {
        guard let instant = Instant(text: value) else {
            preconditionFailure("`\(value)` is not an instant")
        }
        self = instant
    }
}

extension Span: ExpressibleByStringLiteral {
    /// Makes a span from a literal of a test.
    public init(stringLiteral value: String) {
        guard let span = Span(text: value) else {
            preconditionFailure("`\(value)` is not a span")
        }
        self = span
    }
}

extension Share: ExpressibleByStringLiteral {
    /// Makes a share from a literal of a test.
    public init(stringLiteral value: String) {
        guard let share = Share(text: value) else {
            preconditionFailure("`\(value)` is not a share")
        }
        self = share
    }
}
