internal import BaseEncoding
internal import Crypto

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Asked now and then during long work; throws where it must not go on.
typealias Tick = @Sendable (_ bytes: Int64) throws -> Void

/// The size and the SHA-256 of a file.
struct FileDigest: Hashable, Sendable {
    /// The file's size in bytes.
    let size: Int64
    /// The hash, 64 lower-case hexadecimal digits.
    let sha256: String

    /// Reads a regular file; a link is not followed.
    ///
    /// - Throws: ``CompositionError``, or what `tick` throws.
    init(of path: String, tick: Tick = { _ in }) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { throw CompositionError.file(path) }
        defer { close(file) }
        self = try Self.read(file, path) { try tick(Int64($0.count)) }
    }

    /// Copies a regular file to a new one, and makes it durable.
    ///
    /// - Parameters:
    ///   - source: the file; a link is followed, as a key may be one.
    ///   - target: the new file; it must not exist.
    ///   - mode: its mode.
    ///   - tick: told the bytes of each piece.
    /// - Returns: the digest of what was copied.
    /// - Throws: ``CompositionError``, or what `tick` throws; no copy remains then.
    @discardableResult
    static func copy(
        _ source: String,
        to target: String,
        mode: mode_t,
        tick: Tick = { _ in }
    ) throws -> FileDigest {
        let file = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw CompositionError.file(source) }
        defer { close(file) }
        let copy = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard copy >= 0 else { throw CompositionError.file(target) }
        defer { close(copy) }
        do {
            let digest = try read(file, source) { bytes in
                try write(bytes, to: copy, target)
                try tick(Int64(bytes.count))
            }
            guard fchmod(copy, mode) == 0, fsync(copy) == 0 else {
                throw CompositionError.file(target)
            }
            return digest
        } catch {
            unlink(target)
            throw error
        }
    }

    /// Writes a new file, and makes it durable.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw CompositionError.file(path) }
        defer { close(file) }
        try bytes.withUnsafeBytes { try write($0, to: file, path) }
        guard fchmod(file, mode) == 0, fsync(file) == 0 else { throw CompositionError.file(path) }
    }

    private static func read(
        _ file: Int32,
        _ path: String,
        _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> FileDigest {
        guard let facts = FileFacts(open: file) else { throw CompositionError.file(path) }
        guard facts.kind == .regular else {
            throw CompositionError("`\(path)` is not a regular file")
        }
        var hasher = SHA256()
        var size: Int64 = 0
        var buffer = [UInt8](repeating: 0, count: 1024 * 1024)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CompositionError.file(path) }
            if count == 0 { break }
            size += Int64(count)
            try buffer.withUnsafeBytes { bytes in
                let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                hasher.update(bufferPointer: piece)
                try body(piece)
            }
        }
        return FileDigest(size: size, sha256: Hexadecimal.encode(Array(hasher.finalize())))
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer,
        to file: Int32,
        _ path: String
    ) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(file, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CompositionError.file(path) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private init(size: Int64, sha256: String) {
        self.size = size
        self.sha256 = sha256
    }
}
