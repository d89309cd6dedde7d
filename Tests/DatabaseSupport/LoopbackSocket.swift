import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Sockets on 127.0.0.1.
enum LoopbackSocket {
    /// A stream that no program started meanwhile inherits.
    private static let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

    /// A socket that listens on a port; on a free one where it is 0.
    static func listening(on port: Int = 0) throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else {
            throw SupportFailure("cannot make a socket: \(lastSystemError())")
        }
        var place = address(port: port)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        var length = size
        let isBound = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, size) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isBound else {
            let failure = SupportFailure("cannot listen on port `\(port)`: \(lastSystemError())")
            close(descriptor)
            throw failure
        }
        return (descriptor, Int(UInt16(bigEndian: place.sin_port)))
    }

    /// A socket that is connected to a port; nil where nobody listens.
    static func connected(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, kind, 0)
        var place = address(port: port)
        let isConnected = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    /// Sends small packets without waiting for more to come, as PostgreSQL and its clients do.
    static func sendAtOnce(_ descriptor: Int32) {
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
    }

    /// Reads what is there, or waits for it; 0 or less at the end.
    static func receive(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int {
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count < 0, errno == EINTR else { return count }
        }
    }

    /// Sends all of the bytes; false where the other side is gone.
    static func sendAll(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                let part = send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                if part < 0, errno == EINTR { continue }
                guard part > 0 else { return false }
                sent += part
            }
            return true
        }
    }

    private static func address(port: Int) -> sockaddr_in {
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = in_port_t(port).bigEndian
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return place
    }
}
