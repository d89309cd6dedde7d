/// A dictionary of RFC 9651, section 3.2, of the types that the exchange uses: strings, booleans and
/// dates, with parameters.
struct StructuredDictionary {
    /// A bare item (RFC 9651, section 3.3).
    enum Bare: Sendable, Equatable {
        case string(String)
        case boolean(Bool)
        /// Seconds since 1970.
        case date(Int64)
    }

    /// A value with its parameters.
    struct Member: Sendable, Equatable {
        let value: Bare
        let parameters: [String: Bare]
    }

    typealias Members = [String: Member]

    /// The members as they stand; a key may occur more than once.
    let members: [(key: String, member: Member)]

    /// Reads a dictionary with at least one member.
    ///
    /// - Throws: ``MalformedMessage`` for what is no such dictionary. A parameter that occurs twice
    ///   is refused, where RFC 9651 would take the last.
    init(parsing text: String) throws(MalformedMessage) {
        var reader = Reader(bytes: Array(text.utf8))
        var members: [(key: String, member: Member)] = []
        reader.skip(" ")
        while true {
            let key = try reader.key()
            // A key alone means true (section 3.2); a date or a string is always written out.
            let value = reader.take("=") ? try reader.bareItem() : .boolean(true)
            members.append((key, Member(value: value, parameters: try reader.parameters())))
            reader.skip(" \t")
            if reader.isAtEnd { break }
            guard reader.take(",") else { throw reader.failure("a comma") }
            reader.skip(" \t")
        }
        self.members = members
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        var isAtEnd: Bool { place == bytes.count }
        var next: UInt8? { place < bytes.count ? bytes[place] : nil }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard next == UInt8(ascii: character) else { return false }
            place += 1
            return true
        }

        mutating func skip(_ characters: StaticString) {
            while let byte = next, characters.contains(byte) { place += 1 }
        }

        func failure(_ expected: String) -> MalformedMessage {
            MalformedMessage(.badHeader, "\(expected) is missing at byte \(place)")
        }

        /// Section 4.2.3.3.
        mutating func key() throws(MalformedMessage) -> String {
            let start = place
            while let byte = next {
                let isLetter = (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "*")
                let isOther = (0x30...0x39).contains(byte) || ("_-." as StaticString).contains(byte)
                guard isLetter || (isOther && place > start) else { break }
                place += 1
            }
            guard place > start else { throw failure("a key") }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }

        /// Section 4.2.3.2.
        mutating func parameters() throws(MalformedMessage) -> [String: Bare] {
            var parameters: [String: Bare] = [:]
            while take(";") {
                skip(" ")
                let key = try key()
                guard parameters[key] == nil else {
                    throw MalformedMessage(.badHeader, "`\(key)` occurs twice")
                }
                parameters[key] = take("=") ? try bareItem() : .boolean(true)
            }
            return parameters
        }

        /// Section 4.2.3.1.
        mutating func bareItem() throws(MalformedMessage) -> Bare {
            if take("\"") { return .string(try string()) }
            if take("?") {
                if take("1") { return .boolean(true) }
                if take("0") { return .boolean(false) }
                throw failure("`0` or `1`")
            }
            if take("@") { return .date(try integer()) }
            throw failure("a text in quotation marks, a date or a boolean")
        }

        /// Section 4.2.5.
        private mutating func string() throws(MalformedMessage) -> String {
            var text: [UInt8] = []
            while let byte = next {
                place += 1
                switch byte {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = next, ("\"\\" as StaticString).contains(escaped) else {
                        throw failure("a quotation mark or a backslash")
                    }
                    place += 1
                    text.append(escaped)
                case 0x20...0x7E: text.append(byte)
                default: throw failure("a printable ASCII character")
                }
            }
            throw failure("a quotation mark")
        }

        /// Section 4.2.4: at most 15 digits.
        private mutating func integer() throws(MalformedMessage) -> Int64 {
            let isNegative = take("-")
            let start = place
            var value: Int64 = 0
            while let byte = next, (0x30...0x39).contains(byte), place - start < 15 {
                value = value * 10 + Int64(byte - 0x30)
                place += 1
            }
            guard place > start else { throw failure("a number") }
            return isNegative ? -value : value
        }
    }
}

extension StaticString {
    fileprivate func contains(_ byte: UInt8) -> Bool {
        withUTF8Buffer { $0.contains(byte) }
    }
}
