import CanonicalJSON
import Testing

@Suite struct Objects {
    @Test(arguments: [3, 12, 13, 40])
    func `keep source order through every change`(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["k\(number)"] = .integer(Int64(number)) }
        object["k1"] = "changed"
        object["k0"] = nil
        object["absent"] = nil

        #expect(object.count == count - 1)
        #expect(object.keys == (1..<count).map { "k\($0)" })
        #expect(object["k1"] == "changed")
        #expect(object["k0"] == nil)
        #expect(object["k\(count - 1)"] == .integer(Int64(count - 1)) || count == 2)
        object["k0"] = 0
        #expect(object.keys.last == "k0")
        #expect(object["k0"] == 0)
    }

    @Test func `are equal in any order`() {
        let left: JSON = ["a": 1, "b": ["c": [1, 2]]]
        let right: JSON = ["b": ["c": [1, 2]], "a": 1]

        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(left != ["a": 1, "b": ["c": [2, 1]]])
        #expect(left != ["a": 1])
        #expect(left != ["a": 1, "c": ["c": [1, 2]]])
        #expect(JSON.integer(1) != JSON.string("1"))
        #expect(JSON.decimal("1.0") != JSON.decimal("1.00"))
    }

    @Test func `give nothing for the wrong kind`() {
        let values: [JSON] = [.null, true, 1, .decimal("1.5"), "s", [1], ["a": 1]]

        #expect(
            values.map { $0.boolValue != nil } == [false, true, false, false, false, false, false]
        )
        #expect(values.map { $0.integerValue != nil }.filter { $0 }.count == 1)
        #expect(values.map { $0.stringValue != nil }.filter { $0 }.count == 1)
        #expect(values.map { $0.arrayValue != nil }.filter { $0 }.count == 1)
        #expect(values.map { $0.objectValue != nil }.filter { $0 }.count == 1)
        #expect(values.map { $0["a"] != nil }.filter { $0 }.count == 1)
    }
}
