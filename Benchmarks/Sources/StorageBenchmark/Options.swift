import Storage

/// What to measure, where, and for how long.
struct Options {
    /// The pieces of work that can be measured.
    enum Work: String, CaseIterable {
        /// Makes the table, empties it and fills it with rows; nothing is measured.
        case prepare
        /// One row by `Database.execute`, a transaction by itself.
        case execute
        /// One row by `Database.write`.
        case write
        /// One row read by its key in `Database.query`, a transaction by itself.
        case query
        /// One row read by its key in `Database.read`.
        case read
        /// Many rows by `Writer.execute(_:forEach:)` in one transaction.
        case batch
        /// Many rows by `Writer.insert(_:into:columns:)` in one transaction.
        case insert
    }

    static let help = """
        Measures one piece of work over a database, and prints what was done as JSON.

        usage: storage-benchmark --database LOCATION --work WORK [options]

          --database LOCATION  sqlite:PATH or postgres://HOST/DATABASE
          --work WORK          prepare, execute, write, query, read, batch or insert
          --rows N             rows in a batch, or in the prepared table (default 1)
          --tasks N            tasks that work at the same time (default 1)
          --milliseconds N     how long to measure (default 2000)
        """

    private(set) var database: DatabaseLocation = .memory
    private(set) var work = Work.prepare
    private(set) var rows = 1
    private(set) var tasks = 1
    private(set) var milliseconds = 2000

    init(arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let text = rest.popFirst() else { throw Problem("`\(name)` needs a value") }
            switch name {
            case "--database": database = try DatabaseLocation(parsing: text)
            case "--work":
                guard let work = Work(rawValue: text) else { throw Problem("no work `\(text)`") }
                self.work = work
            case "--rows": rows = try Self.number(text, upTo: 1_000_000)
            case "--tasks": tasks = try Self.number(text, upTo: 1000)
            case "--milliseconds": milliseconds = try Self.number(text, upTo: 600_000)
            default: throw Problem("there is no option `\(name)`; see --help")
            }
        }
    }

    private static func number(_ text: String, upTo limit: Int) throws(Problem) -> Int {
        guard let number = Int(text), (1...limit).contains(number) else {
            throw Problem("`\(text)` is not a number from 1 to \(limit)")
        }
        return number
    }
}

/// What is wrong with the options, or with what was measured.
struct Problem: Error {
    let sentence: String

    init(_ sentence: String) { self.sentence = sentence }
}
