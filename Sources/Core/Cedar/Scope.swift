/// What the scope of a policy demands of one of the three entities, in numbers.
///
/// Trivial on purpose: thousands are looked at for one request, and none is retained.
struct ScopeDemand: Sendable {
    enum Kind: UInt8, Sendable {
        case any, equal, within, withinAny, isType, isTypeWithin
    }

    let kind: Kind
    /// The number of an entity; of `withinAny` the start of the list.
    let number: Int32
    /// The number of a type; of `withinAny` the length of the list.
    let type: Int32

    init(_ kind: Kind, number: Int32 = -1, type: Int32 = -1) {
        self.kind = kind
        self.number = number
        self.type = type
    }

    /// Whether an entity satisfies the demand.
    func matches(_ member: borrowing RequestScope.Member, _ lists: [Int32]) -> Bool {
        switch kind {
        case .any: return true
        case .equal: return member.number == number
        case .within: return member.isWithin(number)
        case .withinAny: return firstMatch(member, lists) != nil
        case .isType: return member.type == type
        case .isTypeWithin: return member.type == type && member.isWithin(number)
        }
    }

    /// The first entity of a `withinAny` list that the member is, or is below.
    func firstMatch(_ member: borrowing RequestScope.Member, _ lists: [Int32]) -> Int32? {
        var index = Int(number)
        let end = index + Int(type)
        while index < end {
            if member.isWithin(lists[index]) { return lists[index] }
            index += 1
        }
        return nil
    }
}

/// The three entities of a request with their numbers.
struct RequestScope {
    struct Member {
        /// The number, or -1 when no policy or entity names the uid.
        let number: Int32
        /// The number of the type, or -1 when no policy or entity has it.
        let type: Int32
        /// The numbers of the ancestors, sorted.
        let ancestors: [Int32]

        func isWithin(_ target: Int32) -> Bool {
            number == target ? target >= 0 : ancestors.containsSorted(target)
        }
    }

    let principal: Member
    let action: Member
    let resource: Member
}
