public import CanonicalJSON

/// What `cabildo doctor` found.
public struct Diagnosis: Sendable {
    /// How a check came out.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// As it should be.
        case ok
        /// It works, but something should be done.
        case warning
        /// It does not work, or will not when it is needed.
        case error
    }

    /// One check.
    public struct Check: Sendable, Hashable {
        /// What was looked at; stable across versions.
        public let name: String
        /// How it came out.
        public let status: Status
        /// What was found.
        public let found: String
        /// What to do; nil where nothing.
        public let advice: String?
    }

    /// The folder of the register.
    public let data: String
    /// The database, without any password.
    public let database: String
    /// The checks, in the order in which they were made.
    public private(set) var checks: [Check] = []

    /// Whether anything does not work.
    public var hasErrors: Bool { checks.contains { $0.status == .error } }

    init(data: String, database: String) {
        self.data = data
        self.database = database
    }

    mutating func note(
        _ name: String,
        _ status: Status,
        _ found: String,
        do advice: String? = nil
    ) {
        checks.append(Check(name: name, status: status, found: found, advice: advice))
    }

    /// Notes what a body finds; what it throws is an error of the check.
    mutating func check(
        _ name: String,
        orDo advice: String,
        _ body: (inout Diagnosis) async throws -> Void
    ) async {
        do {
            try await body(&self)
        } catch let error as CompositionError {
            note(name, .error, error.reason, do: error.help ?? advice)
        } catch {
            note(name, .error, "\(error)", do: advice)
        }
    }

    func count(_ status: Status) -> Int { checks.count { $0.status == status } }

    /// The checks in words, one a line, with what to do below.
    public var text: String {
        let width = checks.map(\.name.utf8.count).max() ?? 0
        var text = "register in \(data), database \(database)\n\n"
        for check in checks {
            text += Self.padded(check.status.rawValue, 8) + Self.padded(check.name, width + 1)
            text += check.found + "\n"
            if let advice = check.advice {
                text += String(repeating: " ", count: width + 10) + "-> " + advice + "\n"
            }
        }
        return text
            + "\n\(checks.count) checks: \(count(.ok)) ok, \(count(.warning)) warnings, "
            + "\(count(.error)) errors\n"
    }

    /// The checks as JSON; names and statuses are stable.
    public var json: JSON {
        .object([
            "report": "doctor",
            "version": 1,
            "data": .string(data),
            "database": .string(database),
            "ok": .integer(Int64(count(.ok))),
            "warnings": .integer(Int64(count(.warning))),
            "errors": .integer(Int64(count(.error))),
            "checks": .array(
                checks.map { check in
                    var object: JSONObject = [
                        "check": .string(check.name), "status": .string(check.status.rawValue),
                        "found": .string(check.found),
                    ]
                    if let advice = check.advice { object["do"] = .string(advice) }
                    return .object(object)
                }
            ),
        ])
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.utf8.count))
    }
}
