internal import CPostgres

/// `COPY` in binary format (PostgreSQL 15, "COPY", Binary Format).
enum PostgresCopy {
    private static let signature: [UInt8] =
        Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    private static let chunk = 64 * 1024

    static func insert(
        _ rows: [[SQLValue]],
        by sql: String,
        on connection: PostgresConnection,
        in transaction: PostgresTransaction
    ) throws(DatabaseError) {
        // Before the copy begins, as it could not be left half way.
        for row in rows { for value in row { try value.checkIsStorable() } }
        guard PQsendQuery(connection.raw, sql) == 1 else { throw connection.lost() }
        guard let start = try connection.nextResult() else { throw connection.lost() }
        guard try transaction.check(start).status == PGRES_COPY_IN else { throw connection.lost() }
        var bytes = signature
        for row in rows {
            append(UInt16(row.count), to: &bytes)
            for value in row { append(value, to: &bytes) }
            if bytes.count >= chunk { try send(&bytes, on: connection) }
        }
        append(UInt16.max, to: &bytes)
        try send(&bytes, on: connection)
        guard PQputCopyEnd(connection.raw, nil) == 1 else { throw connection.lost() }
        var failure: DatabaseError?
        while let result = try connection.nextResult() {
            do {
                _ = try transaction.check(result)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private static func send(
        _ bytes: inout [UInt8],
        on connection: PostgresConnection
    ) throws(DatabaseError) {
        let isSent = bytes.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                PQputCopyData(connection.raw, characters.baseAddress, Int32(characters.count))
            }
        }
        guard isSent == 1 else { throw connection.lost() }
        bytes.removeAll(keepingCapacity: true)
    }

    private static func append(_ value: SQLValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: append(UInt32.max, to: &bytes)
        case .integer(let integer):
            append(UInt32(8), to: &bytes)
            append(UInt64(bitPattern: integer), to: &bytes)
        case .text(let text):
            append(UInt32(text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        case .blob(let blob):
            append(UInt32(blob.count), to: &bytes)
            bytes.append(contentsOf: blob)
        }
    }

    private static func append(_ integer: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
