extension TilePath {
    /// The tiles and bundles a log of some size has, partial ones included.
    ///
    /// There are about `size / 128` of them, so bound a size that comes from outside.
    ///
    /// - Parameter size: the number of entries, 0 or more.
    /// - Returns: the paths, entries first, then hashes from the leaves upwards.
    public static func all(ofSize size: Int) -> [TilePath] {
        new(from: 0, to: size)
    }

    /// The tiles and bundles a log gains by growing: new full ones, and the partial ones at the
    /// right edge of the new size.
    ///
    /// Entries come first, then hashes from the leaves upwards: written in this order, no hash
    /// tile stands without the entries under it.
    ///
    /// - Parameters:
    ///   - old: the number of entries before, 0 or more.
    ///   - new: the number of entries after; none are gained unless it is larger.
    /// - Returns: the paths in the order to write them.
    public static func new(from old: Int, to new: Int) -> [TilePath] {
        guard old >= 0, old < new else { return [] }
        var paths = gained(.entries, from: old, to: new)
        var level = 0
        var (before, after) = (old, new)
        while after > 0 {
            paths += gained(.hashes(level: level), from: before, to: after)
            level += 1
            before /= fullWidth
            after /= fullWidth
        }
        return paths
    }

    /// The partial tiles of a log, in the order of ``new(from:to:)``.
    ///
    /// - Parameter size: the number of entries, 0 or more.
    /// - Returns: at most one for the entries, and one for each level of hashes.
    public static func partials(ofSize size: Int) -> [TilePath] {
        var paths: [TilePath] = []
        var (kind, level, count) = (Kind.entries, 0, max(0, size))
        while count > 0 {
            if count % fullWidth > 0 {
                paths.append(TilePath(unchecked: kind, count / fullWidth, count % fullWidth))
            }
            if kind == .entries {
                kind = .hashes(level: 0)
            } else {
                level += 1
                kind = .hashes(level: level)
                count /= fullWidth
            }
        }
        return paths
    }

    /// The tiles of one kind, whose number of hashes or entries grows.
    private static func gained(_ kind: Kind, from old: Int, to new: Int) -> [TilePath] {
        var paths = (old / fullWidth..<new / fullWidth).map {
            TilePath(unchecked: kind, $0, fullWidth)
        }
        if new > old, new % fullWidth > 0 {
            paths.append(TilePath(unchecked: kind, new / fullWidth, new % fullWidth))
        }
        return paths
    }
}
