import CanonicalJSON

func parse(_ text: String, _ options: JSONOptions = .strict) throws(JSONError) -> JSON {
    try JSON(parsing: text.utf8, options: options)
}

/// The code a text is refused with, or `nil` where it is accepted.
func refusal(of bytes: some Collection<UInt8>, _ options: JSONOptions = .strict) -> JSONError.Code?
{
    do {
        _ = try JSON(parsing: bytes, options: options)
        return nil
    } catch {
        return error.code
    }
}

func canonicalText(_ json: JSON) throws -> String {
    String(decoding: try json.canonicalBytes(), as: UTF8.self)
}

/// SplitMix64: the same seed gives the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
