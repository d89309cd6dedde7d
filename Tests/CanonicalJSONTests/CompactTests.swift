import CanonicalJSON
import Testing

@Suite struct `Compact JSON` {
    @Test func `stands on one line, in source order, and reads the same again`() throws {
        let text = #"{"b":[1,-9223372036854775808,{}],"a":{"é\n":null,"x":[]},"c":[true,1.50]}"#
        let json = try JSON(parsing: Array(text.utf8), options: .lenient)
        #expect(String(decoding: json.compactBytes(), as: UTF8.self) == text)
    }

    @Test func `takes values of any depth`() {
        var json: JSON = []
        for _ in 0..<10_000 { json = .array([json]) }
        #expect(json.compactBytes().count == 20_002)
        // Taken apart level by level: freeing it at once would recurse.
        while case .array(let items) = json, let inner = items.first { json = inner }
    }
}
