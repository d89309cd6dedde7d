extension SourceFile {
    /// What makes the bytes unfit to be read as text: not UTF-8, or characters that editors show
    /// in different ways (tabs), not at all (controls) or out of order (directional overrides).
    func characterProblems() -> [CharterProblem] {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            return [
                problem(
                    .invalidUTF8,
                    atByte: firstInvalidByte(),
                    "the file is not UTF-8 text",
                    help: "save it as UTF-8"
                )
            ]
        }
        var problems: [CharterProblem] = []
        var line = 0
        for (offset, reason) in forbiddenCharacters() {
            let found = problem(
                .forbiddenCharacter,
                atByte: offset,
                reason,
                help: reason == Self.tab ? "indent with spaces" : "delete it"
            )
            // One problem a line is enough.
            guard let position = found.position, position.line != line else { continue }
            line = position.line
            problems.append(found)
            if problems.count >= CharterLimits.problemsPerFile { break }
        }
        return problems
    }

    func problem(
        _ code: CharterProblem.Code,
        atByte offset: Int,
        _ reason: String,
        help: String?
    ) -> CharterProblem {
        let position = position(ofByte: offset)
        return CharterProblem(
            code,
            at: position,
            reason,
            help: help,
            sourceLine: line(position.line)
        )
    }

    private static let tab = "a tab"

    private func forbiddenCharacters() -> [(offset: Int, reason: String)] {
        var found: [(Int, String)] = []
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices {
                let byte = bytes[index]
                guard byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte >= 0xE2 else { continue }
                if let reason = Self.reason(against: bytes, at: index) {
                    found.append((index, reason))
                    if found.count > 10_000 { return }
                }
            }
        }
        return found
    }

    private static func reason(
        against bytes: UnsafeBufferPointer<UInt8>,
        at index: Int
    ) -> String? {
        func next(_ offset: Int) -> UInt8 {
            index + offset < bytes.count ? bytes[index + offset] : 0
        }
        switch bytes[index] {
        case 0x0A: return nil
        case 0x0D: return next(1) == 0x0A ? nil : "a carriage return without a line feed"
        case 0x09: return tab
        case 0x00..<0x20, 0x7F: return "a control character"
        case 0xC2: return next(1) < 0xA0 ? "a control character" : nil
        case 0xE2 where next(1) == 0x80 && (0xA8...0xA9).contains(next(2)):
            return "a line or paragraph separator (U+2028, U+2029)"
        case 0xE2 where next(1) == 0x80 && (0xAA...0xAE).contains(next(2)),
            0xE2 where next(1) == 0x81 && (0xA6...0xA9).contains(next(2)):
            return "a character that reverses the direction of text"
        case 0xEF where next(1) == 0xBB && next(2) == 0xBF && index > 0:
            return "a byte order mark inside the text"
        case 0xEF where next(1) == 0xBF && next(2) >= 0xBE: return "a character outside Unicode"
        default: return nil
        }
    }

    private func firstInvalidByte() -> Int {
        // The longest prefix that is well formed ends where the decoder first repairs something.
        var decoder = UTF8()
        var offset = 0
        var iterator = bytes.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput, .error: return offset
            }
        }
    }
}
