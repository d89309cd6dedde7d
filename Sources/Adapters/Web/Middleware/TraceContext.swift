/// A request's place in a distributed trace (W3C Trace Context, section 3).
public struct TraceContext: Sendable, Hashable {
    /// The trace: 32 hexadecimal digits.
    public let traceID: String
    /// This request's own span: 16 hexadecimal digits.
    public let spanID: String
    /// The flags; bit 0 says that the caller records the trace.
    public let flags: UInt8

    init(traceID: String, spanID: String, flags: UInt8) {
        self.traceID = traceID
        self.spanID = spanID
        self.flags = flags
    }

    /// The header value for calls made on behalf of this request.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(Self.hexadecimal(flags))" }

    /// Continues the caller's trace, or begins one where the header is missing or malformed.
    init(continuing header: String?) {
        let spanID = Self.random(words: 1)
        if let header, let parent = Self.parse(header) {
            self.init(traceID: parent.traceID, spanID: spanID, flags: parent.flags & 1)
        } else {
            self.init(traceID: Self.random(words: 2), spanID: spanID, flags: 0)
        }
    }

    /// Random words of 8 bytes in hexadecimal, none of them zero.
    static func random(words count: Int) -> String {
        (0..<count).map { _ in
            let digits = String(UInt64.random(in: 1...UInt64.max), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        .joined()
    }

    /// Reads version 00 exactly, and the known part of a later version (section 4.3).
    private static func parse(_ header: String) -> (traceID: String, flags: UInt8)? {
        let bytes = Array(header.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash else {
            return nil
        }
        let (version, trace) = (bytes[0..<2], bytes[3..<35])
        let (parent, flags) = (bytes[36..<52], bytes[53..<55])
        guard [version, trace, parent, flags].allSatisfy({ $0.allSatisfy(isHexadecimal) }),
            trace.contains(where: { $0 != UInt8(ascii: "0") }),
            parent.contains(where: { $0 != UInt8(ascii: "0") }),
            !version.elementsEqual("ff".utf8)
        else { return nil }
        let isFirstVersion = version.elementsEqual("00".utf8)
        guard bytes.count == 55 || (!isFirstVersion && bytes[55] == dash) else { return nil }
        guard let value = UInt8(String(decoding: flags, as: UTF8.self), radix: 16) else {
            return nil
        }
        return (String(decoding: trace, as: UTF8.self), value)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "f") ~= byte
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
}
