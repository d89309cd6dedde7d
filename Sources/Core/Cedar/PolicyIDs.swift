/// Identifiers of policies, in the order of their set.
///
/// A few of them need no memory of their own: they are places in the list that the compiled set
/// holds anyway.
public struct PolicyIDs: Sendable, Hashable, RandomAccessCollection, ExpressibleByArrayLiteral,
    CustomStringConvertible
{
    private let all: [String]
    private let places: PlaceList

    init(all: [String], places: PlaceList) {
        self.all = all
        self.places = places
    }

    /// Makes a list of identifiers.
    public init(arrayLiteral elements: String...) {
        all = elements
        places = PlaceList(0..<elements.count)
    }

    /// The place of the first identifier.
    public var startIndex: Int { 0 }
    /// The place after the last identifier.
    public var endIndex: Int { places.count }
    /// The identifier at a place.
    public subscript(position: Int) -> String { all[Int(places[position])] }
    /// The identifiers as an array prints them.
    public var description: String { Array(self).description }

    /// Equality of the identifiers, compared by bytes.
    public static func == (left: PolicyIDs, right: PolicyIDs) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { CedarText($0) == CedarText($1) }
    }

    /// Hashes the identifiers.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for id in self { hasher.combine(CedarText(id)) }
    }
}

/// Places of policies, the first 32 without memory of their own.
struct PlaceList: Sendable {
    private static let inlineCount = 32

    private(set) var count = 0
    private var first = SIMD32<Int32>(repeating: 0)
    private var rest: [Int32] = []
    private var isSorted = true

    init() {}

    init(_ places: Range<Int>) {
        for place in places { append(Int32(place)) }
    }

    var isEmpty: Bool { count == 0 }

    subscript(index: Int) -> Int32 {
        index < Self.inlineCount ? first[index] : rest[index - Self.inlineCount]
    }

    mutating func append(_ place: Int32) {
        if count > 0, self[count - 1] > place { isSorted = false }
        if count < Self.inlineCount { first[count] = place } else { rest.append(place) }
        count += 1
    }

    /// Puts the places in order.
    mutating func sort() {
        if isSorted { return }
        isSorted = true
        if rest.isEmpty {
            // A handful, sorted where they are.
            for end in 1..<count {
                var index = end
                while index > 0, first[index - 1] > first[index] {
                    let place = first[index]
                    first[index] = first[index - 1]
                    first[index - 1] = place
                    index -= 1
                }
            }
            return
        }
        let sorted = ((0..<Self.inlineCount).map { first[$0] } + rest).sorted()
        for index in 0..<Self.inlineCount { first[index] = sorted[index] }
        rest = Array(sorted[Self.inlineCount...])
    }
}
