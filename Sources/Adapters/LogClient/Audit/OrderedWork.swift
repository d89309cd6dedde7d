/// Work that is done several pieces at a time, and taken in its order.
enum OrderedWork {
    /// Does the pieces of a range, of which some are under way ahead of the one that is taken next.
    ///
    /// - Parameters:
    ///   - range: the numbers of the pieces.
    ///   - width: how many are done at a time, 1 or more.
    ///   - piece: the work of a number, made when its turn to begin has come.
    ///   - take: takes what came of each, in the order of the numbers.
    /// - Throws: what a piece or `take` throws; the rest is then cancelled.
    static func run<Value: Sendable>(
        _ range: Range<Int>,
        width: Int,
        piece: (Int) -> @Sendable () async throws -> Value,
        take: (Value) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var waiting: [Int: Value] = [:]
            var started = range.lowerBound
            for next in range {
                while started < min(next + max(1, width), range.upperBound) {
                    let (number, work) = (started, piece(started))
                    group.addTask { (number, try await work()) }
                    started += 1
                }
                while waiting[next] == nil, let (number, value) = try await group.next() {
                    waiting[number] = value
                }
                guard let value = waiting.removeValue(forKey: next) else { return }
                try await take(value)
            }
        }
    }
}
