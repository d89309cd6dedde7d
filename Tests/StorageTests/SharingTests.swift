import DatabaseSupport
import Storage
import Testing

@Suite("Locks, signals and keys") struct SharingTests {
    @Test(arguments: TestEngine.all)
    func `a lock has one holder, and each holding a greater fence`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let (one, other) = (try database.lock(named: "l"), try database.lock(named: "l"))
        let first = try await one.acquire()
        let waiting = Task { try await other.acquire() }
        await one.release()
        let second = try await waiting.value

        #expect(second.number > first.number)
        await other.close()
        await one.close()
    }

    @Test(arguments: TestEngine.all)
    func `a transaction that depends on a lost lock takes no effect`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let (one, other) = (try database.lock(named: "l"), try database.lock(named: "l"))
        let first = try await one.acquire()
        try await database.write { writer in
            try writer.hold(first)
            try writer.execute(insert, ["a", 1])
        }
        await one.release()
        let second = try await other.acquire()

        let found = try await code {
            try await database.write { writer in
                try writer.hold(first)
                try writer.execute(insert, ["b", 1])
            }
        }
        try await database.write { try $0.hold(second) }

        #expect(found == .fenced)
        #expect(try await count(database) == 1)
        await other.close()
        await one.close()
    }

    @Test(arguments: TestEngine.all)
    func `locks of other names do not wait for each other`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let (one, other) = (try database.lock(named: "a"), try database.lock(named: "b"))

        #expect(try await one.acquire().number == 1)
        #expect(try await other.acquire().number == 1)
        await other.close()
        await one.close()
    }

    @Test(arguments: TestEngine.all)
    func `a lock that is held for too long is refused as busy`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts]) {
            $0.transactionTimeout = .seconds(1)
        }
        let (one, other) = (try database.lock(named: "l"), try database.lock(named: "l"))
        _ = try await one.acquire()

        #expect(try await code { try await other.acquire() } == .busy)
        await one.release()
        _ = try await other.acquire()
        await other.close()
        await one.close()
    }

    @Test(arguments: TestEngine.all)
    func `a signal comes after the commit, and none after a rollback`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        var signals = database.signals(on: "news").makeAsyncIterator()
        // PostgreSQL signals once by itself, when it has begun to listen.
        if engine == .postgres { _ = await signals.next() }

        _ = try? await database.write { writer in
            try writer.signal("news")
            try writer.execute("nonsense")
        }
        try await database.write { writer in
            try writer.execute(insert, ["a", 1])
            try writer.signal("news")
        }
        _ = await signals.next()

        // Had the rollback signalled, this would be the state of before.
        #expect(try await count(database) == 1)
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `streams of signals end when the database is closed`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let stream = database.signals(on: "news")
        try await database.close()

        for await _ in stream {}
        for await _ in database.signals(on: "news") {}
    }

    @Test(arguments: TestEngine.all)
    func `work with a key is done once, and its result given again`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let results = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await database.write(once: "k") { writer in
                        try writer.execute(insert, [.text("n\(number)"), 1])
                        return [UInt8(number)]
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(Set(results).count == 1)
        #expect(try await count(database) == 1)
        #expect(
            try await code { try await database.write(once: "") { _ in [] } }
                == .invalidStatement
        )
        #expect(try await database.forgetResults(olderThan: .seconds(3600)) == 0)
    }

    @Test(arguments: TestEngine.all)
    func `work with a key that failed can be done again`(engine: TestEngine) async throws {
        struct Refused: Error {}
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        await #expect(throws: Refused.self) {
            try await database.write(once: "k") { _ in throw Refused() }
        }

        #expect(try await database.write(once: "k") { _ in [7] } == [7])
    }

    @Test(arguments: TestEngine.all)
    func `another reader sees the database while it is served`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let served = try await fresh.open([accounts])
        try await served.write { try $0.execute(insert, ["a", 1]) }
        let reading = try await fresh.open([accounts]) { $0.isReadOnly = true }

        #expect(try await count(reading) == 1)
        try await served.write { try $0.execute(insert, ["b", 1]) }
        #expect(try await count(reading) == 2)
        #expect(
            try await code { try await reading.execute(insert, ["c", 1]) }
                == .forbiddenStatement
        )
    }

    @Test(arguments: TestEngine.all)
    func `counts what it did`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts]) { $0.slowStatement = .zero }
        let before = database.metrics
        _ = try await count(database)
        try await database.execute(insert, ["a", 1])
        _ = try? await database.execute(insert, ["a", 1])
        let metrics = database.metrics

        #expect(metrics.reads.count - before.reads.count == 1)
        #expect(metrics.writes.count - before.writes.count == 1)
        #expect(metrics.rolledBack - before.rolledBack == 1)
        #expect(metrics.statements.count - before.statements.count == 3)
        #expect(metrics.failedStatements - before.failedStatements == 1)
        #expect(metrics.slowStatements - before.slowStatements == 3)
        #expect(metrics.pending == 0)
    }

    @Test(arguments: TestEngine.all)
    func `tells of its engine, and finds nothing wrong`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let facts = try await fresh.open([accounts]).inspect()

        #expect(facts.contains { $0.name == "engine" })
        #expect(facts.allSatisfy { $0.problem == nil })
    }
}
