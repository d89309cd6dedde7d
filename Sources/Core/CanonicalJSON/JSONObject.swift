/// The members of a JSON object, in source order, each key once.
///
/// Keys are compared by their UTF-8 bytes: two keys that are canonically equivalent Unicode but
/// written with other scalars are two keys.
public struct JSONObject: Sendable {
    /// One member.
    public typealias Element = (key: String, value: JSON)

    /// Objects up to this size are searched in order; larger ones have an index.
    private static let linearLimit = 12

    /// A struct rather than a tuple: the runtime copies and destroys tuples member by member.
    private struct Member {
        var key: String
        var value: JSON
    }

    private var members: [Member] = []
    // INVARIANT: empty while `members.count <= linearLimit`, else maps each key to its position.
    private var positions: [ByteKey: Int] = [:]

    /// Makes an object without members.
    public init() {}

    /// Makes an object of members; of a key given twice the last value stays.
    public init(_ members: some Sequence<(key: String, value: JSON)>) {
        for member in members { self[member.key] = member.value }
    }

    /// Reads, replaces, adds or (with `nil`) removes the member of a key.
    ///
    /// Reading and adding take constant time; removing takes time linear in the object's size.
    public subscript(key: String) -> JSON? {
        get {
            position(of: key).map { members[$0].value }
        }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): members[position].value = value
            case (nil, let value?): append(key, value)
            case (let position?, nil): remove(at: position)
            case (nil, nil): break
            }
        }
    }

    /// The keys in source order.
    public var keys: [String] { members.map(\.key) }

    /// Where a key's member stands.
    func position(of key: String) -> Int? {
        if members.count > Self.linearLimit { return positions[ByteKey(key)] }
        return members.firstIndex { $0.key.hasSameBytes(as: key) }
    }

    /// The positions of the members by UTF-16 code units of their keys (RFC 8785, section 3.2.3).
    func canonicalOrder() -> [Int] {
        var order = Array(members.indices)
        guard members.count > Self.linearLimit else {
            insertionSort(&order)
            return order
        }
        order.sort { members[$0].key.precedesInUTF16(members[$1].key) }
        return order
    }

    private func insertionSort(_ order: inout [Int]) {
        for end in order.indices.dropFirst() {
            var place = end
            while place > 0,
                members[order[place]].key.precedesInUTF16(members[order[place - 1]].key)
            {
                order.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    /// Makes room for a typical number of members at once.
    mutating func reserveForParsing() {
        members.reserveCapacity(4)
    }

    /// Adds a member whose key is known to be new.
    mutating func append(_ key: String, _ value: JSON) {
        members.append(Member(key: key, value: value))
        guard members.count > Self.linearLimit else { return }
        if positions.isEmpty {
            rebuildPositions()
        } else {
            positions[ByteKey(key)] = members.count - 1
        }
    }

    private mutating func remove(at position: Int) {
        members.remove(at: position)
        positions.removeAll()
        if members.count > Self.linearLimit { rebuildPositions() }
    }

    private mutating func rebuildPositions() {
        positions.reserveCapacity(members.count)
        for (position, member) in members.enumerated() {
            positions[ByteKey(member.key)] = position
        }
    }
}

extension JSONObject: RandomAccessCollection {
    /// Always 0.
    public var startIndex: Int { 0 }

    /// The number of members.
    public var endIndex: Int { members.count }

    /// The member at a position in source order.
    public subscript(position: Int) -> (key: String, value: JSON) {
        let member = members[position]
        return (member.key, member.value)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// Makes an object from a literal; of a key given twice the last value stays.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        for (key, value) in elements { self[key] = value }
    }
}

extension JSONObject: Hashable {
    /// Whether both objects have equal members, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        JSON.object(left) == JSON.object(right)
    }

    /// Feeds the number of members and the keys, in a way that ignores their order.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        var sum = 0
        for member in members {
            // A fresh hasher carries the process's seed, so the sum cannot be steered from outside.
            var one = Hasher()
            member.key.hashBytes(into: &one)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}
