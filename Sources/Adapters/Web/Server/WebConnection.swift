internal import NIOConcurrencyHelpers
internal import NIOCore

/// What is known about one connection, shared by all its requests.
public final class WebConnection: Sendable {
    /// The connection whose requests the current task serves.
    @TaskLocal static var current: WebConnection?

    private struct State {
        var peerCertificate: [UInt8]?
        var cached: (any Sendable)?
        var bodyBytes = 0
    }

    /// The client's address as text, without its port.
    public let remoteAddress: String?
    private let state = NIOLockedValueBox(State())

    init(remoteAddress: String?) { self.remoteAddress = remoteAddress }

    /// The client's certificate in DER, verified against the trust roots before the first request.
    ///
    /// It is nil without TLS, and where the client showed none and none was required.
    public var peerCertificate: [UInt8]? { state.withLockedValue(\.peerCertificate) }

    /// How many bytes of request bodies were read on this connection.
    public var receivedBodyBytes: Int { state.withLockedValue(\.bodyBytes) }

    /// The value made by the first call on this connection, such as the identity in a certificate.
    ///
    /// Reading a certificate costs more than serving a small request, so it is done once. Only one
    /// type of value can be kept for a connection; where `make` throws, nothing is kept.
    ///
    /// - Parameter make: makes the value; may run twice when two requests race.
    /// - Returns: the value that was kept.
    /// - Throws: what `make` throws.
    public func cached<Value: Sendable>(
        _ make: () throws -> Value
    ) rethrows -> Value {
        if let value = state.withLockedValue({ $0.cached as? Value }) { return value }
        let value = try make()
        state.withLockedValue { $0.cached = value }
        return value
    }

    func setPeerCertificate(_ der: [UInt8]) { state.withLockedValue { $0.peerCertificate = der } }

    func countBodyBytes(_ count: Int) { state.withLockedValue { $0.bodyBytes += count } }
}
