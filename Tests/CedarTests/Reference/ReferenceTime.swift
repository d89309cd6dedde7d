/// Reads moments and lengths of time for the reference.
enum ReferenceTime {
    static let day: Int64 = 86_400_000

    /// The forms of a moment: `d` stands for a digit, `s` for a sign, the rest for itself.
    private static let forms: [String] = [
        "dddd-dd-dd", "dddd-dd-ddTdd:dd:ddZ", "dddd-dd-ddTdd:dd:dd.dddZ",
        "dddd-dd-ddTdd:dd:ddsdddd", "dddd-dd-ddTdd:dd:dd.dddsdddd",
    ]

    static func moment(_ text: ReferenceText) -> Int64? {
        guard forms.contains(where: { fits(text, $0) }) else { return nil }
        func number(_ range: Range<Int>) -> Int64 {
            Int64(ReferenceReading.string(text[range])) ?? 0
        }
        let year = number(0..<4)
        let month = number(5..<7)
        let dayOfMonth = number(8..<10)
        guard (1...12).contains(month), dayOfMonth >= 1, dayOfMonth <= length(month, year) else {
            return nil
        }
        let midnight = (days(before: year, month) + dayOfMonth - 1) * day
        if text.count == 10 { return midnight }
        let hour = number(11..<13)
        let minute = number(14..<16)
        let second = number(17..<19)
        guard hour < 24, minute < 60, second < 60 else { return nil }
        let fraction = text[19] == "." ? number(20..<23) : 0
        let local = midnight + hour * 3_600_000 + minute * 60_000 + second * 1_000 + fraction
        if text.last == "Z" { return local }
        let start = text.count - 4
        let hours = number(start..<start + 2)
        let minutes = number(start + 2..<start + 4)
        guard hours < 24, minutes < 60 else { return nil }
        let offset = hours * 3_600_000 + minutes * 60_000
        return text[start - 1] == "+" ? local - offset : local + offset
    }

    private static func fits(_ text: ReferenceText, _ form: String) -> Bool {
        let form = Array(form.unicodeScalars)
        guard text.count == form.count else { return false }
        for (scalar, wanted) in zip(text, form) {
            switch wanted {
            case "d": if !("0"..."9").contains(scalar) { return false }
            case "s": if scalar != "+" && scalar != "-" { return false }
            default: if scalar != wanted { return false }
            }
        }
        return true
    }

    private static func isLeap(_ year: Int64) -> Bool {
        if year % 400 == 0 { return true }
        return year % 4 == 0 && year % 100 != 0
    }

    private static func length(_ month: Int64, _ year: Int64) -> Int64 {
        if month == 2 { return isLeap(year) ? 29 : 28 }
        return [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Days from 1970 to the start of a month, counted one year and one month at a time.
    private static func days(before year: Int64, _ month: Int64) -> Int64 {
        var days: Int64 = 0
        for other in min(year, 1970)..<max(year, 1970) {
            let length: Int64 = isLeap(other) ? 366 : 365
            days += year < 1970 ? -length : length
        }
        for other in 1..<month { days += length(other, year) }
        return days
    }

    static func length(_ text: ReferenceText) -> Int64? {
        let units: [(name: String, factor: Int128)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
        ]
        let isNegative = text.first == "-"
        var rest = isNegative ? text.dropFirst() : text[...]
        var allowed = units[...]
        var total: Int128 = 0
        if rest.isEmpty { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            let letters = rest.prefix { !("0"..."9").contains($0) }
            rest = rest.dropFirst(letters.count)
            let name = ReferenceReading.string(letters)
            guard let amount = ReferenceReading.number(digits),
                let place = allowed.firstIndex(where: { $0.name == name })
            else { return nil }
            allowed = allowed[(place + 1)...]
            total += amount * units[place].factor
        }
        return Int64(exactly: isNegative ? -total : total)
    }
}
