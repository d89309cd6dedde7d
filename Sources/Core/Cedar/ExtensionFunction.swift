/// The functions and methods of the extension types.
public enum ExtensionFunction: String, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// Makes a decimal number.
    case decimal
    /// Makes an address.
    case ip
    /// Makes a moment.
    case datetime
    /// Makes a length of time.
    case duration
    /// Compares decimal numbers.
    case lessThan
    /// Compares decimal numbers.
    case lessThanOrEqual
    /// Compares decimal numbers.
    case greaterThan
    /// Compares decimal numbers.
    case greaterThanOrEqual
    /// Tests the family of an address.
    case isIpv4
    /// Tests the family of an address.
    case isIpv6
    /// Tests whether an address is in the loopback network.
    case isLoopback
    /// Tests whether an address is in the multicast network.
    case isMulticast
    /// Tests whether an address is in a range.
    case isInRange
    /// Moves a moment.
    case offset
    /// The time between two moments.
    case durationSince
    /// The start of the day.
    case toDate
    /// The time of day.
    case toTime
    /// The length in milliseconds.
    case toMilliseconds
    /// The length in seconds.
    case toSeconds
    /// The length in minutes.
    case toMinutes
    /// The length in hours.
    case toHours
    /// The length in days.
    case toDays

    /// Whether it is called as a function, `ip("::1")`, and not as a method.
    public var isConstructor: Bool {
        switch self {
        case .decimal, .ip, .datetime, .duration: true
        default: false
        }
    }

    /// The number of arguments, the receiver included.
    public var parameterCount: Int {
        switch self {
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual, .isInRange, .offset,
            .durationSince:
            2
        default: 1
        }
    }
}
