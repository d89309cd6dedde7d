internal import Governance

extension Instant {
    /// The date alone where the instant is the start of a day in UTC, else date and time.
    var portalText: String {
        milliseconds % 86_400_000 == 0 ? dateText : description
    }
}

/// Values of the register as templates show them.
extension PageScope {
    /// A moment for the template `date`.
    func date(_ instant: Instant) -> Fields {
        let iso = instant.portalText
        guard iso.utf8.count > 10 else { return ["iso": iso, "dateWords": iso] }
        return [
            "iso": iso,
            "dateWords": "\(instant.dateText) \(iso.dropFirst(11).prefix(5)) UTC",
        ]
    }

    /// A moment for the template `date`, or `false`.
    func date(_ instant: Instant?) -> Any { instant.map { date($0) as Fields } ?? false }

    /// A length of time in words.
    func span(_ span: Span) -> String {
        let parts = span.description.split(separator: " ").map(String.init)
        guard parts.count == 2, words.texts["span_" + parts[1]] != nil else {
            return span.description
        }
        return words("span_" + parts[1], ["n": parts[0]])
    }

    /// A share in words.
    func share(_ share: Share) -> String {
        words(
            share.isStrict ? "share_more" : "share_least",
            [
                "f": "\(share.numerator)/\(share.denominator)",
                "base": words("base_\(share.base.rawValue)"),
            ]
        )
    }

    /// The name of an institution, or its identifier where the register no longer has it.
    func name(of institution: InstitutionID) -> String {
        lastText(institution.text, \.institutions).map { text($0.name) } ?? institution.text
    }

    /// The name of a body, or its identifier.
    func name(of body: BodyID) -> String {
        lastText(body.text, \.bodies).map { text($0.name) } ?? body.text
    }

    /// The name of an official, or its identifier.
    func name(of official: OfficialID) -> String {
        lastText(official.text, \.officials)?.name ?? official.text
    }

    /// The name of a subject, or its path.
    func name(of subject: SubjectPath) -> String {
        lastText(subject.text, \.subjects).map { text($0.name) } ?? subject.text
    }

    /// The text of an item that counts, last counted or will first count.
    func lastText<Row>(_ key: String, _ table: KeyPath<Register, Table<Row>>) -> Row? {
        register.state(of: key, in: table, at: view.instant).version?.value
    }

    /// A change in words: in English the register's own sentence.
    func sentence(_ effect: Effect) -> String {
        guard language != .english else { return effect.sentence }
        let key =
            switch effect {
            case .add: "effect_add"
            case .change: "effect_change"
            case .end: "effect_end"
            }
        let reference = effect.reference
        return words(
            key,
            ["kind": words("kind_\(reference.kind.rawValue)"), "key": reference.key]
        )
    }

    /// Where an item stands, with the class that colours it.
    func state(_ state: Register.ItemState) -> Fields {
        ["stateName": words("state_\(state.rawValue)"), "stateClass": state.rawValue]
    }
}
