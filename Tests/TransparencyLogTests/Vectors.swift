import CanonicalJSON
import Foundation
import Testing

/// Test data outside the repository, found through `CABILDO_VECTORS`.
enum Vectors {
    static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["CABILDO_VECTORS"] {
            return URL(fileURLWithPath: path)
        }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("../shared/vectors")
    }()

    static var arePresent: Bool {
        let present = FileManager.default.fileExists(
            atPath: root.appendingPathComponent("tlog").path
        )
        if !present { print("no test vectors at \(root.path): set CABILDO_VECTORS") }
        return present
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: root.appendingPathComponent(path)))
    }

    static func json(_ path: String) throws -> JSON {
        try JSON(parsing: bytes(path), options: .lenient)
    }

    static func jsonLines(_ path: String) throws -> [JSON] {
        var lines: [JSON] = []
        for line in try bytes(path).split(separator: 0x0A) {
            lines.append(try JSON(parsing: line, options: .lenient))
        }
        return lines
    }
}
