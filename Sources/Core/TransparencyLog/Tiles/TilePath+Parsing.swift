extension TilePath {
    /// The longest path there is, in bytes.
    private static let maximumBytes = 64

    /// Reads a path in its one canonical form.
    ///
    /// - Parameter path: the path without a leading slash.
    /// - Throws: ``LogError`` with code `malformed_tile_path`.
    public init(parsing path: String) throws(LogError) {
        guard path.utf8.count <= Self.maximumBytes, let tile = Self.read(path),
            // Whatever was read leniently must be what would be written.
            Bytes.same(tile.description, path)
        else { throw LogError(.malformedTilePath, "`\(path.prefix(80))` is not a tile path") }
        self = tile
    }

    private static func read(_ path: String) -> TilePath? {
        var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        guard parts.count >= 3, parts[0].utf8.elementsEqual("tile".utf8) else { return nil }
        var width = fullWidth
        if parts[parts.count - 2].utf8.suffix(2).elementsEqual(".p".utf8) {
            guard let number = Bytes.decimal(parts.removeLast().utf8) else { return nil }
            width = number
            parts.append(Substring(parts.removeLast().utf8.dropLast(2)))
        }
        let kind: Kind
        if parts[1].utf8.elementsEqual("entries".utf8) {
            kind = .entries
        } else {
            guard let level = Bytes.decimal(parts[1].utf8) else { return nil }
            kind = .hashes(level: level)
        }
        guard let index = index(of: parts.dropFirst(2)) else { return nil }
        return try? TilePath(kind, index: index, width: width)
    }

    private static func index(of groups: ArraySlice<Substring>) -> Int? {
        var total = 0
        for group in groups {
            let digits = group.utf8.drop { $0 == UInt8(ascii: "x") }
            guard digits.count == 3, let number = Int(Substring(digits)) else { return nil }
            let (product, productOverflow) = total.multipliedReportingOverflow(by: 1000)
            let (sum, sumOverflow) = product.addingReportingOverflow(number)
            guard !productOverflow, !sumOverflow else { return nil }
            total = sum
        }
        return groups.isEmpty ? nil : total
    }
}
