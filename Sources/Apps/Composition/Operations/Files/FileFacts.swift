internal import CLinux

/// What stands under a name: its kind, who owns it, and who may use it.
struct FileFacts {
    enum Kind {
        case regular, folder, other
    }

    let kind: Kind
    let user: UInt32
    let group: UInt32
    /// The permission bits.
    let mode: UInt32

    /// Looks at a file; nil, with the reason in `errno`, where it cannot be seen.
    init?(_ path: String, followsLinks: Bool = true) {
        var facts = cabildo_file_facts()
        guard cabildo_path_facts(path, followsLinks ? 1 : 0, &facts) == 0 else { return nil }
        self.init(facts)
    }

    /// Looks at an open file; nil, with the reason in `errno`, where it cannot be seen.
    init?(open file: Int32) {
        var facts = cabildo_file_facts()
        guard cabildo_open_file_facts(file, &facts) == 0 else { return nil }
        self.init(facts)
    }

    private init(_ facts: cabildo_file_facts) {
        kind =
            switch facts.kind {
            case cabildo_file_regular.rawValue: .regular
            case cabildo_file_folder.rawValue: .folder
            default: .other
            }
        user = facts.user
        group = facts.group
        mode = facts.mode
    }
}
