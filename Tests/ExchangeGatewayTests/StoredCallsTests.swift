import DataExchange
import DatabaseSupport
import ExchangeGateway
import Storage
import Testing

@Suite struct `Stored calls` {
    @Test(arguments: TestEngine.all)
    func `name the record that was deleted, edited, moved or cut off`(
        engine: TestEngine
    ) async throws {
        let cases: [(String, ChainFault.Code, Int64)] = [
            ("DELETE FROM call_record WHERE position = 3", .wrongSequence, 3),
            ("DELETE FROM call_record WHERE position IN (3, 4)", .wrongSequence, 3),
            ("UPDATE call_record SET line = $1, hash = $2 WHERE position = 4", .brokenLink, 5),
            ("UPDATE call_record SET line = $1 WHERE position = 4 AND $2 = $2", .wrongIndex, 4),
            ("UPDATE call_record SET line = hash WHERE position = 4", .notARecord, 4),
            ("UPDATE call_record SET position = 90 WHERE position = 4", .wrongSequence, 4),
            ("UPDATE call_record SET client = 'ML/GOV/9/x' WHERE position = 4", .wrongIndex, 4),
            ("UPDATE call_record SET recorded_at = 2 WHERE position = 4", .wrongIndex, 4),
            ("DELETE FROM call_record WHERE position >= 7", .wrongEnd, 7),
            ("DELETE FROM call_record", .wrongEnd, 0),
        ]
        for (damage, code, position) in cases {
            let fresh = try engine.fresh()
            let database = try await fresh.openCalls()
            let log = try await CallLog.open(database)
            try await log.append(try records((0..<9).map { "r\($0)" }))
            let end = try await database.verify(log.id).end
            await log.close()
            let edited = Array(
                String(decoding: try await database.lines(of: log.id)[4], as: UTF8.self)
                    .replacing("GET", with: "PUT").utf8
            )
            let values: [SQLValue] =
                damage.contains("$1") ? [.blob(edited), .blob(try hash(of: edited))] : []
            _ = try await database.execute(damage, values)

            let verdict = try await database.verify(log.id, expecting: end)
            #expect(verdict.fault?.code == code, "\(damage)")
            #expect(verdict.fault?.position == position, "\(damage)")
            #expect(verdict.end.length == position, "\(damage)")
            try await database.close()
        }
    }

    @Test(arguments: TestEngine.all)
    func `hold an end that was known when there were fewer`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let log = try await CallLog.open(database)
        let beginning = try await database.verify(log.id).end
        try await log.append(try records(["a", "b"]))
        let known = try await database.verify(log.id).end
        try await log.append(try records(["c"]))

        #expect(try await database.verify(log.id, expecting: known).fault == nil)
        #expect(try await database.verify(log.id, expecting: beginning).fault == nil)
        #expect(ChainEnd(parsing: "\(known)") == known)
        let other = try #require(
            ChainEnd(parsing: "\(log.id) 2 \(String(repeating: "0", count: 64))")
        )
        let verdict = try await database.verify(log.id, expecting: other)
        #expect(verdict.fault?.code == .wrongEnd)
        for text in ["", "a 1 b", "\(log.id) -1 \(known.head)", "\(log.id) 1 00"] {
            #expect(ChainEnd(parsing: text) == nil)
        }
        await log.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `are listed by the beginnings of their chains`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        var ids: [String] = []
        for moment in [30, 10, 20] as [Int64] {
            let log = try await CallLog.open(database)
            try await log.append(try records(["a"], at: moment))
            ids.append(log.id)
            await log.close()
        }

        #expect(try await StoredCalls(database).chains() == [ids[1], ids[2], ids[0]])
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `are found by time, client, service and message`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let log = try await CallLog.open(database)
        var all: [CallRecord] = []
        let clients = ["ML/GOV/1/tax", "ML/GOV/1/taxes", "ML/GOV/10/tax"]
        for number in 0..<6 {
            var record = try records(["\(number)"], at: Int64(number))[0]
            record.client = try ClientIdentifier(parsing: clients[number % 3])
            if number > 3 {
                record.service = try ServiceIdentifier(parsing: "ML/GOV/2/health/bills")
            }
            all.append(record)
        }
        try await log.append(all)
        let lines = try await database.lines(of: log.id)
        func found(_ count: Int, _ change: (inout CallFilter) -> Void) async throws -> [Int?] {
            var filter = CallFilter()
            change(&filter)
            return try await StoredCalls(database).latest(count, matching: filter)
                .map { lines.firstIndex(of: $0) }
        }

        #expect(try await found(10) { _ in } == [0, 1, 2, 3, 4, 5])
        #expect(try await found(2) { _ in } == [4, 5])
        #expect(try await found(0) { _ in } == [])
        #expect(try await found(10) { $0.since = 4 } == [4, 5])
        #expect(try await found(10) { $0.client = "ML/GOV/1/tax" } == [0, 3])
        #expect(try await found(10) { $0.client = "ML/GOV/1" } == [0, 1, 3, 4])
        #expect(try await found(1) { $0.client = "ML/GOV/1" } == [4])
        #expect(try await found(10) { $0.client = "ML/GOV/" } == [])
        #expect(try await found(10) { $0.service = "ML/GOV/2/health" } == [0, 1, 2, 3, 4, 5])
        #expect(try await found(10) { $0.service = "ML/GOV/2/health/bills" } == [4, 5])
        #expect(try await found(10) { $0.message = "m-3" } == [3])
        #expect(
            try await found(10) {
                $0.message = "m-3"
                $0.since = 1
                $0.client = "ML/GOV/1"
                $0.service = "ML"
            } == [3]
        )
        #expect(try await found(10) { $0.message = "'" } == [])
        await log.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `are read page by page, whole and in order`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let log = try await CallLog.open(database)
        let names = (0..<1203).map { "r\($0)" }
        try await log.append(try records(names))

        #expect(try await database.lines(of: log.id) == lines(names))
        #expect(try await database.verify(log.id).end.length == 1203)
        await log.close()
        try await database.close()
    }

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
