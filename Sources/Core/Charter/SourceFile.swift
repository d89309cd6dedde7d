/// A file with the beginnings of its lines, so that any line can be shown.
struct SourceFile: Sendable {
    let path: String
    let bytes: [UInt8]
    private let lineStarts: [Int32]

    init(_ file: CharterFile) {
        path = file.path
        bytes = file.bytes
        var starts: [Int32] = [0]
        file.bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices where bytes[index] == 0x0A {
                starts.append(Int32(truncatingIfNeeded: index + 1))
            }
        }
        lineStarts = starts
    }

    /// How many lines the file has.
    var lineCount: Int { lineStarts.count }

    /// The text of a line without its end, at most 400 bytes of it; `nil` when there is none.
    func line(_ number: Int) -> String? {
        guard lineStarts.indices.contains(number - 1) else { return nil }
        let start = Int(lineStarts[number - 1])
        let end =
            lineStarts.indices.contains(number) ? Int(lineStarts[number]) - 1 : bytes.count
        var line = bytes[start..<end]
        if line.last == 0x0D { line = line.dropLast() }
        guard line.count > 400 else { return String(decoding: line, as: UTF8.self) }
        var cut = line.prefix(400)
        while let last = cut.last, last & 0xC0 == 0x80 { cut = cut.dropLast() }
        return String(decoding: cut.dropLast(), as: UTF8.self) + "…"
    }

    /// The place of a byte.
    func position(ofByte offset: Int) -> SourcePosition {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
        }
        let before = bytes[Int(lineStarts[low])..<min(offset, bytes.count)]
        let column = before.count { $0 & 0xC0 != 0x80 } + 1
        return SourcePosition(file: path, line: low + 1, column: column)
    }
}
