/// Random identifiers of messages.
enum RandomIdentifier {
    /// A UUID of version 4 (RFC 9562, section 5.4) in lower case.
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let high = generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 {
                text.append(UInt8(ascii: "-"))
            }
            let half = index < 16 ? high : low
            text.append(digits[Int(half >> (60 - UInt64(index % 16) * 4) & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
