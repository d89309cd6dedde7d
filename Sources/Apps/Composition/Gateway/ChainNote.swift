internal import ExchangeGateway

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The file in a gateway's folder that says how far its chain of records came.
///
/// It shows at the next start whether the database lost records. Its holder has the folder alone.
final class ChainNote: Sendable {
    let path: String
    private let descriptor: Int32

    /// Opens the note, and makes it where it is missing.
    ///
    /// - Throws: ``CompositionError`` when another gateway runs over the folder.
    init(in folder: String) throws {
        path = folder + "/chain"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CompositionError(
                "another gateway runs over the folder `\(folder)`",
                help: "give each gateway a folder of its own in `data`"
            )
        }
    }

    deinit { _ = close(descriptor) }

    /// The end that was noted; nil where none was yet.
    ///
    /// - Throws: ``CompositionError`` when the file holds something else.
    func end() throws -> ChainEnd? {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count >= 0 else { throw Self.failure(path) }
        if count == 0 { return nil }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self).trimmedLine
        guard let end = ChainEnd(parsing: text) else {
            throw CompositionError(
                "`\(path)` does not name a chain of records",
                help: "remove the file, and a new chain begins"
            )
        }
        return end
    }

    /// Notes the end of a new chain, durably.
    func begin(_ end: ChainEnd) throws {
        guard write(end), fsync(descriptor) == 0 else { throw Self.failure(path) }
    }

    /// Notes a later end, without waiting for the disk: an older one is as true.
    func advance(to end: ChainEnd) { _ = write(end) }

    private func write(_ end: ChainEnd) -> Bool {
        let bytes = Array("\(end)\n".utf8)
        return pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
            && ftruncate(descriptor, off_t(bytes.count)) == 0
    }

    private static func failure(_ path: String) -> CompositionError {
        CompositionError("`\(path)`: \(String(cString: strerror(errno)).lowercased())")
    }
}
