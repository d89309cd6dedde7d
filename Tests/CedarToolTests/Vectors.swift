import CanonicalJSON
import Composition
import Foundation
import Testing

/// The shared test vectors, read at run time.
enum Vectors {
    static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["CABILDO_VECTORS"] {
            return URL(fileURLWithPath: path).appendingPathComponent("cedar")
        }
        var package = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { package.deleteLastPathComponent() }
        for up in ["..", "../.."] {
            let candidate = package.appendingPathComponent("\(up)/shared/vectors/cedar")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return package.appendingPathComponent("../shared/vectors/cedar")
    }()

    static let arePresent = FileManager.default.fileExists(atPath: root.path)

    static func bytes(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: root.appendingPathComponent(path)))
    }

    static func json(_ path: String) throws -> JSON { try CedarForms.json(bytes(path)) }

    /// The documents of a file with one on each line.
    static func lines(_ path: String) throws -> [JSON] {
        try bytes(path).split(separator: 0x0A).map { try CedarForms.json($0) }
    }
}

extension JSON {
    /// A member, or null.
    func at(_ key: String) -> JSON { self[key] ?? .null }

    /// The object without some members.
    func without(_ keys: String...) -> JSON {
        guard var object = objectValue else { return self }
        for key in keys { object[key] = nil }
        return .object(object)
    }
}
