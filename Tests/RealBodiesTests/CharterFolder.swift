import Charter
import Foundation
import Governance

/// Reads a charter from a folder under `Examples`, through the same loader as the program.
func charter(of folder: String) throws -> CharterContent {
    try document(of: folder).content
}

func document(of folder: String) throws -> CharterDocument {
    let root = examples.appendingPathComponent(folder)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    let files = try paths.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".cedar") }.map { path in
        let content = try Data(contentsOf: root.appendingPathComponent(path))
        return CharterFile(path: path, bytes: Array(content))
    }
    return try CharterDocument(files: files)
}

let examples = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("Examples")
