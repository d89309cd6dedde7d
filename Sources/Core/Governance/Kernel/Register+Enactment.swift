extension Register {
    func decideEnactment(_ enactment: Enactment) throws(Refusal) -> [Event] {
        guard enactment.content.items.count <= KernelLimits.charterItems else {
            throw Refusal(.tooMany, "a charter has \(KernelLimits.charterItems) items at the most")
        }
        var seen: Set<ItemReference> = []
        for item in enactment.content.items where !seen.insert(item.reference).inserted {
            throw Refusal(.duplicateItem, "the charter has two items named \(item.reference)")
        }
        return [.founded(enactment)]
    }

    /// The register that a charter would found, without signatures: what checks read.
    public init(drafting content: CharterContent) {
        self.init()
        head = content.charter
        for item in content.items {
            record(item, effective: .earliest, position: 0, act: nil)
        }
        seal()
        position = 1
    }
}
