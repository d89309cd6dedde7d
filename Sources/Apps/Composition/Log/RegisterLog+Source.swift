public import LogClient
internal import LogService
internal import TransparencyLog

extension RegisterLog {
    /// The log as the files that it would be served as.
    public var source: LogSource {
        LogSource { path, limit throws(LogClientError) in
            let bytes: [UInt8]?
            do {
                bytes = try await file(path)
            } catch {
                throw LogClientError(.unusable, "the log's database: \(error)")
            }
            guard let bytes, bytes.count <= limit else {
                guard bytes == nil else {
                    throw LogClientError(.tooLarge, "`\(path)` has more than \(limit) bytes")
                }
                return nil
            }
            return bytes
        }
    }

    private func file(_ path: String) async throws -> [UInt8]? {
        let view = try await view()
        if path == "checkpoint" { return view.checkpoint.bytes }
        if path.hasPrefix("bodies/") {
            return try await view.body(sha256: String(path.dropFirst("bodies/".count)))
        }
        return try await view.tile(TilePath(parsing: path))
    }
}
