internal import Governance

/// The count of a round as a bar of seats, with marks for quorum and threshold.
///
/// All lengths are whole units of the picture: one seat is `unit` wide.
struct TallyBar {
    private static let left = 8
    private let tally: Tally
    private let quorum: Share?
    private let threshold: Share?
    private let title: String
    private let words: Words
    private let unit: Int

    init(_ tally: Tally, quorum: Share?, threshold: Share?, title: String, words: Words) {
        self.tally = tally
        self.quorum = quorum
        self.threshold = threshold
        self.title = title
        self.words = words
        unit = max(1, 340 / max(1, tally.fixed))
    }

    private var width: Int { unit * max(1, tally.fixed) }

    /// The bar for the template `tally`.
    var fields: Fields {
        [
            "barTitle": title,
            "barWords": words(
                "tally_words",
                [
                    "a": String(tally.approve), "r": String(tally.reject),
                    "b": String(tally.abstain), "c": String(tally.recused),
                    "f": String(tally.filled), "s": String(tally.fixed),
                ]
            ),
            "barViewBox": "0 0 \(max(width, 340) + 2 * Self.left) 84",
            "barX": String(Self.left),
            "barWidth": String(width),
            "segments": segments,
            "lines": seatLines,
            "marks": [
                quorum.map { mark($0, "quorum", lineTop: 18, lineEnd: 58, textY: 12) },
                threshold.map { mark($0, "threshold", lineTop: 26, lineEnd: 66, textY: 80) },
            ].compactMap { $0 },
        ]
    }

    /// The lines between seats, as long as they can be told apart.
    private var seatLines: [Fields] {
        guard (2...60).contains(tally.fixed) else { return [] }
        return (1..<tally.fixed).map { ["seatX": String(Self.left + $0 * unit)] }
    }

    private var segments: [Fields] {
        var start = 0
        let parts = [
            (tally.approve, "approve"), (tally.reject, "reject"), (tally.abstain, "abstain"),
            (tally.recused, "recused"),
        ]
        return parts.compactMap { count, name in
            guard count > 0 else { return nil }
            defer { start += count }
            return [
                "segmentX": String(Self.left + start * unit),
                "segmentWidth": String(count * unit),
                "segmentClass": name,
                "segmentTextX": String(Self.left + start * unit + count * unit / 2),
                "segmentCount": String(count),
            ]
        }
    }

    private func mark(
        _ share: Share,
        _ name: String,
        lineTop: Int,
        lineEnd: Int,
        textY: Int
    ) -> Fields {
        let needed = share.smallestCount(of: tally.total(of: share.base))
        let place = min(width, needed * unit)
        let anchor = place < 70 ? "start" : place > 270 ? "end" : "middle"
        return [
            "markX": String(Self.left + place),
            "markTop": String(lineTop),
            "markEnd": String(lineEnd),
            "markTextY": String(textY),
            "markAnchor": anchor,
            "markName": "\(words(name)) \(needed)",
            "markKind": name,
        ]
    }
}
