import Foundation
import Logging
import NIOConcurrencyHelpers
import Testing
import Web

@Suite("JSON log lines") struct LogHandlerTests {
    private func line(
        at milliseconds: Int64 = 0,
        level: Logger.Level = .trace,
        _ body: (Logger) -> Void
    ) -> String {
        let written = NIOLockedValueBox("")
        withExtendedLifetime(written) {
            let box = Written()
            let logger = Logger(label: "l") { label in
                JSONLinesLogHandler(label: label, level: level, now: { milliseconds }) {
                    box.add($0)
                }
            }
            body(logger)
            written.withLockedValue { $0 = box.text }
        }
        return written.withLockedValue { $0 }
    }

    private final class Written: Sendable {
        private let value = NIOLockedValueBox("")
        var text: String { value.withLockedValue { $0 } }
        func add(_ line: String) { value.withLockedValue { $0 += line } }
    }

    @Test func `have the time, level, logger, message and metadata`() {
        let text = line(at: 1_767_323_045_006) {
            $0.warning(
                "hello",
                metadata: ["b": "2", "a": ["x", ["k": "v"]], "hb.request.id": "r"]
            )
        }

        #expect(
            text == #"{"ts":"2026-01-02T03:04:05.006Z","level":"warning","logger":"l","#
                + #""message":"hello","metadata":{"a":["x",{"k":"v"}],"b":"2","request_id":"r"}}"#
                + "\n"
        )
    }

    @Test func `stay on one line whatever is logged`() throws {
        let nasty = "a\n\"b\"\\\u{0}\u{1B}[31m\u{7F}\u{85}\u{9B}\u{2028}\r\t\u{1F600}"
        let text = line { $0.info("\(nasty)", metadata: ["\(nasty)": "\(nasty)"]) }

        #expect(
            text.dropLast().unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F ~= $0.value)
            }
        )
        #expect(!text.contains("\u{2028}"))
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(value?["message"] as? String == nasty)
        #expect((value?["metadata"] as? [String: String])?[nasty] == nasty)
    }

    @Test func `leave out what is below the level`() {
        #expect(line(level: .error) { $0.warning("x") } == "")
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-2_208_988_800_000, "1900-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func `give the time in UTC`(milliseconds: Int64, expected: String) {
        #expect(line(at: milliseconds) { $0.info("x") }.contains("\"ts\":\"\(expected)\""))
    }
}
