import Foundation

/// The sources as text, with what the architecture's rules ask of them.
struct SourceTree {
    /// One file.
    struct File {
        let path: String
        let target: String
        let lines: [String]

        /// The modules that the file imports.
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index < 3,
                    words.prefix(index).allSatisfy({ Self.modifiers.contains(String($0)) })
                else { return nil }
                return words.dropFirst(index + 1).last.map {
                    String($0.split(separator: ".").first ?? $0)
                }
            }
        }

        private static let modifiers: Set<String> = [
            "public", "internal", "private", "package", "fileprivate", "@preconcurrency",
            "@testable",
        ]
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The files under a floor such as `Sources/Core`; the folder below it is the target.
    static func files(under floor: String) throws -> [File] {
        let folder = root + "/" + floor
        let paths =
            FileManager.default.enumerator(atPath: folder)?
            .compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
            return File(
                path: floor + "/" + path,
                target: String(path.split(separator: "/").first ?? ""),
                lines: text.split(separator: "\n", omittingEmptySubsequences: false)
                    .map(String.init)
            )
        }
    }

    /// The targets of a floor.
    static func targets(of floor: String) throws -> Set<String> {
        Set(try files(under: floor).map(\.target))
    }
}
