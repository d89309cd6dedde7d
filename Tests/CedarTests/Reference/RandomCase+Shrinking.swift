import CanonicalJSON

extension RandomCase {
    /// The smallest case that still differs, found by leaving out what can be left out.
    func shrunk() -> RandomCase {
        var smallest = self
        func isStillWrong(_ change: (inout RandomCase) -> Void) -> Bool {
            var candidate = smallest
            change(&candidate)
            var ignored = Counts()
            guard candidate.difference(&ignored, withForms: true) != nil else { return false }
            smallest = candidate
            return true
        }
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for index in smallest.requests.indices.reversed() where smallest.requests.count > 1 {
                if isStillWrong({ $0.requests.remove(at: index) }) { isSmaller = true }
            }
            for index in smallest.policies.indices.reversed() {
                // Identifiers are places, so a policy is emptied before it is dropped.
                if isStillWrong({ $0.policies.remove(at: index) }) {
                    isSmaller = true
                    continue
                }
                for place in smallest.policies[index].conditions.indices.reversed() {
                    if isStillWrong({ $0.policies[index].conditions.remove(at: place) }) {
                        isSmaller = true
                    }
                }
                for place in smallest.policies[index].links.indices.reversed() {
                    if isStillWrong({ $0.policies[index].links.remove(at: place) }) {
                        isSmaller = true
                    }
                }
            }
            for index in smallest.added.indices.reversed() {
                if isStillWrong({ $0.added.remove(at: index) }) { isSmaller = true }
            }
            for index in smallest.entities.indices.reversed() {
                if isStillWrong({ $0.entities.remove(at: index) }) { isSmaller = true }
            }
            for index in smallest.entities.indices {
                for key in smallest.entities[index].keys(of: "attrs") {
                    let drop = { (candidate: inout RandomCase) in
                        candidate.entities[index].drop(key, of: "attrs")
                    }
                    if isStillWrong(drop) { isSmaller = true }
                }
            }
            for index in smallest.added.indices {
                for key in smallest.added[index].keys(of: "attrs") {
                    let drop = { (candidate: inout RandomCase) in
                        candidate.added[index].drop(key, of: "attrs")
                    }
                    if isStillWrong(drop) { isSmaller = true }
                }
            }
            for index in smallest.requests.indices {
                for key in smallest.requests[index].keys(of: "context") {
                    let drop = { (candidate: inout RandomCase) in
                        candidate.requests[index].drop(key, of: "context")
                    }
                    if isStillWrong(drop) { isSmaller = true }
                }
            }
        }
        return smallest
    }

    var report: String {
        let links = policies.flatMap(\.links).map { "  \($0)" }
        return
            ([text] + links + ["entities:"] + entities.map { "  \($0.line)" } + ["added:"]
            + added.map { "  \($0.line)" } + ["requests:"]
            + requests.map { "  \($0.line)" }).joined(separator: "\n")
    }
}

extension JSON {
    fileprivate var line: String {
        prettyText().split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
    }

    fileprivate func keys(of member: String) -> [String] { at(member).objectValue?.keys ?? [] }

    fileprivate mutating func drop(_ key: String, of member: String) {
        guard var object = objectValue, var members = object[member]?.objectValue else { return }
        members[key] = nil
        object[member] = .object(members)
        self = .object(object)
    }
}
