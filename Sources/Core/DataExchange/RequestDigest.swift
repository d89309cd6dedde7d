internal import BaseEncoding
internal import Crypto

/// The request hash that binds an answer to its request.
///
/// `base64(SHA-512(SHA-512(head) ‖ SHA-512(body)))`, or `base64(SHA-512(head))` without a body. The
/// head is the method, the target and each kept header as `Name:Value`, every line ended by CRLF.
public struct RequestDigest: Sendable {
    private let head: [UInt8]
    private var body = SHA512()
    private var hasBody = false

    /// Starts a digest.
    ///
    /// - Parameters:
    ///   - method: The method, in upper case.
    ///   - target: The canonical target with its query.
    ///   - fields: The fields sent on, in order.
    public init(method: String, target: String, fields: [HeaderField]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        for line in [method, target] {
            bytes.append(contentsOf: line.utf8)
            bytes.append(contentsOf: [13, 10])
        }
        for field in fields {
            bytes.append(contentsOf: field.name.utf8)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: field.value.utf8)
            bytes.append(contentsOf: [13, 10])
        }
        head = Array(SHA512.hash(data: bytes))
    }

    /// Takes in a part of the body.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        if !bytes.isEmpty {
            hasBody = true
            body.update(bufferPointer: bytes)
        }
    }

    /// The digest of what has been taken in.
    public func finish() -> String {
        guard hasBody else {
            return Base64.encode(head)
        }
        return Base64.encode(Array(SHA512.hash(data: head + Array(body.finalize()))))
    }
}
