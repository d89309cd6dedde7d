extension JSON {
    /// The value as text for people: two spaces a level, members in source order, no final newline.
    ///
    /// Works with its own stack, so deep values cannot exhaust the thread's.
    public func prettyText() -> String {
        var writer = TextWriter(isPretty: true)
        writer.write(self)
        return String(decoding: writer.output, as: UTF8.self)
    }

    /// The value on one line, without space: members in source order, integers of 64 bits.
    ///
    /// Unlike canonical bytes this takes every value. It works with its own stack too.
    public func compactBytes() -> [UInt8] {
        var writer = TextWriter(isPretty: false)
        writer.write(self)
        return writer.output
    }
}

private struct TextWriter {
    private enum Frame {
        case array(ArraySlice<JSON>)
        case object(Slice<JSONObject>)
    }

    private let isPretty: Bool
    private(set) var output: [UInt8] = []
    private var frames: [Frame] = []

    init(isPretty: Bool) {
        self.isPretty = isPretty
    }

    mutating func write(_ value: JSON) {
        open(value)
        while let frame = frames.popLast() {
            switch frame {
            case .array(let rest): writeElement(of: rest)
            case .object(let rest): writeMember(of: rest)
            }
        }
    }

    private mutating func writeElement(of rest: ArraySlice<JSON>) {
        guard let element = rest.first else { return close(UInt8(ascii: "]")) }
        frames.append(.array(rest.dropFirst()))
        separate(first: rest.startIndex == 0)
        open(element)
    }

    private mutating func writeMember(of rest: Slice<JSONObject>) {
        guard let member = rest.first else { return close(UInt8(ascii: "}")) }
        frames.append(.object(rest.dropFirst()))
        separate(first: rest.startIndex == 0)
        StringWriter.write(member.key, to: &output)
        output.append(contentsOf: (isPretty ? ": " : ":").utf8)
        open(member.value)
    }

    /// Writes a scalar, or the start of a container whose rest goes on the stack.
    private mutating func open(_ value: JSON) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .integer(let number): output.append(contentsOf: String(number).utf8)
        case .decimal(let text): output.append(contentsOf: text.utf8)
        case .string(let text): StringWriter.write(text, to: &output)
        case .array(let elements) where elements.isEmpty: output.append(contentsOf: "[]".utf8)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            frames.append(.array(elements[...]))
        case .object(let object) where object.isEmpty: output.append(contentsOf: "{}".utf8)
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            frames.append(.object(object[...]))
        }
    }

    private mutating func separate(first: Bool) {
        if !first { output.append(UInt8(ascii: ",")) }
        breakLine()
    }

    private mutating func close(_ bracket: UInt8) {
        breakLine()
        output.append(bracket)
    }

    private mutating func breakLine() {
        guard isPretty else { return }
        output.append(0x0A)
        output.append(contentsOf: repeatElement(0x20, count: 2 * frames.count))
    }
}
