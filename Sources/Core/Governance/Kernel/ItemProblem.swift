/// Something wrong with one item, whatever the procedure by which it comes into the register.
public struct ItemProblem: Hashable, Sendable {
    /// The kinds of problems.
    public enum Kind: String, Hashable, Sendable {
        /// The item names another one that the register does not have.
        case unknownReference
        /// The item contradicts itself.
        case invalid
    }

    /// The kind of the problem.
    public let kind: Kind
    /// The item.
    public let item: ItemReference
    /// The member of the item that is wrong, as it is written in a charter.
    public let field: String
    /// The problem in a sentence.
    public let sentence: String
    /// How to mend it.
    public let help: String?
    /// The item that is named and does not exist.
    public let target: ItemReference?
}

extension RegisterView {
    /// What is wrong with an item, judged by itself and by the items it names.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - suggests: whether to look for the name that was meant, which is a comparison with every
    ///     name of the kind.
    /// - Returns: the problems, in the order of the members.
    public func problems(of item: Item, suggests: Bool = true) -> [ItemProblem] {
        var finder = ItemProblemFinder(view: self, item: item.reference, suggests: suggests)
        finder.check(period: item.value.period)
        switch item {
        case .article, .safeguard: break
        case .subject(let subject): finder.check(subject: subject.path, field: "path")
        case .institution(let institution): finder.check(institution)
        case .office(let office):
            finder.require(.institution, office.institution.text, "institution")
        case .official(let official): finder.check(official)
        case .procedure(let procedure): finder.check(procedure)
        case .body(let body): finder.check(body)
        case .mandate(let mandate): finder.check(mandate)
        case .standard(let standard): finder.check(subject: standard.subject)
        case .component(let component): finder.check(component)
        case .service(let service): finder.check(service)
        case .agreement(let agreement): finder.check(agreement)
        case .rule(let rule): finder.check(rule)
        case .waiver(let waiver): finder.check(subject: waiver.subject)
        }
        return finder.problems
    }
}

struct ItemProblemFinder {
    let view: RegisterView
    let item: ItemReference
    let suggests: Bool
    var problems: [ItemProblem] = []

    mutating func invalid(_ field: String, _ sentence: String, help: String? = nil) {
        problems.append(
            ItemProblem(
                kind: .invalid,
                item: item,
                field: field,
                sentence: sentence,
                help: help,
                target: nil
            )
        )
    }

    mutating func require(_ kind: ItemKind, _ key: String, _ field: String) {
        let target = ItemReference(kind: kind, key: key)
        guard !view.register.has(target, at: view.instant) else { return }
        problems.append(
            ItemProblem(
                kind: .unknownReference,
                item: item,
                field: field,
                sentence: "\(item) names \(target), which does not exist",
                help: nearest(to: key, of: kind).map { "did you mean `\($0)`?" },
                target: target
            )
        )
    }

    mutating func check(period: Period) {
        guard let from = period.from, let until = period.until, from >= until else { return }
        invalid(
            "until",
            "\(item) ends (\(until)) before it begins (\(from))",
            help: "`until` is the first moment at which it no longer holds"
        )
    }

    mutating func check(subject: SubjectPath, field: String = "subject") {
        let declared = view.register.subjects
        guard
            !subject.selfAndAncestors.contains(where: {
                declared.version(of: $0.text, at: view.instant)?.value != nil
            })
        else { return }
        problems.append(
            ItemProblem(
                kind: .unknownReference,
                item: item,
                field: field,
                sentence: "\(item) is about `\(subject)`, which no declared subject covers",
                help: nearest(to: subject.text, of: .subject).map { "did you mean `\($0)`?" },
                target: ItemReference(kind: .subject, key: subject.text)
            )
        )
    }

    mutating func checkUnique(_ keys: [String], _ field: String, _ what: String) {
        var seen: Set<String> = []
        for key in keys where !seen.insert(key).inserted {
            invalid(field, "\(item) has two \(what) named `\(key)`")
        }
    }

    private func nearest(to key: String, of kind: ItemKind) -> String? {
        // One item may name thousands that do not exist.
        guard suggests, problems.count < 20 else { return nil }
        return Spelling.nearest(to: key, among: view.register.keys(of: kind))
    }
}
