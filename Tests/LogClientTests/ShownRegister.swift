import CanonicalJSON
import Foundation
import Governance
import LogClient
import TestSupport
import Testing

/// A server's API as files, which the test may spoil.
struct ShownRegister {
    let path: String
    let register: Register
    let now: Instant = "2026-03-01"

    init(_ register: Register) throws {
        self.register = register
        path = NSTemporaryDirectory() + "shown-\(UUID().uuidString)"
        let view = RegisterView(register, at: now)
        let encoder = JSONTreeEncoder()
        try write(try mark(root: try register.root().text), to: "api/register")
        for kind in ItemKind.allCases {
            let rows = try view.itemsInForce().filter { $0.kind == kind }.map(encoder.encode)
            try write(.object(["items": .array(rows)]), to: items(kind))
        }
        try write(
            Array(try PublishedRules(view).cedar.utf8),
            to: "api/rules/policies?format=cedar"
        )
        let acts = try register.acts.map(row)
        try write(.object(["acts": .array(acts)]), to: "api/acts?limit=500&after=")
        for item in view.itemsInForce() {
            let citation: Citation? =
                switch item {
                case .rule(let rule): view.citation(of: rule.id)
                case .agreement(let agreement): view.citation(of: agreement.id)
                case .mandate(let mandate): view.citation(of: mandate.id)
                default: nil
                }
            guard let citation else { continue }
            try write(
                try encoder.encode(citation),
                to: "api/explain/\(item.kind.rawValue)/\(item.key)?as_of=\(now)"
            )
        }
        try write(["log_keys": try encoder.encode(register.logKeys)], to: "api/log-keys")
        for official in register.officials.keys {
            let states = OfficialID(official).flatMap { register.keyStates(of: $0, at: now) }
            try write(
                ["keys": try encoder.encode(states)],
                to: "api/officials/\(official)/keys?as_of=\(now)"
            )
        }
        for institution in register.institutions.keys {
            try write(["anchors": []], to: anchors(institution))
        }
        for act in register.acts {
            try write(try row(act), to: "api/acts/\(act.id)")
            try write(
                try encoder.encode(try #require(view.citation(of: act.id))),
                to: "api/explain/act/\(act.id)?as_of=\(now)"
            )
        }
        let proposals = try register.proposals.values.sorted {
            $0.text.proposal < $1.text.proposal
        }.map(encoder.encode)
        for proposal in proposals {
            let id = try #require(proposal["text"]?["proposal"]?.stringValue)
            try write(proposal, to: "api/proposals/\(id)")
        }
        try write(
            .object(["proposals": .array(proposals)]),
            to: "api/proposals?limit=500&after="
        )
    }

    /// An act as a server shows it.
    private func row(_ act: Act) throws -> JSON {
        var row = try JSONTreeEncoder().encode(act).objectValue ?? [:]
        row["log"] = [
            "index": .integer(Int64(act.position)),
            "entry": .string("/log/entries/\(act.position)"),
            "proof": .string("/log/proof/inclusion?index=\(act.position)"),
        ]
        return .object(row)
    }

    var source: LogSource { LogSource(folder: path) }

    func anchors(_ institution: String) -> String {
        "api/institutions/\(institution)/anchors?limit=500&after=&as_of=\(now)"
    }

    func items(_ kind: ItemKind) -> String {
        "api/items/\(kind.rawValue)?limit=500&after=&as_of=\(now)"
    }

    func mark(root: String, position: Int? = nil) throws -> JSON {
        .object([
            "charter": try JSONTreeEncoder().encode(register.head),
            "position": .integer(Int64(position ?? register.position)), "root": .string(root),
            "time": .string(register.time.description), "now": .string(now.description),
        ])
    }

    /// The root of some other register.
    static let otherRoot = String(repeating: "0", count: 64)

    func write(_ json: JSON, to name: String) throws {
        try write(try json.canonicalBytes(), to: name)
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: URL(filePath: path + "/" + name))
    }

    /// Replaces a text in one of the answers.
    func replace(_ old: String, with new: String, in name: String) throws {
        let text = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
        #expect(text.contains(old))
        try write(Array(text.replacingOccurrences(of: old, with: new).utf8), to: name)
    }
}
