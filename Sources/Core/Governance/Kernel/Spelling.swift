/// Suggestions for mistyped names.
public enum Spelling {
    /// The name among `candidates` that is closest to `name`, if one is within a third of its
    /// length; of equally close ones the first.
    public static func nearest(to name: String, among candidates: [String]) -> String? {
        let target = Array(name.utf8.prefix(64))
        let limit = max(1, target.count / 3)
        var best: (name: String, distance: Int)?
        for candidate in candidates.prefix(5000) where candidate.utf8.count <= 64 {
            let bytes = Array(candidate.utf8)
            guard abs(bytes.count - target.count) <= limit else { continue }
            let distance = distance(from: target, to: bytes)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// How many insertions, deletions and replacements of bytes lie between the two.
    private static func distance(from left: [UInt8], to right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replaced = diagonal + (right[column] == byte ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, min(row[column], diagonal) + 1)
            }
        }
        return row[right.count]
    }
}
