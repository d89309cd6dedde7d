internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Where a log is read: over HTTP, or in a folder that holds the same files, or from whatever gives
/// such files.
public struct LogSource: Sendable {
    /// Gives a file of at most `limit` bytes; `nil` when there is none of that path.
    public typealias Reading =
        @Sendable (_ path: String, _ limit: Int) async throws(LogClientError) -> [UInt8]?

    private let location: Location

    private enum Location {
        case http(base: String)
        case folder(String)
        case other(Reading)
    }

    /// One client for the whole process; it lives as long as the process does.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(10)
        configuration.decompression = .disabled
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// The longest time for one file over HTTP, in seconds.
    public var fileSeconds: Int64 = 30

    /// Reads a log in a folder.
    public init(folder: String) {
        location = .folder(folder)
    }

    /// Reads a log from something else that gives the files of one.
    public init(reading: @escaping Reading) {
        location = .other(reading)
    }

    /// Reads a log over HTTP; redirects are not followed.
    ///
    /// - Parameter url: the address under which `checkpoint` and `tile/…` lie, such as
    ///   `http://127.0.0.1:8080/log`.
    /// - Throws: ``LogClientError`` with code `unusable` for another scheme than http and https.
    public init(url: String) throws(LogClientError) {
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw LogClientError(.unusable, "`\(url)` is not an http or https address")
        }
        location = .http(base: url.hasSuffix("/") ? String(url.dropLast()) : url)
    }

    /// Reads from an address or, when it has no scheme, from a folder.
    ///
    /// - Throws: ``LogClientError`` as ``init(url:)`` does.
    public init(parsing text: String) throws(LogClientError) {
        if text.contains("://") {
            try self.init(url: text)
        } else {
            self.init(folder: text)
        }
    }

    /// Reads one file of the log; `nil` when the log has no such file.
    ///
    /// - Parameters:
    ///   - path: the path, such as `checkpoint` or `tile/0/000`.
    ///   - limit: the most bytes to read.
    /// - Returns: the file's bytes.
    /// - Throws: ``LogClientError`` with code `unreachable`, `unusable` or `too_large`.
    public func read(_ path: String, limit: Int) async throws(LogClientError) -> [UInt8]? {
        switch location {
        case .folder(let folder): try Self.readFile("\(folder)/\(path)", limit: limit)
        case .http(let base):
            try await Self.get("\(base)/\(path)", limit, seconds: fileSeconds)
        case .other(let reading): try await reading(path, limit)
        }
    }

    private static func readFile(
        _ path: String,
        limit: Int
    ) throws(LogClientError) -> [UInt8]? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else {
            return nil
        }
        // A link or a pipe may lead anywhere, and have no end.
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw LogClientError(.unusable, "`\(path)` is not a plain file")
        }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard file >= 0 else { throw LogClientError(.unreachable, "`\(path)` cannot be read") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else {
                throw LogClientError(.unreachable, "`\(path)` cannot be read: error \(errno)")
            }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw LogClientError(.tooLarge, "`\(path)` has more than \(limit) bytes")
            }
        }
    }

    private static func get(
        _ url: String,
        _ limit: Int,
        seconds: Int64
    ) async throws(LogClientError) -> [UInt8]? {
        do {
            // The time is for the whole file: a server may send a byte now and then for ever.
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                group.addTask { try await body(of: url, limit, seconds) }
                group.addTask {
                    // The clock that the reading runs against; it is cancelled when that ends first.
                    try await Task.sleep(for: .seconds(seconds))
                    throw LogClientError(
                        .unreachable,
                        "`\(url)` takes longer than \(seconds) seconds"
                    )
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        } catch let error as LogClientError {
            throw error
        } catch is NIOTooManyBytesError {
            throw LogClientError(.tooLarge, "`\(url)` has more than \(limit) bytes")
        } catch {
            throw LogClientError(.unreachable, "`\(url)` cannot be read: \(error)")
        }
    }

    private static func body(
        of url: String,
        _ limit: Int,
        _ seconds: Int64
    ) async throws -> [UInt8]? {
        let response = try await client.execute(
            HTTPClientRequest(url: url),
            timeout: .seconds(seconds)
        )
        if response.status == .notFound { return nil }
        guard response.status == .ok else {
            throw LogClientError(.unusable, "`\(url)` answers \(response.status.code)")
        }
        return Array(try await response.body.collect(upTo: limit).readableBytesView)
    }
}
