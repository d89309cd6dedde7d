internal import NIOCore

/// A host and a TCP port.
public struct NetworkAddress: Sendable, Hashable, CustomStringConvertible {
    /// A host name or an IP address.
    public let host: String
    /// The port; 0 lets the system choose one for a listener.
    public let port: Int

    /// Creates an address.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The address as a `Host` header writes it.
    public var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// Whether the host is a literal loopback address; a name never is, since it may change.
    var isLoopback: Bool {
        guard let address = try? SocketAddress(ipAddress: host, port: port) else {
            return false
        }
        return switch address {
        case .v4: host.utf8.starts(with: "127.".utf8)
        case .v6: address.ipAddress == "::1"
        case .unixDomainSocket: false
        }
    }
}
