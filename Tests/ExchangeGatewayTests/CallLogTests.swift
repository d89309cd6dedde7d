import CanonicalJSON
import DataExchange
import DatabaseSupport
import ExchangeGateway
import NIOConcurrencyHelpers
import Storage
import Testing

@Suite struct `Call log` {
    @Test(arguments: TestEngine.all)
    func `keeps a chain over openings`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let log = try await CallLog.open(database)
        #expect(log.chain == CallChain())
        try await log.append(try records(["a", "b"]))
        try await log.append(try records(["c"]))
        let end = log.chain
        await log.close()

        let again = try await CallLog.open(database, continuing: log.known)
        #expect(again.id == log.id)
        #expect(again.chain == end)
        try await again.append(try records(["d"]))

        #expect(end.length == 3)
        #expect(try await database.lines(of: log.id) == lines(["a", "b", "c", "d"]))
        let verdict = try await database.verify(log.id)
        #expect(verdict.fault == nil)
        #expect(verdict.end.length == 4)
        #expect(verdict.end.head == again.chain.head)
        await again.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `tells each new end, and is not opened where the database does not hold it`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let told = NIOLockedValueBox<[ChainEnd]>([])
        let log = try await CallLog.open(database) { end in
            told.withLockedValue { $0.append(end) }
        }
        let beginning = log.known
        try await log.append(try records(["a", "b"]))
        try await log.append(try records(["c"]))
        await log.close()
        #expect(told.withLockedValue { $0.map(\.length) } == [2, 3])
        #expect(told.withLockedValue(\.last) == log.known)

        for end in [beginning] + told.withLockedValue(\.self) {
            let again = try await CallLog.open(database, continuing: end)
            #expect(again.known == log.known)
            await again.close()
        }
        _ = try await database.execute("DELETE FROM call_record WHERE position = 2")
        let other = try #require(ChainEnd(parsing: "\(log.id) 2 \(log.chain.head)"))
        for end in [log.known, other] {
            let fault = await #expect(throws: CallLogFault.self) {
                try await CallLog.open(database, continuing: end)
            }
            #expect(fault?.code == .recordsLost)
        }
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `has one writer a chain, and as many chains as there are writers`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls { $0.transactionTimeout = .seconds(1) }
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))

        let error = await #expect(throws: DatabaseError.self) {
            try await CallLog.open(database, continuing: log.known)
        }
        #expect(error?.code == .busy)
        let other = try await CallLog.open(database)
        try await other.append(try records(["b"]))
        try await log.append(try records(["c"]))

        #expect(try await database.lines(of: log.id) == lines(["a", "c"]))
        #expect(try await database.lines(of: other.id) == lines(["b"]))
        await log.close()
        await other.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `stores what is appended at the same time, each batch whole and in order`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let logs = [try await CallLog.open(database), try await CallLog.open(database)]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for log in logs {
                for number in 0..<60 {
                    group.addTask {
                        try await log.append(try records(["\(number)-0", "\(number)-1"]))
                    }
                }
            }
            try await group.waitForAll()
        }

        for log in logs {
            let verdict = try await database.verify(log.id)
            #expect(verdict.fault == nil)
            #expect(verdict.end.length == 120)
            let names = try await database.lines(of: log.id).map { line in
                guard case .object(let members) = try JSON(parsing: line),
                    case .string(let name)? = members["request_id"]
                else { return "" }
                return name
            }
            #expect(Set(names).count == 120)
            for (first, second) in zip(names, names.dropFirst()) where first.hasSuffix("-0") {
                #expect(second == first.dropLast() + "1")
            }
            await log.close()
        }
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `keeps none of a batch that has no line`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))
        let before = log.chain
        var batch = try records(["b", "c"])
        batch[1].position = .max

        await #expect(throws: ChainFault.self) { try await log.append(batch) }

        #expect(log.chain == before)
        #expect(log.canStore)
        try await log.append(try records(["d"]))
        #expect(try await database.lines(of: log.id) == lines(["a", "d"]))
        await log.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `keeps records of any length that a line may have`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        var record = try records(["a"])[0]
        record.citations = .string(String(repeating: "x", count: 60_000))
        let log = try await CallLog.open(database)
        for _ in 0..<4 { try await log.append([record, record]) }
        await log.close()

        let again = try await CallLog.open(database, continuing: log.known)
        #expect(again.chain == log.chain)
        #expect(try await database.verify(log.id).end.length == 8)
        await again.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `is not opened where its end is not the end of a chain`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let log = try await CallLog.open(database)
        let beginning = log.known
        try await log.append(try records(["a", "b", "c"]))
        await log.close()

        for damage in [
            "UPDATE call_record SET line = hash WHERE position = 2",
            "UPDATE call_record SET line = (SELECT line FROM call_record WHERE position = 1)"
                + " WHERE position = 2",
            "UPDATE call_record SET position = 7 WHERE position = 2",
        ] {
            _ = try await database.execute(damage)
            let fault = await #expect(throws: CallLogFault.self) {
                try await CallLog.open(database, continuing: beginning)
            }
            #expect(fault?.code == .damaged)
        }
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `takes in records of an attempt that seemed to have failed`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))
        let late = try lines(["a", "late"])[1]
        _ = try await database.execute(
            """
            INSERT INTO call_record VALUES ($1, 1, $2, $3, 1, 'm-late', 'consumer',
                'ML/GOV/1/tax', 'ML/GOV/2/health/records')
            """,
            [.text(log.id), .blob(late), .blob(try hash(of: late))]
        )

        try await log.append(try records(["b"]))

        #expect(try await database.lines(of: log.id) == lines(["a", "late", "b"]))
        #expect(try await database.verify(log.id).fault == nil)
        await log.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `stores nothing any more once the database has lost records`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        for loss in [
            "DELETE FROM call_record WHERE position = 2",
            "DELETE FROM call_record WHERE position >= 1", "DELETE FROM call_record",
        ] {
            let log = try await CallLog.open(database)
            try await log.append(try records(["a", "b", "c"]))
            _ = try await database.execute(loss)
            for _ in 0..<2 {
                let fault = await #expect(throws: CallLogFault.self) {
                    try await log.append(try records(["d"]))
                }
                #expect(fault?.code == .recordsLost)
            }
            #expect(!log.canStore)
            #expect(log.end?.code == .recordsLost)
            await log.close()
        }
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `stores nothing any more once another process has taken the chain`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let log = try await CallLog.open(database)
        try await log.append(try records(["a"]))
        // As when the session of the lock was lost and another gateway came.
        _ = try await database.execute("UPDATE storage_lock SET fence = fence + 1")
        let next = try lines(["a", "theirs"])[1]
        _ = try await database.execute(
            """
            INSERT INTO call_record VALUES ($1, 1, $2, $3, 1, 'm-theirs', 'consumer',
                'ML/GOV/1/tax', 'ML/GOV/2/health/records')
            """,
            [.text(log.id), .blob(next), .blob(try hash(of: next))]
        )

        let fault = await #expect(throws: CallLogFault.self) {
            try await log.append(try records(["b"]))
        }

        #expect(fault?.code == .takenOver)
        #expect(log.end?.code == .takenOver)
        #expect(try await database.lines(of: log.id) == lines(["a", "theirs"]))
        await log.close()
        try await database.close()
    }

    /// The hash of a line, from the chain's own reckoning.
    private func hash(of line: [UInt8]) throws -> [UInt8] {
        let head = try CallChain(resumingAfter: line).head
        var bytes: [UInt8] = []
        var rest = head[...]
        while !rest.isEmpty {
            bytes.append(try #require(UInt8(rest.prefix(2), radix: 16)))
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
