import Testing

@Suite struct Floors {
    @Test func `point their arrows only downward`() throws {
        let core = try SourceTree.targets(of: "Sources/Core")
        let adapters = try SourceTree.targets(of: "Sources/Adapters")
        let services = try SourceTree.targets(of: "Sources/Services")
        let apps = try SourceTree.targets(of: "Sources/Apps")
        #expect(!core.isEmpty && !adapters.isEmpty && !services.isEmpty && !apps.isEmpty)

        let forbidden: [(floor: String, modules: Set<String>)] = [
            ("Sources/Core", adapters.union(services).union(apps)),
            ("Sources/Adapters", adapters.union(services).union(apps)),
            ("Sources/Services", services.union(apps)),
        ]
        for (floor, modules) in forbidden {
            for file in try SourceTree.files(under: floor) {
                let wrong = file.imports.filter { modules.contains($0) && $0 != file.target }
                #expect(wrong.isEmpty, "\(file.path) imports \(wrong)")
            }
        }
    }

    @Test func `keep core pure`() throws {
        let core = try SourceTree.targets(of: "Sources/Core")
        let allowed = core.union(["Crypto", "Synchronization"])
        for file in try SourceTree.files(under: "Sources/Core") {
            let extra: Set<String> = file.target == "Charter" ? ["Yams", "CYaml"] : []
            let wrong = file.imports.filter { !allowed.union(extra).contains($0) }
            #expect(wrong.isEmpty, "\(file.path) imports \(wrong)")
        }
    }

    @Test func `keep the policy language free of everything but a JSON parser`() throws {
        for file in try SourceTree.files(under: "Sources/Core").filter({ $0.target == "Cedar" }) {
            #expect(file.imports.allSatisfy { $0 == "CanonicalJSON" }, "\(file.path)")
        }
    }

    @Test(arguments: [
        ("Sources/Core", "Date()", "take an Instant from the caller"),
        ("Sources/Core", "UUID()", "take an identifier from the caller"),
        ("Sources/Core", "SystemRandomNumberGenerator", "take randomness from the caller"),
        ("Sources/Core", ".random(", "take randomness from the caller"),
        ("Sources/Core", " async ", "core is synchronous"),
        ("Sources/Core", "await ", "core is synchronous"),
        ("Sources/Core", ": Double", "reckon in whole numbers"),
        ("Sources/Core", ": Float", "reckon in whole numbers"),
        ("Sources", "try!", "throw the error"),
        ("Sources", "fatalError(", "throw an error; preconditions are for programmers' mistakes"),
        ("Sources/Core", " print(", "return the text"),
        ("Sources/Adapters", " print(", "log it"),
        ("Sources/Services", " print(", "log it"),
        ("Sources/Services", "Thread.sleep", "wait for what you wait for"),
        ("Tests", "Thread.sleep", "wait for what you wait for"),
    ])
    func `ban some calls`(floor: String, call: String, instead: String) throws {
        for file in try SourceTree.files(under: floor)
        where !file.path.hasPrefix("Tests/ArchitectureTests") && !Self.isExempt(file, call) {
            for (number, line) in file.lines.enumerated() {
                let code = line.drop { $0 == " " }
                guard !code.hasPrefix("//"), !code.contains("func print("), line.contains(call)
                else { continue }
                Issue.record("\(file.path):\(number + 1): `\(call)` is banned: \(instead)")
            }
        }
    }

    /// Swift's Codable asks every decoder for floating point, if only to refuse it.
    private static func isExempt(_ file: SourceTree.File, _ call: String) -> Bool {
        file.path.hasPrefix("Sources/Core/CanonicalJSON/Coding/")
            && (call == ": Double" || call == ": Float")
    }

    @Test func `let no file grow past five hundred lines`() throws {
        let files = try SourceTree.files(under: "Sources") + SourceTree.files(under: "Tests")
        for file in files {
            #expect(file.lines.count <= 500, "\(file.path) has \(file.lines.count) lines")
        }
        let lengths = files.map(\.lines.count).sorted()
        print(
            "\(files.count) files, \(lengths.reduce(0, +)) lines, median "
                + "\(lengths[lengths.count / 2]), longest \(lengths.last ?? 0)"
        )
    }

    @Test func `report long functions`() throws {
        var long: [(length: Int, place: String)] = []
        for file in try SourceTree.files(under: "Sources") {
            var start: (line: Int, indent: Int)?
            for (number, line) in file.lines.enumerated() {
                let indent = line.prefix { $0 == " " }.count
                if line.contains("func "), line.hasSuffix("{") {
                    start = (number, indent)
                } else if let opened = start, indent == opened.indent, line.hasSuffix("}") {
                    let length = number - opened.line + 1
                    if length > 70 { long.append((length, "\(file.path):\(opened.line + 1)")) }
                    start = nil
                }
            }
        }
        for function in long.sorted(by: { $0.length > $1.length }) {
            print("\(function.place): a function of \(function.length) lines")
        }
        #expect(long.allSatisfy { $0.length <= 120 })
    }
}
