import Foundation

/// The folder that a charter is written to.
struct CharterFolder {
    /// How many items a file holds at the most.
    static let itemsPerFile = 500

    private let root: URL

    /// Makes the folder, which must be new or empty.
    init(path: String) throws {
        root = URL(fileURLWithPath: path, isDirectory: true)
        let manager = FileManager.default
        try manager.createDirectory(at: root, withIntermediateDirectories: true)
        guard try manager.contentsOfDirectory(atPath: root.path).isEmpty else {
            throw Problem("folder `\(path)` is not empty")
        }
    }

    /// Writes a section and gives the number of files.
    func write(_ section: Section) throws -> Int {
        if section.kind == "charter" {
            let lines = section.items.joined(separator: "\n")
            try write("charter:\n" + indented(lines, first: "  ") + "\n", to: "charter.yaml")
            return 1
        }
        let starts = Array(stride(from: 0, to: section.items.count, by: Self.itemsPerFile))
        for (number, start) in starts.enumerated() {
            let items = section.items[start..<min(start + Self.itemsPerFile, section.items.count)]
            let text = items.map { indented($0, first: "  - ") }.joined(separator: "\n")
            let name = starts.count == 1 ? "" : "-" + CharterGenerator.padded(number + 1, 3)
            try write("\(section.kind):\n\(text)\n", to: "\(section.kind)\(name).yaml")
        }
        for file in section.files { try write(file.text, to: file.path) }
        return starts.count + section.files.count
    }

    private func indented(_ text: String, first: String) -> String {
        let rest = String(repeating: " ", count: first.count)
        return first + text.split(separator: "\n").joined(separator: "\n" + rest)
    }

    private func write(_ text: String, to path: String) throws {
        let url = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: url)
    }
}
