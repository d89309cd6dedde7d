internal import Foundation

/// From when to when a certificate holds.
public struct ValidityPeriod: Sendable, Hashable {
    /// The first moment, in milliseconds since 1970; certificates keep whole seconds.
    public let startMilliseconds: Int64
    /// The last moment, in milliseconds since 1970; certificates keep whole seconds.
    public let endMilliseconds: Int64

    /// Makes a period.
    ///
    /// - Parameters:
    ///   - startMilliseconds: the first moment, not before 1970.
    ///   - endMilliseconds: the last moment, after the first and before the year 10000.
    /// - Throws: `invalid_request` for anything else.
    public init(startMilliseconds: Int64, endMilliseconds: Int64) throws(KeyError) {
        // X.509 has no later time than this one (RFC 5280, section 4.1.2.5).
        let lastMilliseconds: Int64 = 253_402_300_799_000
        guard startMilliseconds >= 0, endMilliseconds <= lastMilliseconds,
            startMilliseconds / 1000 < endMilliseconds / 1000
        else {
            throw KeyError(.invalidRequest, "the certificate would end before it begins")
        }
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
    }

    var start: Date { Date(timeIntervalSince1970: TimeInterval(startMilliseconds / 1000)) }
    var end: Date { Date(timeIntervalSince1970: TimeInterval(endMilliseconds / 1000)) }
}
