import CanonicalJSON
import Cedar
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

    static func text(_ path: String) throws -> String {
        try String(decoding: bytes(path), as: UTF8.self)
    }

    static func json(_ path: String) throws -> JSON { try parse(bytes(path)) }

    /// The documents of a file with one on each line; the large files are read once.
    static func lines(_ path: String) throws -> [JSON] {
        switch path {
        case "corpus-2000.jsonl": try corpus.get()
        case "differential/cases.jsonl": try cases.get()
        default: try read(path)
        }
    }

    private static let corpus = Result { try read("corpus-2000.jsonl") }
    private static let cases = Result { try read("differential/cases.jsonl") }

    private static func read(_ path: String) throws -> [JSON] {
        try bytes(path).split(separator: 0x0A).map { try parse(Array($0)) }
    }

    static func parse(_ bytes: [UInt8]) throws -> JSON {
        var options = JSONOptions.lenient
        options.maximumDepth = 256
        return try JSON(parsing: bytes, options: options)
    }
}

/// Counts how many cases agree and remembers the first that do not.
struct Tally {
    let name: String
    private(set) var agreed = 0
    private(set) var total = 0
    private(set) var failures: [String] = []

    init(_ name: String) {
        self.name = name
    }

    mutating func check(_ isRight: Bool, _ note: @autoclosure () -> String) {
        total += 1
        if isRight {
            agreed += 1
        } else if failures.count < 20 {
            failures.append(note())
        }
    }

    func finish(sourceLocation: SourceLocation = #_sourceLocation) {
        print("\(name): \(agreed) of \(total) agree")
        for failure in failures { print("  \(failure)") }
        #expect(total > 0, sourceLocation: sourceLocation)
        #expect(agreed == total, sourceLocation: sourceLocation)
    }
}

extension Vectors {
    static func files(_ folder: String, ending suffix: String) throws -> [String] {
        let path = root.appendingPathComponent(folder).path
        return try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasSuffix(suffix) }
            .sorted()
            .map { "\(folder)/\($0)" }
    }
}
