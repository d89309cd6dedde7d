public import CanonicalJSON
public import Cedar

/// What is wrong in a file, with its place.
public struct CedarDiagnostic: Error, Sendable, Equatable {
    /// How bad it is.
    public enum Severity: String, Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used all the same.
        case warning
    }

    /// How bad it is.
    public let severity: Severity
    /// The name of the file.
    public let file: String
    /// Where in the file, if that is known.
    public let position: SourcePosition?
    /// The stable name of the kind.
    public let code: String
    /// The policy, if it is about one.
    public let policy: String?
    /// One line for a person.
    public let reason: String
    /// One line of help.
    public let hint: String?
    private let source: String?

    /// Makes a diagnostic of an error in a text or a document.
    public init(_ error: any Error, in file: CedarFile) {
        self.severity = .error
        self.file = file.name
        self.policy = nil
        switch error {
        case let error as CedarError:
            position = error.position
            code = error.code.rawValue
            reason = error.reason
            hint = error.hint
        case let error as JSONError where error.line > 0:
            position = SourcePosition(
                line: error.line,
                column: error.column,
                offset: error.offset
            )
            code = error.code.rawValue
            reason = error.reason
            hint = nil
        default:
            position = nil
            code = "unusable"
            reason = "\(error)"
            hint = nil
        }
        self.source = position.flatMap { Self.line(of: $0, in: file) }
    }

    /// Makes a diagnostic of what the validator found; its positions may not be those of the file.
    public init(_ finding: ValidationFinding, in file: CedarFile, hasPositions: Bool) {
        self.severity = finding.isWarning ? .warning : .error
        self.file = file.name
        self.position = hasPositions ? finding.position : nil
        self.code = finding.code.rawValue
        self.policy = finding.policyID
        self.reason = finding.reason
        self.hint = nil
        self.source = position.flatMap { Self.line(of: $0, in: file) }
    }

    /// The diagnostic for a person: place, reason, the line of the source with a caret, and help.
    public var text: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        let subject = policy.map { "policy `\($0)`: " } ?? ""
        var text = "\(file)\(place): \(severity.rawValue)[\(code)]: \(subject)\(reason)\n"
        if let position, let source {
            let number = String(position.line)
            let margin = String(repeating: " ", count: number.count)
            let (line, column) = Self.window(source, position.column)
            text += "  \(number) | \(line)\n"
            text += "  \(margin) | \(String(repeating: " ", count: column))^\n"
        }
        if let hint { text += "  hint: \(hint)\n" }
        return text
    }

    /// The diagnostic for a program.
    public var json: JSON {
        var object: JSONObject = [
            "severity": .string(severity.rawValue), "code": .string(code), "file": .string(file),
        ]
        if let position {
            object["line"] = .integer(Int64(position.line))
            object["column"] = .integer(Int64(position.column))
        }
        if let policy { object["policy"] = .string(policy) }
        object["reason"] = .string(reason)
        if let hint { object["hint"] = .string(hint) }
        return .object(object)
    }

    private static func line(of position: SourcePosition, in file: CedarFile) -> String? {
        guard position.offset <= file.bytes.count else { return nil }
        var start = position.offset
        while start > 0, file.bytes[start - 1] != 0x0A { start -= 1 }
        var end = position.offset
        while end < file.bytes.count, file.bytes[end] != 0x0A { end += 1 }
        return String(decoding: file.bytes[start..<end], as: UTF8.self)
    }

    /// A part of a line around a column, with each character that would move the caret replaced.
    private static func window(_ line: String, _ column: Int) -> (text: String, column: Int) {
        let scalars = line.unicodeScalars.dropFirst(max(0, column - 70)).prefix(100)
        var text = String.UnicodeScalarView()
        for scalar in scalars {
            switch scalar.properties.generalCategory {
            case .control: text.append(scalar == "\t" || scalar == "\r" ? " " : "\u{FFFD}")
            case .format, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark:
                text.append("\u{FFFD}")
            default: text.append(scalar)
            }
        }
        return (String(text), column - 1 - max(0, column - 70))
    }
}
