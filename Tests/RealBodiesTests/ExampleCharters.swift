import Charter
import CharterFolder
import Foundation
import Governance

/// Reads a charter from a folder under `Examples`, as the program does.
func charter(of folder: String) throws -> CharterContent {
    try document(of: folder).content
}

/// Reads a charter with the places of its items.
func document(of folder: String) throws -> CharterDocument {
    try CharterDocument(files: CharterFolder(examples.appendingPathComponent(folder).path).read())
}

/// The folder `Examples` of the repository.
let examples = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()
    .appendingPathComponent("Examples")
