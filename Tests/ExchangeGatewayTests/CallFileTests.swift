import DataExchange
import DatabaseSupport
import ExchangeGateway
import Foundation
import Storage
import Testing

/// The files of lines: those of before databases, which are taken in, and exports.
@Suite struct `Files of calls` {
    private final class Folder {
        let path = NSTemporaryDirectory() + "call-files-\(UUID().uuidString)"
        var file: String { path + "/calls.jsonl" }

        init() throws {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true
            )
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ lines: [[UInt8]], torn: [UInt8] = []) throws {
            let bytes = lines.flatMap { $0 + [UInt8(ascii: "\n")] } + torn
            try Data(bytes).write(to: URL(filePath: file))
        }

        var names: [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? []
        }
    }

    @Test(arguments: TestEngine.all)
    func `are taken in once as a chain, which the gateway continues`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let folder = try Folder()
        let names = (0..<2500).map { "r\($0)" }
        try folder.write(try lines(names), torn: Array(#"{"cut"#.utf8))

        let outcome = try await CallImport.run(folder.file, into: database)
        let end = try #require(outcome?.end)
        let id = end.id
        #expect(end.length == 2500)
        #expect(outcome?.tornBytes == 5)
        #expect(folder.names == ["calls.jsonl.imported"])
        #expect(try await CallImport.run(folder.file, into: database) == nil)
        let log = try await CallLog.open(database, continuing: end)
        #expect(log.known == end)
        try await log.append(try records(["next"]))

        #expect(try await database.lines(of: id) == lines(names + ["next"]))
        #expect(try await database.verify(id).fault == nil)
        await log.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `are not stored twice when the taking in is repeated`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let folder = try Folder()
        try folder.write(try lines(["a", "b"]))
        let first = try await CallImport.run(folder.file, into: database)
        let id = try #require(first?.end?.id)

        // As if it had been broken off in the middle, and as if before the renaming.
        for names in [["a", "b", "c", "d"], ["a", "b", "c", "d"], ["a"]] {
            try folder.write(try lines(names))
            #expect(try await CallImport.run(folder.file, into: database)?.end?.id == id)
        }

        #expect(try await database.lines(of: id) == lines(["a", "b", "c", "d"]))
        #expect(folder.names.count == 4)
        #expect(folder.names.contains("calls.jsonl.imported-4"))
        try folder.write(try lines(["a", "b", "x"]))
        let fault = await #expect(throws: CallLogFault.self) {
            try await CallImport.run(folder.file, into: database)
        }
        #expect(fault?.code == .damaged)
        #expect(folder.names.contains("calls.jsonl"))
        #expect(try await database.lines(of: id) == lines(["a", "b", "c", "d"]))
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `are refused whole where one record is damaged`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let folder = try Folder()
        let good = try lines((0..<6).map { "r\($0)" })
        let edited = Array(
            String(decoding: good[2], as: UTF8.self).replacing("GET", with: "PUT").utf8
        )
        var chain = CallChain()
        _ = try chain.append(try records(["r0"])[0])
        let foreign = Array(#"{"previous":"\#(chain.head)","sequence":1}"#.utf8)
        let cases: [([[UInt8]], Int)] = [
            (without(2, good), 2), (Array(good[..<2]) + [edited] + Array(good[3...]), 3),
            ([good[1]], 0), ([good[0], good[0]], 1), ([good[0], []], 1), ([good[0], foreign], 1),
            ([Array("text".utf8)], 0),
        ]
        for (damaged, position) in cases {
            try folder.write(damaged)
            let fault = await #expect(throws: CallLogFault.self) {
                try await CallImport.run(folder.file, into: database)
            }
            #expect(fault?.code == .damaged)
            #expect(fault?.reason.hasPrefix("record \(position) of") == true)
            #expect(folder.names == ["calls.jsonl"])
        }
        try folder.write([[UInt8](repeating: 0x61, count: 70_000)])
        await #expect(throws: CallLogFault.self) {
            try await CallImport.run(folder.file, into: database)
        }
        #expect(try await StoredCalls(database).chains() == [])
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `may hold nothing, and are refused while a gateway writes them`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.openCalls()
        let folder = try Folder()
        #expect(try await CallImport.run(folder.file, into: database) == nil)
        try folder.write([])
        let outcome = try await CallImport.run(folder.file, into: database)
        #expect(outcome?.end == nil)
        #expect(outcome?.tornBytes == 0)
        #expect(folder.names == ["calls.jsonl.imported"])

        try folder.write(try lines(["a"]))
        let writer = open(folder.file, O_RDWR)
        #expect(flock(writer, LOCK_EX | LOCK_NB) == 0)
        let fault = await #expect(throws: CallLogFault.self) {
            try await CallImport.run(folder.file, into: database)
        }
        #expect(fault?.code == .locked)
        close(writer)
        #expect(try await CallImport.run(folder.file, into: database)?.end?.length == 1)
        try await database.close()
    }

    @Test func `are checked as exports of one or more chains`() throws {
        let folder = try Folder()
        let (one, two) = (try lines(["a", "b", "c"]), try lines(["x", "y"]))
        try folder.write(one + two)
        let verdicts = try ExportedCalls.verify(folder.file)
        #expect(verdicts.map(\.end.length) == [3, 2])
        #expect(verdicts.allSatisfy { $0.fault == nil })
        let ends = verdicts.map(\.end)
        #expect(try ExportedCalls.verify(folder.file, expecting: ends) == verdicts)

        let cases: [([[UInt8]], ChainFault.Code, Int64)] = [
            (without(1, one) + two, .wrongSequence, 1), (one + without(0, two), .wrongSequence, 3),
            (without(2, one) + two, .wrongEnd, 3), (two, .wrongEnd, 3), ([], .wrongEnd, 3),
        ]
        for (damaged, code, position) in cases {
            try folder.write(damaged)
            let faults = try ExportedCalls.verify(folder.file, expecting: ends)
                .compactMap(\.fault)
            #expect(faults.first?.code == code)
            #expect(faults.first?.position == position)
        }
        try folder.write(one, torn: two[0])
        #expect(try ExportedCalls.verify(folder.file).last?.fault?.code == .tornLine)
        for path in ["/nonexistent/calls", "/tmp"] {
            let fault = #expect(throws: CallLogFault.self) { try ExportedCalls.verify(path) }
            #expect(fault?.code == .cannotOpen)
        }
    }

    private func without(_ index: Int, _ lines: [[UInt8]]) -> [[UInt8]] {
        var lines = lines
        lines.remove(at: index)
        return lines
    }
}
