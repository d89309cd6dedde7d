/// The numbers of uids and types that policies and entities name.
struct ScopeNumbers: Sendable {
    /// The uids; those of the store come first and have its numbers.
    private(set) var uids: UIDTable
    private var types: [CedarText: Int32] = [:]
    /// The number of the type by the number of the uid.
    private var typeOfUID: [Int32] = []

    init(_ entities: Entities) {
        uids = entities.table
        typeOfUID.reserveCapacity(uids.count)
        for uid in uids.uids { typeOfUID.append(addType(uid.typeName)) }
    }

    mutating func add(_ uid: EntityUID) -> Int32 {
        let number = uids.add(uid)
        if number == typeOfUID.count { typeOfUID.append(addType(uid.typeName)) }
        return number
    }

    mutating func addType(_ name: CedarText) -> Int32 {
        if let known = types[name] { return known }
        let number = Int32(types.count)
        types[name] = number
        return number
    }

    /// The number of a uid, or -1.
    func number(_ uid: EntityUID) -> Int32 { uids.number(uid) }

    /// The number of the type of a uid that has the given number, or -1.
    func type(_ uid: EntityUID, _ number: Int32) -> Int32 {
        number >= 0 ? typeOfUID[Int(number)] : types[uid.typeName] ?? -1
    }
}
