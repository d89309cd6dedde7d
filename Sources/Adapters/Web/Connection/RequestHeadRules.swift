internal import NIOHTTP1

/// What to do with a request's head before anything else sees it (RFC 9110, RFC 9112).
enum RequestHeadRules {
    enum Verdict: Equatable {
        case accept(mustClose: Bool, expectsContinue: Bool)
        case refuse(ProblemDetails)
    }

    static func check(_ head: HTTPRequestHead) -> Verdict {
        guard head.version.major == 1 else {
            return refuse(505, "http_version_not_supported", "only HTTP/1.0 and 1.1 are served")
        }
        let isOld = head.version.minor == 0
        let hosts = head.headers["host"]
        // RFC 9112, section 3.2: exactly one Host, or 400.
        guard hosts.count == 1 || (isOld && hosts.isEmpty) else {
            return refuse(400, "invalid_host", "the request must have exactly one Host field")
        }
        guard hosts.allSatisfy({ isHost($0.utf8) }) else {
            return refuse(400, "invalid_host", "the Host field is malformed")
        }
        // RFC 9112, section 6.1: HTTP/1.0 has no transfer codings, so its framing is in doubt.
        guard !isOld || !head.headers.contains(name: "transfer-encoding") else {
            return refuse(400, "invalid_framing", "HTTP/1.0 has no transfer codings")
        }
        let expectations = isOld ? [] : tokens(head.headers["expect"])
        guard expectations.allSatisfy({ $0 == "100-continue" }) else {
            return refuse(417, "expectation_failed", "the only known expectation is 100-continue")
        }
        let mustClose = isOld || tokens(head.headers["connection"]).contains("close")
        return .accept(mustClose: mustClose, expectsContinue: !expectations.isEmpty)
    }

    /// The members of a list field in lower case (RFC 9110, section 5.6.1).
    static func tokens(_ values: [String]) -> [String] {
        values.flatMap { $0.utf8.split(separator: UInt8(ascii: ",")) }
            .map { part in
                let text = part.drop { $0 == 0x20 || $0 == 0x09 }
                let end = text.lastIndex { $0 != 0x20 && $0 != 0x09 }
                guard let end else { return "" }
                return String(decoding: text[...end], as: UTF8.self).lowercased()
            }
            .filter { !$0.isEmpty }
    }

    /// A host name or address with an optional port (RFC 9110, section 7.2).
    private static func isHost(_ bytes: String.UTF8View) -> Bool {
        1...255 ~= bytes.count
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: ".-_:[]%~".utf8.contains(byte)
                }
            }
    }

    private static func refuse(_ status: Int, _ code: String, _ detail: String) -> Verdict {
        .refuse(ProblemDetails(status: status, code: code, detail: detail))
    }
}
