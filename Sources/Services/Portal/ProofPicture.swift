internal import MerkleTree

/// The way from an entry to the root as a tree: two columns, the root above them.
///
/// In each row stand the two children of a hash in the row above: one computed, one given.
struct ProofPicture {
    private static let boxWidth = 156
    private static let boxHeight = 30
    private static let rowHeight = 62
    private static let left = 6
    private static let right = 198
    private static let middle = 102

    let index: Int
    let leaf: TreeHash
    let steps: [InclusionProof.Step]
    let words: Words

    private var height: Int { steps.count * Self.rowHeight + Self.boxHeight + 12 }

    /// The picture and the hashes in full, for the template `proof`.
    var fields: Fields {
        [
            "proofViewBox": "0 0 360 \(height)",
            "proofDescription": words(
                "proof_desc",
                ["n": String(index), "k": String(steps.count)]
            ),
            "boxes": boxes,
            "edges": edges,
            "hasSteps": !steps.isEmpty,
            "proofSteps": steps.map { step -> Fields in
                [
                    "stepHash": step.sibling.hexadecimal,
                    "stepSide": words(step.isLeft ? "proof_left" : "proof_right"),
                ]
            },
        ]
    }

    /// The top of the row in which a hash stands after a number of steps.
    private func top(_ step: Int) -> Int { 6 + (steps.count - step) * Self.rowHeight }

    /// The column of the hash computed after a number of steps.
    private func column(_ step: Int) -> Int {
        step == steps.count ? Self.middle : steps[step].isLeft ? Self.right : Self.left
    }

    private var boxes: [Fields] {
        var boxes = [box(leaf, at: column(0), 0, isGiven: false)]
        for (number, step) in steps.enumerated() {
            let other = step.isLeft ? Self.left : Self.right
            boxes.append(box(step.sibling, at: other, number, isGiven: true))
            boxes.append(box(step.result, at: column(number + 1), number + 1, isGiven: false))
        }
        return boxes
    }

    private func box(_ hash: TreeHash, at x: Int, _ step: Int, isGiven: Bool) -> Fields {
        let short = hash.hexadecimal.prefix(8) + "…"
        let name =
            isGiven ? "" : step == steps.count ? words("proof_root") : step == 0 ? "\(index)" : ""
        return [
            "boxX": String(x), "boxY": String(top(step)),
            "boxWidth": String(Self.boxWidth), "boxHeight": String(Self.boxHeight),
            "boxTextX": String(x + Self.boxWidth / 2), "boxTextY": String(top(step) + 20),
            "boxText": name.isEmpty ? String(short) : "\(name): \(short)",
            "boxClass": isGiven ? "given" : "path",
        ]
    }

    /// The lines from each computed hash to the two that it was computed from.
    private var edges: [Fields] {
        steps.indices.flatMap { step -> [Fields] in
            let from = column(step + 1) + Self.boxWidth / 2
            return [Self.left, Self.right].map { x -> Fields in
                [
                    "edgeX1": String(from),
                    "edgeY1": String(top(step + 1) + Self.boxHeight),
                    "edgeX2": String(x + Self.boxWidth / 2), "edgeY2": String(top(step)),
                    "edgeClass": x == column(step) ? "path" : "given",
                ]
            }
        }
    }
}
