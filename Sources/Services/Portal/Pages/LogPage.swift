internal import Governance

extension PageScope {
    /// The most entries on a page of them.
    private static let pageSize = 50

    /// The log's checkpoint, what it means, how to check it by hand, and the latest entries.
    func logPage(_ log: PortalLog) async throws -> Page {
        let latest = try await log.entries(max(0, log.size - 10)..<log.size)
        return Page(
            template: "log",
            title: words("nav_log"),
            path: "/log",
            fields: [
                "checkpoint": log.text,
                "sizeWords": words("log_m2", log.size),
                "entryRows": rows(latest, from: log.size - latest.count),
                "hasEntries": !latest.isEmpty,
                "entriesCaption": caption(log.size - latest.count, log.size, of: log.size),
                "allHref": "/entries" + query,
            ]
        )
    }

    /// The entries before a position, the latest first.
    ///
    /// - Throws: ``PortalError/notFound`` for a position that the log does not reach.
    func entriesPage(_ log: PortalLog) async throws -> Page {
        let end = before ?? log.size
        guard end <= log.size, end > 0 || log.size == 0 else { throw PortalError.notFound }
        let start = max(0, end - Self.pageSize)
        let entries = try await log.entries(start..<end)
        return Page(
            template: "entries",
            title: words("log_all"),
            path: "/entries",
            fields: [
                "logHref": "/log" + query,
                "entryRows": rows(entries, from: start),
                "hasEntries": !entries.isEmpty,
                "entriesCaption": caption(start, end, of: log.size),
                "olderHref": start > 0 ? "/entries\(query)&before=\(start)" : false,
                "newestHref": end < log.size ? "/entries\(query)" : false,
            ]
        )
    }

    private func caption(_ start: Int, _ end: Int, of size: Int) -> String {
        words(
            "entries_caption",
            ["a": String(start), "b": String(max(start, end - 1)), "n": String(size)]
        )
    }

    private func rows(_ entries: [[UInt8]], from start: Int) -> [Fields] {
        entries.enumerated().reversed().map { offset, bytes -> Fields in
            let index = start + offset
            var fields: Fields = [
                "entryIndex": String(index), "entryHref": entryHref(index),
                "entryTime": false, "entryKind": words("entry_unreadable"), "entryActor": false,
            ]
            fields.merge(about(nil, index)) { _, new in new }
            guard let entry = try? Entry(canonical: bytes) else { return fields }
            fields["entryTime"] = date(entry.time) as Fields
            fields["entryKind"] = words("command_\(entry.command.kind.rawValue)")
            fields["entryActor"] = name(of: entry.statement.actor)
            return fields.merging(about(entry, index)) { _, new in new }
        }
    }

    /// Where the page of an entry is.
    func entryHref(_ index: Int) -> String { "/entries/\(index)" + query }

    /// What an entry is about: a proposal, and the act that it adopted.
    func about(_ entry: Entry?, _ index: Int) -> Fields {
        guard let entry else {
            return ["aboutHref": false, "aboutText": false, "aboutAct": false]
        }
        let act = register.acts.first { $0.position == index }
        guard let id = entry.command.proposal else {
            return ["aboutHref": false, "aboutText": words("entry_charter"), "aboutAct": false]
        }
        return [
            "aboutHref": "/decisions/\(id)" + query,
            "aboutText": register.proposals[id]?.text.title ?? id.text,
            "aboutAct": act.map { row(of: $0) } ?? false,
        ]
    }
}
