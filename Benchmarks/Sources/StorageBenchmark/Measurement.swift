import Foundation
import Storage

/// Does one piece of work over and over, in one or more tasks, for as long as was asked.
struct Measurement {
    /// What was done.
    struct Result {
        var operations = 0
        var nanoseconds: Int64 = 0
        /// What the process itself used of the processors.
        var processorMicroseconds: Int64 = 0

        var json: String {
            #"{"operations": \#(operations), "nanoseconds": \#(nanoseconds), "#
                + #""processor_microseconds": \#(processorMicroseconds)}"#
        }
    }

    /// Long enough for every connection to be there and every statement to be prepared.
    private static let warmUp = Duration.milliseconds(300)

    private let database: Database
    private let options: Options
    private let stored: Int

    init(_ database: Database, _ options: Options) async throws {
        self.database = database
        self.options = options
        if options.work == .prepare { try await Self.prepare(database, rows: options.rows) }
        stored = try await Self.count(database)
    }

    func run() async throws -> Result {
        if options.work == .prepare { return Result() }
        let reads = options.work == .read || options.work == .query
        guard !reads || stored > 0 else { throw Problem("there is nothing to read") }
        let before = try await measure(for: Self.warmUp)
        let result = try await measure(for: .milliseconds(options.milliseconds))
        if !reads {
            let wanted = stored + (before.operations + result.operations) * rowsPerOperation
            let found = try await Self.count(database)
            guard found == wanted else { throw Problem("\(found) rows, not \(wanted)") }
        }
        return result
    }

    private var rowsPerOperation: Int {
        options.work == .batch || options.work == .insert ? options.rows : 1
    }

    private func measure(for duration: Duration) async throws -> Result {
        let clock = ContinuousClock()
        let (start, used) = (clock.now, Self.processorMicroseconds())
        let end = start + duration
        let operations = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<options.tasks {
                group.addTask {
                    var count = 0
                    let work = work(of: number)
                    while clock.now < end {
                        try await work(count)
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        let elapsed = (clock.now - start).components
        return Result(
            operations: operations,
            nanoseconds: elapsed.seconds * 1_000_000_000 + elapsed.attoseconds / 1_000_000_000,
            processorMicroseconds: Self.processorMicroseconds() - used
        )
    }

    private static func processorMicroseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// One operation of a task; it is given how many the task has done.
    private func work(of task: Int) -> (Int) async throws -> Void {
        let database = database
        switch options.work {
        case .prepare: return { _ in }
        case .execute:
            return { _ = try await database.execute(Entries.insert, Entries.row($0)) }
        case .write:
            return { count in
                let row = Entries.row(count)
                _ = try await database.write { try $0.execute(Entries.insert, row) }
            }
        case .query:
            return { count in
                let key = key(count, task)
                try expectOne(try await database.query(Entries.select, [key]))
            }
        case .read:
            return { count in
                let key = key(count, task)
                try expectOne(try await database.read { try $0.query(Entries.select, [key]) })
            }
        case .batch:
            let rows = Entries.rows(options.rows)
            return { _ in
                _ = try await database.write { try $0.execute(Entries.insert, forEach: rows) }
            }
        case .insert:
            let rows = Entries.rows(options.rows)
            return { _ in
                try await database.write {
                    try $0.insert(rows, into: Entries.table, columns: Entries.columns)
                }
            }
        }
    }

    /// A step through all keys that is not in their order.
    private func key(_ count: Int, _ task: Int) -> SQLValue {
        .integer(Int64((count * options.tasks + task) * 7919 % stored + 1))
    }

    private func expectOne(_ rows: [SQLRow]) throws(Problem) {
        guard rows.count == 1 else { throw Problem("\(rows.count) rows under a key") }
    }

    private static func prepare(_ database: Database, rows: Int) async throws {
        try await database.write { writer in
            try writer.execute("DELETE FROM entries")
            try writer.insert(
                Entries.rows(rows).enumerated().map { [.integer(Int64($0 + 1))] + $1 },
                into: Entries.table,
                columns: ["id"] + Entries.columns
            )
        }
    }

    private static func count(_ database: Database) async throws -> Int {
        let rows = try await database.read { try $0.query("SELECT count(*) AS n FROM entries") }
        return Int(try rows[0].integer("n"))
    }
}
