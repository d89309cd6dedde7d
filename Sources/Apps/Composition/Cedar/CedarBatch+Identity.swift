internal import CanonicalJSON

extension CedarBatch {
    /// The `id` of a line that is not valid JSON as a whole, if it can be told.
    ///
    /// Members are passed over by their brackets and strings alone; the value of `id` must be a
    /// string or a number that is valid by itself.
    static func identity(_ line: ArraySlice<UInt8>) -> JSON? {
        var place = line.startIndex
        skipBlanks(line, &place)
        guard place < line.endIndex, line[place] == UInt8(ascii: "{") else { return nil }
        place += 1
        while true {
            skipBlanks(line, &place)
            guard let key = scalar(line, &place), line[key].first == UInt8(ascii: "\"") else {
                return nil
            }
            skipBlanks(line, &place)
            guard place < line.endIndex, line[place] == UInt8(ascii: ":") else { return nil }
            place += 1
            skipBlanks(line, &place)
            if line[key].elementsEqual(#""id""#.utf8) {
                guard let value = scalar(line, &place) else { return nil }
                return try? CedarForms.json(line[value])
            }
            guard skipValue(line, &place), place < line.endIndex,
                line[place] == UInt8(ascii: ",")
            else { return nil }
            place += 1
        }
    }

    private static func skipBlanks(_ line: ArraySlice<UInt8>, _ place: inout Int) {
        while place < line.endIndex, [0x20, 0x09, 0x0D].contains(line[place]) { place += 1 }
    }

    /// Passes over a string, or over anything up to a comma, bracket or blank.
    private static func scalar(_ line: ArraySlice<UInt8>, _ place: inout Int) -> Range<Int>? {
        let start = place
        if place < line.endIndex, line[place] == UInt8(ascii: "\"") {
            place += 1
            while place < line.endIndex, line[place] != UInt8(ascii: "\"") {
                place += line[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard place < line.endIndex else { return nil }
            place += 1
        } else {
            while place < line.endIndex, !", \t\r{}[]:\"".utf8.contains(line[place]) { place += 1 }
        }
        return start == place ? nil : start..<place
    }

    /// Passes over a value up to the comma behind it.
    private static func skipValue(_ line: ArraySlice<UInt8>, _ place: inout Int) -> Bool {
        var depth = 0
        while place < line.endIndex {
            switch line[place] {
            case UInt8(ascii: "\""):
                guard scalar(line, &place) != nil else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return false }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0: return true
            default: break
            }
            place += 1
        }
        return false
    }
}
