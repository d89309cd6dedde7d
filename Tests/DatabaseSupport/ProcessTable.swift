import Foundation

/// The processes of this machine, as `/proc` tells of them.
enum ProcessTable {
    /// What is known of a process: see proc(5), `/proc/pid/stat`.
    struct Entry {
        /// The state: `R`, `S`, `T` for stopped, `Z` for one that has ended.
        let state: Character
        /// The parent's process id.
        let parent: Int32
    }

    /// What is known of a process; nil where there is none.
    static func entry(_ id: Int32) -> Entry? {
        // The second field is a name in parentheses, which may hold blanks and parentheses itself.
        guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].dropFirst().split(separator: " ", maxSplits: 2)
        guard fields.count > 1, let state = fields[0].first, let parent = Int32(fields[1]) else {
            return nil
        }
        return Entry(state: state, parent: parent)
    }

    /// Whether a process has ended; one that only waits to be reaped has.
    static func isGone(_ id: Int32) -> Bool {
        guard let entry = entry(id) else { return true }
        return entry.state == "Z" || entry.state == "X"
    }

    /// The children of a process.
    static func children(of parent: Int32) -> [Int32] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc")
        return (names ?? []).compactMap { Int32($0) }.filter { entry($0)?.parent == parent }
    }
}
