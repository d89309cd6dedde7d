public import Logging

/// Writes each log line as one JSON object: `ts`, `level`, `logger`, `message`, `metadata`.
public struct JSONLinesLogHandler: LogHandler {
    /// The lowest level that is written.
    public var logLevel: Logger.Level
    /// What is added to every line.
    public var metadata: Logger.Metadata = [:]
    /// Adds metadata of the current task to every line.
    public var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let now: @Sendable () -> Int64
    private let write: @Sendable (String) -> Void

    /// Names that a library gives and their names in our lines.
    private static let renamed = ["hb.request.id": "request_id"]

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - label: the logger's name.
    ///   - level: the lowest level that is written.
    ///   - now: the time, in milliseconds since 1970.
    ///   - write: takes a line with its final newline; writes to standard error where nil.
    public init(
        label: String,
        level: Logger.Level = .info,
        now: @escaping @Sendable () -> Int64,
        write: (@Sendable (String) -> Void)? = nil
    ) {
        self.label = label
        self.logLevel = level
        self.now = now
        self.write = write ?? { StandardError.write($0) }
    }

    /// A piece of metadata that is added to every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line.
    public func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        all.merge(event.metadata ?? [:]) { $1 }
        var line = "{"
        func member(_ name: String, _ value: String) {
            JSONText.appendName(name, to: &line)
            JSONText.append(value, to: &line)
        }
        member("ts", Timestamp.text(milliseconds: now()))
        member("level", event.level.rawValue)
        member("logger", label)
        member("message", event.message.description)
        JSONText.appendName("metadata", to: &line)
        Self.append(.dictionary(all), to: &line)
        write(line + "}\n")
    }

    private static func append(_ value: Logger.MetadataValue, to text: inout String) {
        switch value {
        case .string(let string): JSONText.append(string, to: &text)
        case .stringConvertible(let value): JSONText.append(value.description, to: &text)
        case .array(let values):
            text.append("[")
            for (index, value) in values.enumerated() {
                if index > 0 { text.append(",") }
                append(value, to: &text)
            }
            text.append("]")
        case .dictionary(let members):
            text.append("{")
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                JSONText.appendName(renamed[name] ?? name, to: &text)
                append(value, to: &text)
            }
            text.append("}")
        }
    }
}
