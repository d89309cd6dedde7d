internal import CanonicalJSON

extension ExchangeFault {
    /// The form of an error body.
    public enum BodyForm: String, Sendable, Hashable {
        /// `application/json`.
        case json
        /// `text/xml`.
        case xml

        /// The form that suits an `Accept` header.
        ///
        /// The first media range that names XML or JSON decides and `q` values are ignored, as in
        /// X-Road (REST protocol, section 4.6). JSON is the default.
        ///
        /// - Parameter accept: The values of all `Accept` headers, in order.
        public init(accept: [String]) {
            for value in accept {
                for range in value.utf8.split(separator: UInt8(ascii: ",")) {
                    switch ASCIIText.lowercasedToken(of: range) {
                    case "text/xml", "application/xml", "text/*":
                        self = .xml
                        return
                    case "application/json", "application/*", "*/*":
                        self = .json
                        return
                    default:
                        continue
                    }
                }
            }
            self = .json
        }

        /// The media type of the body.
        public var mediaType: String {
            self == .json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8"
        }
    }

    /// The body of the answer.
    ///
    /// JSON carries `cabildo`, our own members, beside X-Road's three; XML carries X-Road's only.
    ///
    /// - Parameters:
    ///   - form: JSON or XML.
    ///   - style: The form of the type string.
    /// - Returns: The bytes of the body, in UTF-8.
    public func body(_ form: BodyForm, style: TypeStyle = .lowerCase) -> [UInt8] {
        switch form {
        case .json:
            var object: JSONObject = [
                "type": .string(type(style)),
                "message": .string(message),
                "detail": .string(detail),
            ]
            object["cabildo"] = extra
            if let bytes = try? JSON.object(object).canonicalBytes() {
                return bytes
            }
            // Our own members hold a number that canonical JSON refuses: answer without them.
            object["cabildo"] = nil
            return (try? JSON.object(object).canonicalBytes()) ?? Array("{}".utf8)
        case .xml:
            var text = #"<?xml version="1.0" encoding="UTF-8"?><error>"#
            for (name, value) in [("type", type(style)), ("message", message), ("detail", detail)] {
                text += "<\(name)>"
                Self.appendEscaped(value, to: &text)
                text += "</\(name)>"
            }
            text += "</error>"
            return Array(text.utf8)
        }
    }

    private static func appendEscaped(_ value: String, to text: inout String) {
        for scalar in value.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\t", "\n", "\r": text += " "
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }
}
