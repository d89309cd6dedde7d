/// A path from a nested value outwards; cheap to extend.
final class CodingPath: Sendable {
    let step: JSONCodingError.PathStep
    let parent: CodingPath?
    let depth: Int

    init(_ step: JSONCodingError.PathStep, in parent: CodingPath?) {
        self.step = step
        self.parent = parent
        depth = (parent?.depth ?? 0) + 1
    }
}

extension CodingPath? {
    /// How many steps lead here.
    var depth: Int { self?.depth ?? 0 }

    /// The steps from the outermost value inwards.
    var steps: [JSONCodingError.PathStep] {
        var steps: [JSONCodingError.PathStep] = []
        var current = self
        while let path = current {
            steps.append(path.step)
            current = path.parent
        }
        return steps.reversed()
    }

    /// The steps in the form `Codable` knows.
    var codingKeys: [any CodingKey] { steps.map(PathKey.init) }

    func appending(_ key: String) -> CodingPath { CodingPath(.key(key), in: self) }

    func appending(_ index: Int) -> CodingPath { CodingPath(.index(index), in: self) }

    /// Refuses values nested too deep for recursion.
    func checkDepth() throws {
        guard depth <= JSONOptions.depthCeiling else {
            throw failure(.tooDeep, "nested deeper than \(JSONOptions.depthCeiling) levels")
        }
    }

    func failure(_ code: JSONCodingError.Code, _ reason: String) -> JSONCodingError {
        JSONCodingError(code: code, reason: reason, path: steps)
    }
}

/// A step of our own paths as a coding key; its name is already the JSON name.
struct PathKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ step: JSONCodingError.PathStep) {
        switch step {
        case .key(let key):
            stringValue = key
            intValue = nil
        case .index(let index):
            stringValue = String(index)
            intValue = index
        }
    }

    init?(stringValue: String) {
        self.init(.key(stringValue))
    }

    init?(intValue: Int) {
        self.init(.index(intValue))
    }
}
