internal import CanonicalJSON

/// Builds the JSON value and the positions of one file from its YAML events.
///
/// Recursion is bounded: the first value deeper than ``CharterLimits/depth`` ends the reading.
struct TreeBuilder: ~Copyable {
    /// The reading cannot go on; the problem has been noted.
    struct Stop: Error {}

    let source: SourceFile
    private var events: YAMLEvents
    private(set) var positions = PositionTree()
    private(set) var problems: [CharterProblem] = []

    /// Begins to read `source`, whose bytes are at `bytes` as long as the builder lives.
    init(_ source: SourceFile, reading bytes: UnsafeBufferPointer<UInt8>) {
        self.source = source
        events = YAMLEvents(reading: bytes)
    }

    /// Reads the whole file; `nil` when it is empty or cannot be read to its end.
    mutating func build() -> JSON? {
        do {
            return try document()
        } catch {
            return nil
        }
    }

    private mutating func document() throws(Stop) -> JSON? {
        _ = try next()
        let start = try next()
        guard case .documentStart(let hasDirectives) = start.kind else { return nil }
        if hasDirectives {
            try note(.unsupported, at: start, "a charter has no YAML directives")
        }
        let root = try next()
        let value = try value(from: root, depth: 0)
        _ = try next()
        let end = try next()
        if case .documentStart = end.kind {
            try note(
                .severalDocuments,
                at: end,
                "a second document begins in the file",
                help: "put it in a file of its own"
            )
            throw Stop()
        }
        return value.json
    }

    private mutating func next() throws(Stop) -> YAMLEvent {
        do {
            return try events.next()
        } catch {
            // libyaml points past the end where the text stops too early.
            let line = min(error.line, max(1, source.lineCount))
            problems.append(
                problem(
                    error.isAboutDepth ? .tooDeep : .syntax,
                    error.line == line ? (line, error.column) : (line, 1),
                    error.reason
                )
            )
            throw Stop()
        }
    }

    /// Reads one value, whose first event has been read.
    private mutating func value(
        from event: YAMLEvent,
        depth: Int
    ) throws(Stop) -> (json: JSON, node: Int) {
        let node = positions.open(line: event.line, column: event.column)
        if event.hasAnchor {
            try note(.unsupported, at: event, "a charter has no anchors", help: "write it out")
        }
        if event.hasTag {
            try note(
                .unsupported,
                at: event,
                "a charter has no tags",
                help: "write the value alone"
            )
        }
        let json: JSON
        switch event.kind {
        case .scalar(let text, let isPlain):
            json = isPlain ? try plain(text, at: event) : .string(text)
        case .sequenceStart: json = try sequence(depth: try deeper(depth, at: event))
        case .mappingStart: json = try mapping(depth: try deeper(depth, at: event))
        case .alias:
            try note(.unsupported, at: event, "a charter has no aliases", help: "write it out")
            json = .null
        default: throw Stop()
        }
        positions.close(node)
        return (json, node)
    }

    private mutating func deeper(_ depth: Int, at event: YAMLEvent) throws(Stop) -> Int {
        guard depth < CharterLimits.depth else {
            try note(
                .tooDeep,
                at: event,
                "mappings and lists lie more than \(CharterLimits.depth) deep within each other"
            )
            throw Stop()
        }
        return depth + 1
    }

    private mutating func plain(_ text: String, at event: YAMLEvent) throws(Stop) -> JSON {
        switch PlainScalar(text) {
        case .value(let json): return json
        case .noValue:
            try note(.noValue, at: event, "a value is missing", help: "leave the member out")
        case .ambiguous(let other):
            try note(
                .ambiguousScalar,
                at: event,
                "some readers of YAML take `\(text.prefix(40))` for \(other)",
                help: other == "a boolean"
                    ? "write true or false, or put it in quotation marks"
                    : "put it in quotation marks, or write plain digits"
            )
        }
        return .null
    }

    private mutating func sequence(depth: Int) throws(Stop) -> JSON {
        var elements: [JSON] = []
        while true {
            let event = try next()
            if case .sequenceEnd = event.kind { return .array(elements) }
            elements.append(try value(from: event, depth: depth).json)
        }
    }

    private mutating func mapping(depth: Int) throws(Stop) -> JSON {
        var members = JSONObject()
        while true {
            let event = try next()
            if case .mappingEnd = event.kind { return .object(members) }
            let key = try key(from: event)
            let (json, node) = try value(from: try next(), depth: depth)
            positions.setKey(key, line: event.line, column: event.column, of: node)
            guard members[key] == nil else {
                try note(
                    .duplicateKey,
                    at: event,
                    "`\(key.prefix(80))` is given twice",
                    help: "keep one of the two"
                )
                continue
            }
            members[key] = json
        }
    }

    private mutating func key(from event: YAMLEvent) throws(Stop) -> String {
        if event.hasAnchor || event.hasTag {
            try note(.unsupported, at: event, "a charter has no anchors and no tags")
        }
        guard case .scalar(let text, let isPlain) = event.kind else {
            try note(.unsupported, at: event, "a key is plain text, not a list or mapping")
            throw Stop()
        }
        guard isPlain else { return text }
        if text == "<<" {
            try note(.unsupported, at: event, "a charter has no merge keys", help: "write it out")
        } else if case .value = PlainScalar(text) {
            return text
        } else {
            try note(
                .ambiguousScalar,
                at: event,
                "the key `\(text.prefix(40))` is not text to all readers of YAML",
                help: "put it in quotation marks"
            )
        }
        return text
    }

    private mutating func note(
        _ code: CharterProblem.Code,
        at event: YAMLEvent,
        _ reason: String,
        help: String? = nil
    ) throws(Stop) {
        problems.append(problem(code, (event.line, event.column), reason, help: help))
        if problems.count >= CharterLimits.problemsPerFile { throw Stop() }
    }

    private func problem(
        _ code: CharterProblem.Code,
        _ place: (line: Int, column: Int),
        _ reason: String,
        help: String? = nil
    ) -> CharterProblem {
        CharterProblem(
            code,
            at: SourcePosition(file: source.path, line: place.line, column: place.column),
            reason,
            help: help,
            sourceLine: source.line(place.line)
        )
    }
}
