/// Dense numbers for uids, found by the hash that every uid carries.
struct UIDTable: Sendable {
    /// The uids by number.
    private(set) var uids: [EntityUID] = []
    /// Numbers in an open hash table at most half full, whose size is a power of two; -1 is free.
    private var buckets: [Int32] = []

    var count: Int { uids.count }

    /// The number of a uid, or -1.
    func number(_ uid: EntityUID) -> Int32 {
        if buckets.isEmpty { return -1 }
        let mask = buckets.count - 1
        var bucket = uid.storedHash & mask
        while true {
            let number = buckets[bucket]
            if number < 0 || uids[Int(number)] == uid { return number }
            bucket = (bucket + 1) & mask
        }
    }

    /// The number of a uid, which is given one where it has none.
    mutating func add(_ uid: EntityUID) -> Int32 {
        let known = number(uid)
        if known >= 0 { return known }
        if uids.count * 2 >= buckets.count { grow() }
        let number = Int32(uids.count)
        uids.append(uid)
        place(number)
        return number
    }

    private mutating func grow() {
        buckets = [Int32](repeating: -1, count: max(16, buckets.count * 2))
        for number in uids.indices { place(Int32(number)) }
    }

    private mutating func place(_ number: Int32) {
        let mask = buckets.count - 1
        var bucket = uids[Int(number)].storedHash & mask
        while buckets[bucket] >= 0 { bucket = (bucket + 1) & mask }
        buckets[bucket] = number
    }
}
