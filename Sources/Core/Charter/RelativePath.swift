/// Paths of files within a charter's folder.
enum RelativePath {
    /// The path from the folder of what `path` names from the place of the file `base`; `nil` when
    /// it is absolute, leaves the folder, or does not end in `.cedar`.
    static func resolve(_ path: String, from base: String) -> String? {
        guard path.utf8.suffix(6).elementsEqual(".cedar".utf8), path.utf8.first != 0x2F,
            !path.utf8.contains(0x5C), !path.utf8.contains(0)
        else { return nil }
        var parts = base.split(separator: "/").dropLast().map(String.init)
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            switch part {
            case "", ".": continue
            case "..":
                guard parts.popLast() != nil else { return nil }
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
