/// Policies, entities and requests of one size and kind; the same options give the same bytes.
///
/// The world: users in groups, documents in folders, three actions in one group of actions.
struct Workload {
    /// What the policies look like.
    enum Kind: String, CaseIterable {
        /// Every policy names a principal or a group, an action and a document or a folder.
        case scope
        /// No policy names anything in its scope; every one has two conditions.
        case open
        /// Scopes as above, half of them with a condition, and one open policy in fifty.
        case mixed
    }

    let kind: Kind
    let policyCount: Int
    let users: Int
    let groups: Int
    let documents: Int
    let folders: Int
    private var random: SplitMix64

    init(kind: Kind, policies: Int, entities: Int, seed: UInt64 = 1) {
        self.kind = kind
        policyCount = policies
        groups = max(1, entities / 20)
        folders = max(1, entities / 20)
        users = max(1, (entities - groups - folders) / 2)
        documents = max(1, entities - groups - folders - users)
        random = SplitMix64(seed: seed)
    }

    // MARK: Policies

    /// The policy set as text.
    mutating func policies() -> String {
        var text = ""
        for index in 0..<policyCount {
            switch kind {
            case .scope: text += scoped(hasCondition: false)
            case .open: text += open()
            case .mixed:
                text += index % 50 == 7 ? open() : scoped(hasCondition: index % 2 == 0)
            }
        }
        return text
    }

    private mutating func scoped(hasCondition: Bool) -> String {
        let principal =
            switch pick(10) {
            case 0..<6: "principal == \(user(pick(users)))"
            case 6..<9: "principal in \(group(pick(groups)))"
            default: "principal is User in \(group(pick(groups)))"
            }
        let action =
            switch pick(4) {
            case 0..<2: "action == Action::\"read\""
            case 2: "action in [Action::\"read\", Action::\"write\"]"
            default: "action in Action::\"access\""
            }
        let resource =
            pick(2) == 0
            ? "resource == \(document(pick(documents)))" : "resource in \(folder(pick(folders)))"
        let body = hasCondition ? "\nwhen { \(condition()) }" : ""
        return "\(effect())(\(principal), \(action), \(resource))\(body);\n"
    }

    private mutating func open() -> String {
        "\(effect())(principal, action, resource)\nwhen { \(condition()) && \(condition()) };\n"
    }

    private mutating func effect() -> String { pick(10) == 0 ? "forbid" : "permit" }

    /// One of ten forms, with operands from ranges so wide that few conditions occur twice.
    private mutating func condition() -> String {
        switch pick(10) {
        case 0: "principal.department == \"d\(pick(2_000))\""
        case 1: "principal.level >= \(pick(2_000))"
        case 2: "resource.classification < \(pick(2_000))"
        case 3: "resource.owner == \(user(pick(users)))"
        case 4: "resource.labels.contains(\"l\(pick(2_000))\")"
        case 5: "context.purpose == \"p\(pick(2_000))\""
        case 6: "context.mfa || principal.level > \(pick(2_000))"
        case 7: "context.address.isInRange(ip(\"10.\(pick(16)).\(pick(128)).0/20\"))"
        case 8: "resource.title like \"report-\(pick(2_000))*\""
        default: "!(context has emergency) && principal.department == resource.department"
        }
    }

    // MARK: Entities

    /// The entities as JSON.
    mutating func entities() -> String {
        var items: [String] = []
        for index in 0..<groups { items.append(entity("Group", "g\(index)", "", nil)) }
        for index in 0..<folders {
            items.append(
                entity("Folder", "f\(index)", "", index == 0 ? nil : ("Folder", "f\(index / 2)"))
            )
        }
        for index in 0..<users {
            let attributes =
                "\"department\":\"d\(pick(2_000))\",\"level\":\(pick(2_000)),"
                + "\"active\":\(pick(8) > 0)"
            items.append(
                entity("User", "u\(index)", attributes, ("Group", "g\(pick(groups))"))
            )
        }
        for index in 0..<documents {
            let labels = (0..<3).map { _ in "\"l\(pick(2_000))\"" }.joined(separator: ",")
            let attributes =
                "\"department\":\"d\(pick(2_000))\",\"classification\":\(pick(2_000)),"
                + "\"title\":\"report-\(pick(2_000))-\(index)\",\"labels\":[\(labels)],"
                + "\"owner\":{\"__entity\":{\"type\":\"User\",\"id\":\"u\(pick(users))\"}}"
            items.append(
                entity("Document", "d\(index)", attributes, ("Folder", "f\(pick(folders))"))
            )
        }
        for action in ["read", "write", "delete"] {
            items.append(entity("Action", action, "", ("Action", "access")))
        }
        return "[\(items.joined(separator: ",\n"))]\n"
    }

    private func entity(
        _ type: String,
        _ id: String,
        _ attributes: String,
        _ parent: (type: String, id: String)?
    ) -> String {
        let parents = parent.map { "{\"type\":\"\($0.type)\",\"id\":\"\($0.id)\"}" } ?? ""
        return "{\"uid\":{\"type\":\"\(type)\",\"id\":\"\(id)\"},\"attrs\":{\(attributes)},"
            + "\"parents\":[\(parents)]}"
    }

    // MARK: Requests

    /// A request as JSON, one of many.
    mutating func request() -> String {
        let action = ["read", "read", "write", "delete"][pick(4)]
        return "{\"principal\":{\"type\":\"User\",\"id\":\"u\(pick(users))\"},"
            + "\"action\":{\"type\":\"Action\",\"id\":\"\(action)\"},"
            + "\"resource\":{\"type\":\"Document\",\"id\":\"d\(pick(documents))\"},"
            + "\"context\":{\"purpose\":\"p\(pick(2_000))\",\"mfa\":\(pick(2) == 0),"
            + "\"address\":{\"__extn\":{\"fn\":\"ip\",\"arg\":\"10.\(pick(16)).1.2\"}}}}"
    }

    // MARK: Names

    private mutating func pick(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

    private func user(_ index: Int) -> String { "User::\"u\(index)\"" }
    private func group(_ index: Int) -> String { "Group::\"g\(index)\"" }
    private func document(_ index: Int) -> String { "Document::\"d\(index)\"" }
    private func folder(_ index: Int) -> String { "Folder::\"f\(index)\"" }
}
