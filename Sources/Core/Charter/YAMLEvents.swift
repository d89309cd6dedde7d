// The event parser inside the Yams package. Yams' own tree costs fifteen times as much (it matches
// regular expressions against every scalar), recurses without a limit and follows aliases.
internal import CYaml

/// One step of libyaml through a file.
struct YAMLEvent {
    enum Kind {
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case sequenceEnd
        case mappingStart
        case mappingEnd
        case alias
        case documentStart(hasDirectives: Bool)
        case documentEnd
        case streamStart
        case streamEnd
    }

    let kind: Kind
    /// The line, from 1.
    let line: Int
    /// The column, from 1, in Unicode scalars.
    let column: Int
    let hasAnchor: Bool
    let hasTag: Bool
}

/// What libyaml says against a text.
struct YAMLSyntaxError: Error {
    let reason: String
    let line: Int
    let column: Int

    /// Whether libyaml's own limit of 1,000 levels was reached, which is far above ours.
    var isAboutDepth: Bool { reason.hasPrefix("Maximum nesting level") }
}

/// Reads the events of one YAML text.
///
/// Its memory and time grow with the text alone: it keeps no
/// tree, follows no alias, and libyaml itself stops at 1,000 levels of nesting.
struct YAMLEvents: ~Copyable {
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// Begins to read; `bytes` must outlive the reader.
    init(reading bytes: UnsafeBufferPointer<UInt8>) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        yaml_parser_initialize(parser)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deinitialize(count: 1)
        parser.deallocate()
    }

    /// The next event.
    mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        let (kind, anchor, tag) = Self.content(of: event)
        return YAMLEvent(
            kind: kind,
            line: Int(event.start_mark.line) + 1,
            column: Int(event.start_mark.column) + 1,
            hasAnchor: anchor,
            hasTag: tag
        )
    }

    private static func content(
        of event: yaml_event_t
    ) -> (YAMLEvent.Kind, anchor: Bool, tag: Bool) {
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return (
                .scalar(
                    String(decoding: bytes, as: UTF8.self),
                    isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE
                ),
                scalar.anchor != nil, scalar.tag != nil
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return (.sequenceStart, start.anchor != nil, start.tag != nil)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return (.mappingStart, start.anchor != nil, start.tag != nil)
        case YAML_SEQUENCE_END_EVENT: return (.sequenceEnd, false, false)
        case YAML_MAPPING_END_EVENT: return (.mappingEnd, false, false)
        case YAML_ALIAS_EVENT: return (.alias, false, false)
        case YAML_DOCUMENT_START_EVENT:
            let start = event.data.document_start
            let hasDirectives =
                start.version_directive != nil
                || start.tag_directives.start != start.tag_directives.end
            return (.documentStart(hasDirectives: hasDirectives), false, false)
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, false, false)
        case YAML_STREAM_START_EVENT: return (.streamStart, false, false)
        default: return (.streamEnd, false, false)
        }
    }

    private func failure() -> YAMLSyntaxError {
        let parser = parser.pointee
        var reason = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
        if let context = parser.context {
            reason += " " + String(cString: context)
            if parser.context_mark.line != parser.problem_mark.line {
                reason += " that begins on line \(parser.context_mark.line + 1)"
            }
        }
        return YAMLSyntaxError(
            reason: reason,
            line: Int(parser.problem_mark.line) + 1,
            column: Int(parser.problem_mark.column) + 1
        )
    }
}
