import Charter
import Governance
import Testing

@Suite struct `Hostile input` {
    private func codes(_ text: String) -> Set<CharterProblem.Code> {
        Set(ParsedCharterFile(file("x.yaml", text)).problems.map(\.code))
    }

    @Test(arguments: [10_000, 1_000_000])
    func `nested in brackets is refused`(depth: Int) {
        let text = "articles: " + String(repeating: "[", count: depth)

        #expect(codes(text) == [.tooDeep])
    }

    @Test(arguments: [10_000, 1_000_000])
    func `nested in braces is refused`(depth: Int) {
        let text = "articles: " + String(repeating: "{a: ", count: depth)

        #expect(codes(text) == [.tooDeep])
    }

    @Test(arguments: [10_000, 1_000_000])
    func `nested in lists on one line is refused`(depth: Int) {
        #expect(codes(String(repeating: "- ", count: depth)) == [.tooDeep])
    }

    @Test func `nested in blocks is refused`() {
        var text = ""
        for depth in 0..<2_000 { text += String(repeating: " ", count: depth) + "a:\n" }

        #expect(codes(text) == [.tooDeep])
    }

    @Test func `nested in explicit keys is refused`() {
        let text = String(repeating: "? ", count: 100_000)

        #expect(!codes(text).isEmpty)
    }

    @Test func `nested as deep as allowed is read`() {
        let depth = CharterLimits.depth - 1
        let text =
            "articles: " + String(repeating: "[", count: depth)
            + String(repeating: "]", count: depth) + "\n"

        #expect(codes(text) == [.wrongType])
    }

    @Test func `nested one deeper than allowed is refused`() {
        let depth = CharterLimits.depth
        let text =
            "articles: " + String(repeating: "[", count: depth)
            + String(repeating: "]", count: depth) + "\n"

        #expect(codes(text) == [.tooDeep])
    }

    @Test func `that multiplies by aliases is refused`() {
        var text = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<50 {
            let aliases = (0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", ")
            text += "b\(level): &a\(level) [\(aliases)]\n"
        }

        #expect(codes(text) == [.unsupported])
    }

    @Test func `that multiplies by aliases in keys is refused`() {
        var text = "? &a0 [x]\n: y\n"
        for level in 1..<50 { text += "? &a\(level) [*a\(level - 1), *a\(level - 1)]\n: y\n" }

        #expect(codes(text) == [.unsupported])
    }

    @Test func `of more bytes than a file may have is refused`() {
        let text = String(repeating: "# remark\n", count: CharterLimits.fileBytes / 9 + 1)

        #expect(codes(text) == [.tooLarge])
    }

    @Test func `of more files than a charter may have is refused`() throws {
        let files = (0...CharterLimits.files).map { file("\($0).yaml", "") }
        do throws(CharterProblems) {
            _ = try CharterDocument(files: files)
            Issue.record("the charter was accepted")
        } catch {
            #expect(error.problems.map(\.code).contains(.tooLarge))
        }
    }

    @Test func `with a great many faults is told of the first hundred`() {
        let text = "articles:\n" + String(repeating: "  - {id: A}\n", count: 50_000)

        let problems = ParsedCharterFile(file("x.yaml", text)).problems

        #expect(problems.count == CharterLimits.problemsPerFile)
    }

    @Test func `with a great many keys in one mapping is read in linear time`() {
        var text = ""
        for index in 0..<100_000 { text += "k\(index): x\n" }

        let problems = ParsedCharterFile(file("x.yaml", text)).problems

        #expect(problems.count == CharterLimits.problemsPerFile)
    }

    @Test func `with one very long line is shown in part`() throws {
        let text = "articles: " + String(repeating: "é", count: 100_000) + "\n"

        let problem = try #require(ParsedCharterFile(file("x.yaml", text)).problems.first)

        #expect((problem.sourceLine?.utf8.count ?? 0) <= 404)
        #expect(problem.reason.utf8.count <= 404)
    }

    @Test func `of random bytes is refused or read, never a crash`() {
        var random = SplitMix(seed: 0x00C0_FFEE)
        let pieces = [
            "articles:", "\n", "  ", "- ", "id: ", "a", "{", "}", "[", "]", ",", ": ", "? ", "&x ",
            "*x", "!t ", "|", ">", "\"", "'", "#", "%", "---", "...", "é", "\\", "title: T", "<<: ",
        ]
        for _ in 0..<3_000 {
            var text = ""
            for _ in 0..<Int(random.next() % 40) {
                text += pieces[Int(random.next() % UInt64(pieces.count))]
            }
            let parsed = ParsedCharterFile(file("x.yaml", text))
            for problem in parsed.problems {
                #expect(problem.position != nil, "seed 0xC0FFEE: \(text)")
            }
        }
    }
}

/// Numbers that are the same on every run (SplitMix64).
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
