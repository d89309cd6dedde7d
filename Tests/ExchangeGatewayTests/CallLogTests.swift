import CanonicalJSON
import DataExchange
import ExchangeGateway
import Glibc
import Testing

@Suite struct `Call log` {
    /// Gives a path in a folder of its own and removes the folder afterwards.
    func withPath<Value>(_ body: (String) throws -> Value) throws -> Value {
        var template = Array("/tmp/call-log-XXXXXX\0".utf8.map(CChar.init(bitPattern:)))
        guard mkdtemp(&template) != nil else {
            throw Failure()
        }
        let folder = String(
            decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        defer {
            unlink(folder + "/calls")
            rmdir(folder)
        }
        return try body(folder + "/calls")
    }

    struct Failure: Error {}

    func records(_ names: [String]) throws -> [CallRecord] {
        try names.map { name in
            CallRecord(
                requestID: name,
                messageID: "m",
                role: .consumer,
                client: try ClientIdentifier(parsing: "ML/GOV/1/tax"),
                service: try ServiceIdentifier(parsing: "ML/GOV/2/health/records"),
                method: "GET",
                startedAt: 1
            )
        }
    }

    func read(_ path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else {
            return []
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = fread(&bytes, 1, 1 << 20, file)
        return Array(bytes.prefix(count))
    }

    func write(_ path: String, _ bytes: [UInt8]) {
        guard let file = fopen(path, "w") else {
            return
        }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    @Test func `keeps a chain over openings in a private file`() throws {
        try withPath { path in
            let end: CallChain
            do {
                let log = try CallLog(path: path)
                #expect(log.chain == CallChain())
                try log.append(try records(["a", "b"]))
                try log.append(try records(["c"]))
                end = log.chain
            }
            var status = stat()
            stat(path, &status)

            let reopened = try CallLog(path: path)
            #expect(reopened.chain == end)
            #expect(reopened.tornBytes == 0)
            try reopened.append(try records(["d"]))

            #expect(end.length == 3)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(try CallLog.verify(path: path).length == 4)
            #expect(try CallLog.verify(path: path, expecting: end) == reopened.chain)
            #expect(read(path).filter { $0 == UInt8(ascii: "\n") }.count == 4)
        }
    }

    @Test func `has one writer`() throws {
        try withPath { path in
            let log = try CallLog(path: path)
            let fault = #expect(throws: CallLogFault.self) { try CallLog(path: path) }

            #expect(fault?.code == .locked)
            try log.append(try records(["a"]))
        }
    }

    @Test func `cuts off a torn last line and goes on`() throws {
        try withPath { path in
            do {
                try CallLog(path: path).append(try records(["a", "b"]))
            }
            let whole = read(path)
            for torn in [1, 40, whole.count - 1] {
                write(path, Array(whole.dropLast(torn)))
                let log = try CallLog(path: path)
                #expect(log.tornBytes > 0)
                #expect(log.chain.length == (torn == whole.count - 1 ? 0 : 1))
                try log.append(try records(["z"]))
                #expect(try CallLog.verify(path: path) == log.chain)
            }
            write(path, Array(whole.dropLast(1)))
            let fault = #expect(throws: ChainFault.self) { try CallLog.verify(path: path) }
            #expect(fault?.code == .tornLine)
        }
    }

    @Test func `is not opened where its end is not the end of a chain`() throws {
        try withPath { path in
            do {
                try CallLog(path: path).append(try records(["a", "b", "c"]))
            }
            let lines = read(path).split(separator: UInt8(ascii: "\n"))
            try #require(lines.count > 2)
            let join = { (parts: [ArraySlice<UInt8>]) in
                parts.flatMap { Array($0) + [UInt8(ascii: "\n")] }
            }
            for damaged in [
                join([lines[0], lines[2]]), join([lines[0], lines[1], lines[1]]), join([lines[1]]),
                join([lines[0], []]), Array("text\n".utf8), Array("\n".utf8),
            ] {
                write(path, damaged)
                let fault = #expect(throws: CallLogFault.self) { try CallLog(path: path) }
                #expect(fault?.code == .damaged)
                #expect(read(path) == damaged)
            }
        }
    }

    @Test func `names the record that was deleted, edited or cut off`() throws {
        try withPath { path in
            let end: CallChain
            do {
                let log = try CallLog(path: path)
                try log.append(try records((0..<9).map { "r\($0)" }))
                end = log.chain
            }
            let lines = read(path).split(separator: UInt8(ascii: "\n"))
            try #require(lines.count > 2)
            let join = { (parts: [ArraySlice<UInt8>]) in
                parts.flatMap { Array($0) + [UInt8(ascii: "\n")] }
            }
            var edited = lines
            edited[4] = ArraySlice(
                String(decoding: lines[4], as: UTF8.self).replacing("GET", with: "PUT").utf8
            )
            let cases: [([UInt8], ChainFault.Code, Int64)] = [
                (join(Array(lines[..<3] + lines[4...])), .wrongSequence, 3),
                (join(Array(lines[..<3] + lines[5...])), .wrongSequence, 3),
                (join(edited), .brokenLink, 5),
                (join(Array(lines.dropLast(2))), .wrongEnd, 7),
                ([], .wrongEnd, 0),
            ]
            for (bytes, code, position) in cases {
                write(path, bytes)
                let fault = #expect(throws: ChainFault.self) {
                    try CallLog.verify(path: path, expecting: end)
                }
                #expect(fault?.code == code)
                #expect(fault?.position == position)
            }
        }
    }

    @Test func `keeps none of a batch that it cannot write`() throws {
        try withPath { path in
            let log = try CallLog(path: path)
            try log.append(try records(["a"]))
            let before = log.chain
            var batch = try records(["b", "c"])
            batch[1].position = .max

            #expect(throws: ChainFault.self) { try log.append(batch) }

            #expect(log.chain == before)
            try log.append(try records(["d"]))
            #expect(try CallLog.verify(path: path).length == 2)
        }
    }

    @Test func `takes long records into account at its opening`() throws {
        try withPath { path in
            var record = try records(["a"])[0]
            record.citations = .string(String(repeating: "x", count: 60_000))
            let end: CallChain
            do {
                let log = try CallLog(path: path)
                for _ in 0..<4 {
                    try log.append([record])
                }
                end = log.chain
            }

            #expect(try CallLog(path: path).chain == end)
            #expect(try CallLog.verify(path: path, expecting: end) == end)
        }
    }

    @Test func `cannot be opened in a folder that is not there, nor as a folder`() {
        for path in ["/nonexistent/calls", "/tmp"] {
            let fault = #expect(throws: CallLogFault.self) { try CallLog(path: path) }
            #expect(fault?.code == .cannotOpen)
        }
    }
}
