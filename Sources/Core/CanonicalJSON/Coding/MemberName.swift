/// Converts between Swift's camelCase and JSON's snake_case, letter by letter.
///
/// `publicKey` is `public_key`, `sha256` stays, `keyID` would be `key_i_d` (write `keyId`). The two
/// functions are inverse on names that start with a lower-case letter and hold no underscore.
enum MemberName {
    /// Puts `_` before each capital ASCII letter and lowers it.
    static func snakeCase(_ name: String) -> String {
        guard name.utf8.contains(where: isCapital) else { return name }
        var output: [UInt8] = []
        output.reserveCapacity(name.utf8.count + 4)
        for byte in name.utf8 {
            if isCapital(byte) {
                output.append(UInt8(ascii: "_"))
                output.append(byte | 0x20)
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Drops each `_` before a small ASCII letter and raises the letter.
    static func camelCase(_ name: String) -> String {
        guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
        var output: [UInt8] = []
        output.reserveCapacity(name.utf8.count)
        var afterUnderscore = false
        for byte in name.utf8 {
            if afterUnderscore, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) {
                output[output.count - 1] = byte & ~0x20
            } else {
                output.append(byte)
            }
            afterUnderscore = byte == UInt8(ascii: "_")
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func isCapital(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
