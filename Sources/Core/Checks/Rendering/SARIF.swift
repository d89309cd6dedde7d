internal import CanonicalJSON
internal import Charter

/// The parts of a SARIF log (OASIS SARIF 2.1.0) that reports of both kinds share.
enum SARIF {
    /// A log of one run (section 3.13, section 3.14).
    static func log(
        rules: [JSON],
        results: [JSON],
        documentation: String
    ) -> JSON {
        var driver: JSONObject = ["name": "cabildo"]
        if !documentation.isEmpty { driver["informationUri"] = .string(documentation) }
        driver["rules"] = .array(rules)
        let run: JSONObject = [
            "tool": .object(["driver": .object(driver)]),
            "columnKind": "unicodeCodePoints",
            "results": .array(results),
        ]
        return .object([
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": .array([.object(run)]),
        ])
    }

    /// A place in a file (section 3.29); its URI is relative to the charter's folder.
    static func physicalLocation(_ position: SourcePosition) -> JSON {
        .object([
            "artifactLocation": .object([
                "uri": .string(uri(of: position.file)), "uriBaseId": "CHARTER",
            ]),
            "region": .object([
                "startLine": .integer(Int64(position.line)),
                "startColumn": .integer(Int64(position.column)),
            ]),
        ])
    }

    static func text(_ text: String) -> JSON { .object(["text": .string(text)]) }

    /// A path as a relative reference (RFC 3986, section 4.2): what is not unreserved is escaped.
    static func uri(of path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D...0x2F, 0x5F, 0x7E:
                bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
