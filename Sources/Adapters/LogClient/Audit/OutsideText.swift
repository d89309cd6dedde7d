extension String {
    /// A text that may hold what somebody else has sent, in one line of bounded length: control
    /// characters are written as escapes, so that nothing steers a terminal or forges a line.
    var inOneLine: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars.prefix(Self.longestLine) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                let escape = "\\u{\(String(scalar.value, radix: 16))}"
                result.append(contentsOf: escape.unicodeScalars)
            default: result.append(scalar)
            }
        }
        if unicodeScalars.count > Self.longestLine { result.append("…") }
        return String(result)
    }

    private static var longestLine: Int { 1000 }
}
