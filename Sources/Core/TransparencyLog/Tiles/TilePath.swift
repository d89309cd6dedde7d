/// The name of a tile or entry bundle of a log (C2SP tlog-tiles).
public struct TilePath: Sendable, Hashable, CustomStringConvertible {
    /// How many hashes or entries a full tile holds.
    public static let fullWidth = 256

    /// The highest index, so that leaf numbers within any tile fit 63 bits.
    public static let maximumIndex = Int.max / fullWidth - 1

    /// What a tile holds.
    public enum Kind: Sendable, Hashable {
        /// Hashes at a tile level, 0 to 63; one of level l covers 256^l leaves.
        case hashes(level: Int)
        /// Entries.
        case entries
    }

    /// What the tile holds.
    public let kind: Kind
    /// The position among the tiles of its kind, from 0 to ``maximumIndex``.
    public let index: Int
    /// How many hashes or entries it holds, 1 to 256; fewer than 256 for a partial tile.
    public let width: Int

    /// Makes a path.
    ///
    /// - Throws: ``LogError`` with code `malformed_tile_path` for a level, index or width out of
    ///   range.
    public init(_ kind: Kind, index: Int, width: Int = fullWidth) throws(LogError) {
        var isLevelValid = true
        if case .hashes(let level) = kind { isLevelValid = (0...63).contains(level) }
        guard isLevelValid, (0...Self.maximumIndex).contains(index),
            (1...Self.fullWidth).contains(width)
        else {
            throw LogError(.malformedTilePath, "tile level, index or width is out of range")
        }
        self.init(unchecked: kind, index, width)
    }

    init(unchecked kind: Kind, _ index: Int, _ width: Int) {
        self.kind = kind
        self.index = index
        self.width = width
    }

    /// Whether the tile still grows.
    public var isPartial: Bool { width < Self.fullWidth }

    /// The full tile that replaces a partial one.
    public var full: TilePath { TilePath(unchecked: kind, index, Self.fullWidth) }

    /// The path, such as `tile/0/x001/234.p/17`.
    public var description: String {
        let folder = if case .hashes(let level) = kind { String(level) } else { "entries" }
        var groups = String(index % 1000 + 1000).dropFirst()
        var rest = index / 1000
        while rest > 0 {
            groups = "x" + String(rest % 1000 + 1000).dropFirst() + "/" + groups
            rest /= 1000
        }
        return "tile/\(folder)/\(groups)" + (isPartial ? ".p/\(width)" : "")
    }
}
