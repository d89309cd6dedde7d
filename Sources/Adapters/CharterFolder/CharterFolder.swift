public import Charter
internal import Foundation

/// Reads the folder of a charter from disk, within limits, never outside it.
public struct CharterFolder: Sendable {
    /// Limits on what is read.
    public struct Limits: Sendable {
        /// The largest file, in bytes.
        public var fileBytes: Int
        /// The most bytes in all files together.
        public var folderBytes: Int
        /// The most files.
        public var files: Int
        /// The most folders within each other.
        public var depth: Int

        /// Makes limits; those of the charter format where none are given.
        public init(
            fileBytes: Int = CharterLimits.fileBytes,
            folderBytes: Int = CharterLimits.folderBytes,
            files: Int = CharterLimits.files,
            depth: Int = 32
        ) {
            self.fileBytes = fileBytes
            self.folderBytes = folderBytes
            self.files = files
            self.depth = depth
        }
    }

    private struct Found {
        let path: String
        let realPath: String
        let bytes: Int
    }

    private let root: String
    private let limits: Limits

    /// Makes a reader of the folder at `path`.
    public init(_ path: String, limits: Limits = Limits()) {
        root = path
        self.limits = limits
    }

    /// Reads every `.yaml` and `.cedar` file of the folder and of the folders within it.
    ///
    /// Hidden files and folders are left aside. All sizes are known before anything is read.
    ///
    /// - Returns: the files, in byte order of their paths.
    /// - Throws: a ``CharterFolderError`` at the first thing that cannot or may not be read.
    public func read() throws(CharterFolderError) -> [CharterFile] {
        guard let realRoot = realPath(root), kind(of: realRoot) == .typeDirectory else {
            throw CharterFolderError(.notAFolder, root, "it is not a folder that can be read")
        }
        var found: [Found] = []
        try list("", under: realRoot, depth: 0, into: &found)
        found.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let total = found.reduce(0) { $0 + $1.bytes }
        guard total <= limits.folderBytes else {
            throw CharterFolderError(
                .tooLarge,
                root,
                "its files have \(total) bytes, and \(limits.folderBytes) are allowed"
            )
        }
        var files: [CharterFile] = []
        for file in found { files.append(try contents(of: file)) }
        return files
    }

    private func list(
        _ folder: String,
        under realRoot: String,
        depth: Int,
        into found: inout [Found]
    ) throws(CharterFolderError) {
        guard depth <= limits.depth else {
            throw CharterFolderError(.tooLarge, folder, "folders lie too deep within each other")
        }
        let place = folder.isEmpty ? realRoot : realRoot + "/" + folder
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: place) else {
            throw CharterFolderError(
                .unreadable,
                folder.isEmpty ? root : folder,
                "it cannot be listed"
            )
        }
        for name in names.sorted() where name.utf8.first != 0x2E {
            let path = folder.isEmpty ? name : folder + "/" + name
            try visit(path, under: realRoot, depth: depth, into: &found)
        }
    }

    private func visit(
        _ path: String,
        under realRoot: String,
        depth: Int,
        into found: inout [Found]
    ) throws(CharterFolderError) {
        let file = CharterFile(path: path, bytes: [])
        var place = realRoot + "/" + path
        var kind = kind(of: place)
        if kind == .typeSymbolicLink {
            guard let target = realPath(place), target.hasPrefix(realRoot + "/") else {
                throw CharterFolderError(
                    .leavesFolder,
                    path,
                    "it is a link to something outside the folder"
                )
            }
            place = target
            kind = self.kind(of: target)
            guard kind != .typeDirectory else {
                throw CharterFolderError(.leavesFolder, path, "it is a link to a folder")
            }
        }
        if kind == .typeDirectory {
            return try list(path, under: realRoot, depth: depth + 1, into: &found)
        }
        guard file.isYAML || file.isCedar else { return }
        guard kind == .typeRegular, let bytes = size(of: place) else {
            throw CharterFolderError(.unreadable, path, "it is not a regular file")
        }
        guard bytes <= limits.fileBytes else {
            throw CharterFolderError(
                .tooLarge,
                path,
                "it has \(bytes) bytes, and \(limits.fileBytes) are allowed"
            )
        }
        guard found.count < limits.files else {
            throw CharterFolderError(
                .tooLarge,
                root,
                "it has more than \(limits.files) files"
            )
        }
        found.append(Found(path: path, realPath: place, bytes: bytes))
    }

    private func contents(of file: Found) throws(CharterFolderError) -> CharterFile {
        guard let handle = FileHandle(forReadingAtPath: file.realPath) else {
            throw CharterFolderError(.unreadable, file.path, "it cannot be opened")
        }
        defer { try? handle.close() }
        // A file may have grown since its size was taken.
        guard let data = try? handle.read(upToCount: limits.fileBytes + 1) ?? Data() else {
            throw CharterFolderError(.unreadable, file.path, "it cannot be read")
        }
        guard data.count <= limits.fileBytes else {
            throw CharterFolderError(
                .tooLarge,
                file.path,
                "it has more than \(limits.fileBytes) bytes"
            )
        }
        return CharterFile(path: file.path, bytes: Array(data))
    }

    private func realPath(_ path: String) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }

    /// The kind of a file, links not followed.
    private func kind(of path: String) -> FileAttributeType? {
        attributes(of: path)?[.type] as? FileAttributeType
    }

    private func size(of path: String) -> Int? {
        (attributes(of: path)?[.size] as? NSNumber)?.intValue
    }

    private func attributes(of path: String) -> [FileAttributeKey: Any]? {
        try? FileManager.default.attributesOfItem(atPath: path)
    }
}
