/// An IP address or range, the `ipaddr` extension type.
///
/// Equality is that of family, address bits and prefix.
public struct CedarAddress: Sendable, Hashable, CustomStringConvertible {
    let high: UInt64
    let low: UInt64
    /// The length of the network part, 0…32 or 0…128.
    public let prefix: UInt8
    /// Whether the address is an IPv6 address.
    public let isIPv6: Bool

    init(high: UInt64, low: UInt64, prefix: UInt8, isIPv6: Bool) {
        self.high = high
        self.low = low
        self.prefix = prefix
        self.isIPv6 = isIPv6
    }

    /// Whether the whole range lies in the loopback network.
    public var isLoopback: Bool {
        if isIPv6 { return high == 0 && low == 1 && prefix == 128 }
        return low >> 24 == 127 && prefix >= 8
    }

    /// Whether the whole range lies in the multicast network.
    public var isMulticast: Bool {
        if isIPv6 { return high >> 56 == 0xFF && prefix >= 8 }
        return low >> 28 == 0xE && prefix >= 4
    }

    /// Whether every address of this range belongs to the other range.
    public func isInRange(_ other: CedarAddress) -> Bool {
        guard isIPv6 == other.isIPv6, prefix >= other.prefix else { return false }
        let mask = other.mask
        return high & mask.high == other.high & mask.high && low & mask.low == other.low & mask.low
    }

    /// The network mask, over 128 bits or the low 32.
    private var mask: (high: UInt64, low: UInt64) {
        guard isIPv6 else {
            return (0, prefix == 0 ? 0 : (~0 << UInt64(32 - prefix)) & 0xFFFF_FFFF)
        }
        if prefix == 0 { return (0, 0) }
        if prefix <= 64 { return (~0 << UInt64(64 - prefix), 0) }
        return (~0, ~0 << UInt64(128 - prefix))
    }

    func compare(_ other: CedarAddress) -> Int {
        if isIPv6 != other.isIPv6 { return isIPv6 ? 1 : -1 }
        if high != other.high { return high < other.high ? -1 : 1 }
        if low != other.low { return low < other.low ? -1 : 1 }
        return Int(prefix) - Int(other.prefix)
    }

    /// The address in full with its prefix where it is not the whole length.
    public var description: String {
        var text: String
        if isIPv6 {
            let groups = (0..<8).map { index in
                let word = index < 4 ? high : low
                return String((word >> UInt64(48 - 16 * (index % 4))) & 0xFFFF, radix: 16)
            }
            text = groups.joined(separator: ":")
        } else {
            text = (0..<4).map { String((low >> UInt64(24 - 8 * $0)) & 0xFF) }
                .joined(separator: ".")
        }
        if prefix != (isIPv6 ? 128 : 32) { text += "/\(prefix)" }
        return text
    }
}
