/// Random choices, and the pools of edge values that cases are made of.
struct RandomPool {
    private var numbers: SeededNumbers
    /// Choices given from outside, the next one last; without a seed, all that follow are zero.
    private var given: [UInt8] = []
    private let hasSeed: Bool

    init(seed: UInt64) {
        self.numbers = SeededNumbers(state: seed)
        self.hasSeed = true
    }

    /// Takes the choices from bytes, so that a fuzzer can make them.
    init(choices: [UInt8]) {
        self.numbers = SeededNumbers(state: 0)
        self.given = choices.reversed()
        self.hasSeed = false
    }

    private mutating func next() -> UInt64 {
        hasSeed ? numbers.next() : UInt64(given.popLast() ?? 0)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    mutating func chance(_ percent: Int) -> Bool { below(100) >= 100 - percent }

    mutating func pick<Element>(_ items: [Element]) -> Element { items[below(items.count)] }

    // MARK: Texts

    /// Empty, in two normal forms, next to the surrogates, at the end of the code space, with the
    /// characters that are special in some syntax.
    static let texts = [
        "", "a", "ab", "abc", "é", "e\u{301}", "\u{1F468}\u{200D}\u{1F469}", "\u{D7FF}",
        "\u{E000}", "\u{FFFD}", "\u{10FFFF}", "\0", "*", "a*b", "\"", "\\", "\n", "\r\n", "if",
        "__cedar", "\u{212B}", "\u{C5}", "A\u{30A}", "\u{FEFF}", " ", "true", "1",
        "x\u{301}\u{327}",
        "x\u{327}\u{301}",
    ]

    mutating func text() -> String {
        if chance(85) { return pick(Self.texts) }
        return pick(Self.texts) + pick(Self.texts) + pick(Self.texts)
    }

    /// A text as Cedar writes it, with raw characters and escapes mixed.
    mutating func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            let isSpecial = scalar == "\"" || scalar == "\\" || scalar == "\r"
            if scalar == "\0", chance(50) {
                result += "\\0"
            } else if isSpecial && chance(70) {
                result += scalar == "\r" ? "\\r" : "\\\(Character(scalar))"
            } else if isSpecial || chance(15) {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A pattern that has a fair chance to fit some text of the pool.
    mutating func pattern() -> String {
        var result = "\""
        for _ in 0..<below(4) {
            if chance(45) {
                result += "*"
                continue
            }
            for scalar in pick(Self.texts).unicodeScalars {
                result += scalar == "*" ? "\\*" : "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return result + "\""
    }

    // MARK: Numbers

    static let longs: [Int64] = [
        0, 1, -1, 2, 3, 7, 10, 100, .max, .min, .max - 1, .min + 1, 4_294_967_296, 3_037_000_500,
        -3_037_000_500, 86_400_000,
    ]

    mutating func long() -> Int64 {
        chance(80) ? pick(Self.longs) : Int64(truncatingIfNeeded: next() &* 0x9E37_79B9_7F4A_7C15)
    }

    // MARK: Extension values

    static let decimals = [
        "0.0", "-0.0", "1.0", "1.00", "1.5", "-1.5", "922337203685477.5807",
        "-922337203685477.5808", "0.0001", "-0.0001", "12.3456", "00001.10",
    ]
    static let addresses = [
        "0.0.0.0/0", "127.0.0.1", "127.0.0.0/8", "127.0.0.0/7", "224.0.0.0/4", "224.0.0.0/3",
        "10.0.0.0/8", "10.0.0.1", "10.0.0.1/24", "255.255.255.255", "255.255.255.255/31", "::/0",
        "::1", "::1/127", "ff00::/8", "ff00::/7", "fe80::1/64", "fe80::2/64",
        "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8/65", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "::ffff:7f00:1", "1::8/128", "0.0.0.0", "128.0.0.0/1",
    ]
    static let moments = [
        "1970-01-01", "1969-12-31T23:59:59.999Z", "0000-01-01", "9999-12-31T23:59:59.999Z",
        "2000-02-29", "2024-10-15T11:35:00+0100", "2024-10-15T11:35:00-2359",
        "0000-01-01T00:00:00+2359", "1900-03-01", "2024-02-29T00:00:00Z",
    ]
    static let lengths = [
        "0ms", "-0ms", "1ms", "-1ms", "1d", "-1d", "1d2h3m4s5ms", "9223372036854775807ms",
        "-9223372036854775808ms", "106751991167d", "23h59m59s999ms", "86400000ms", "-1500ms",
    ]
    static let malformed = [
        "", "-", "1", "1.", ".1", "1.00000", "922337203685477.5808", "+1.0", "1.2.3.4/33",
        "01.2.3.4",
        "::1%eth0", ":::", "1::2::3", "1.2.3.4/", "2023-02-29", "2024-13-01", "1s1d", "1d1d",
        "9223372036854775808ms", "2016-12-31T23:59:60Z", "2024-01-01T00:00:00+2400", "１.0",
    ]

    mutating func argument(_ function: String) -> String {
        if chance(10) { return pick(Self.malformed) }
        switch function {
        case "decimal": return pick(Self.decimals)
        case "ip": return pick(Self.addresses)
        case "datetime": return pick(Self.moments)
        default: return pick(Self.lengths)
        }
    }
}
