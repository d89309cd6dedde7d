/// The level of a legal instrument, from the lowest to the highest.
public enum Rank: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    /// Advice that binds nobody.
    case guideline
    /// A rule made by an agency or a body under a mandate.
    case regulation
    /// An order of the government.
    case decree
    /// An act of the legislature.
    case law
    /// The charter itself.
    case charter

    private var level: Int {
        switch self {
        case .guideline: 0
        case .regulation: 1
        case .decree: 2
        case .law: 3
        case .charter: 4
        }
    }

    /// The order of the two.
    public static func < (left: Rank, right: Rank) -> Bool { left.level < right.level }
}
