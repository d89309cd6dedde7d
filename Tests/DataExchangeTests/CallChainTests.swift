import CanonicalJSON
import DataExchange
import Testing

@Suite struct `Call chain` {
    let records: [CallRecord]
    let lines: [[UInt8]]

    init() throws {
        var records: [CallRecord] = []
        var lines: [[UInt8]] = []
        var chain = CallChain()
        for index in 0..<4 {
            var record = CallRecord(
                requestID: "r-\(index)",
                messageID: "m",
                role: .provider,
                client: try ClientIdentifier(parsing: "ML/GOV/1/tax"),
                service: try ServiceIdentifier(parsing: "ML/GOV/2/health/records"),
                method: "GET",
                startedAt: Int64(index)
            )
            record.decision = .permit
            record.rule = "rule-1"
            record.act = "act-1"
            record.position = 12
            record.citations = .array([.string("charter 3.2")])
            record.status = 200
            record.purpose = "audit"
            record.responseBytes = 5
            records.append(record)
            lines.append(try chain.append(record))
        }
        self.records = records
        self.lines = lines
    }

    func check(_ lines: [[UInt8]]) throws(ChainFault) -> CallChain {
        var chain = CallChain()
        for line in lines {
            try chain.check(line)
        }
        return chain
    }

    @Test func `writes one canonical line a record`() {
        let zeros = String(repeating: "0", count: 64)
        #expect(
            String(decoding: lines[0], as: UTF8.self)
                == #"{"act":"act-1","citations":["charter 3.2"],"client":"ML/GOV/1/tax","decision":"permit","#
                + #""kind":"call","message_id":"m","method":"GET","position":12,"#
                + "\"previous\":\"\(zeros)\","
                + #""purpose":"audit","recorded_at":0,"request_bytes":0,"request_id":"r-0","#
                + #""response_bytes":5,"role":"provider","rule":"rule-1","sequence":0,"#
                + #""service":"ML/GOV/2/health/records","started_at":0,"status":200}"#
        )
    }

    @Test func `accepts its own lines and resumes`() throws {
        let whole = try check(lines)
        let resumed = try CallChain(resumingAfter: lines[3])

        #expect(whole.length == 4)
        #expect(resumed == whole)
        #expect(try check(lines.dropLast()).head != whole.head)
    }

    @Test func `sees a deleted, repeated, moved, edited or foreign line`() throws {
        let edited = Array(
            String(decoding: lines[1], as: UTF8.self)
                .replacing("audit", with: "fraud").utf8
        )
        let spaced = Array(" ".utf8) + lines[1]
        let cases: [([[UInt8]], ChainFault.Code, Int64)] = [
            ([lines[0], lines[2]], .wrongSequence, 1),
            ([lines[0], lines[0]], .wrongSequence, 1),
            ([lines[0], lines[2], lines[1]], .wrongSequence, 1),
            ([lines[0], edited, lines[2]], .brokenLink, 2),
            ([lines[1]], .wrongSequence, 0),
            ([lines[0], spaced], .notCanonical, 1),
            ([Array("x".utf8)], .notARecord, 0),
            ([Array("{}".utf8)], .notARecord, 0),
        ]
        for (lines, code, position) in cases {
            let fault = #expect(throws: ChainFault.self) { try check(lines) }
            #expect(fault?.code == code)
            #expect(fault?.position == position)
        }
    }

    @Test func `refuses a record it cannot write and stays as it was`() throws {
        var chain = CallChain()
        var record = records[0]
        record.position = .max

        #expect(throws: ChainFault.self) { try chain.append(record) }
        record.position = 1
        record.citations = .string(String(repeating: "x", count: CallChain.maximumLineLength))
        #expect(throws: ChainFault.self) { try chain.append(record) }
        #expect(chain == CallChain())
    }
}
