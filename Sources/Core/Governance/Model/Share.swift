/// A part of a body that must be reached: `at least 2/3 of cast`, `more than 1/2 of fixed`.
///
/// Used for thresholds (votes to approve) and for quorums (seats that take part). Reckoned in whole
/// numbers only, so that no rounding can decide a vote.
public struct Share: Hashable, Sendable {
    /// What the part is taken of.
    public enum Base: String, Hashable, Sendable, CaseIterable {
        /// Votes that approve or reject; abstentions do not count.
        case cast
        /// Seats that voted in any way, abstentions included.
        case present
        /// All seats of the body, vacant ones too.
        case fixed
        /// Seats held by an official when the vote opened.
        case filled
        /// Filled seats less those that are recused.
        case nonRecused = "non-recused"
    }

    /// The numerator, from 1 to the denominator.
    public let numerator: Int
    /// The denominator, from 1 to 1000.
    public let denominator: Int
    /// Whether the share must be passed ("more than") rather than reached ("at least").
    public let isStrict: Bool
    /// What the share is taken of.
    public let base: Base

    /// Makes a share; `nil` when the fraction is not between 0 (excluded) and 1, or when it asks for
    /// more than the whole.
    public init?(_ numerator: Int, of denominator: Int, strict: Bool = false, base: Base) {
        guard (1...1000).contains(denominator), (1...denominator).contains(numerator),
            !(strict && numerator == denominator)
        else { return nil }
        self.numerator = numerator
        self.denominator = denominator
        self.isStrict = strict
        self.base = base
    }

    /// Whether `count` out of `total` meets the share.
    ///
    /// A count of nothing never does.
    public func isMet(by count: Int, of total: Int) -> Bool {
        guard count > 0 else { return false }
        let (left, right) = (count * denominator, total * numerator)
        return isStrict ? left > right : left >= right
    }

    /// The smallest count that meets the share out of `total`; at least 1, and `total + 1` at the
    /// most, which nothing can reach.
    public func smallestCount(of total: Int) -> Int {
        let exact = total * numerator
        let count = isStrict ? exact / denominator + 1 : (exact + denominator - 1) / denominator
        return max(1, count)
    }
}

extension Share: CustomStringConvertible, Codable {
    /// Reads text such as `at least 2/3 of cast` or `more than 1/2 of fixed`; `nil` for any other.
    public init?(text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 5, words[3] == "of", let base = Base(rawValue: words[4]) else {
            return nil
        }
        let strict = words[0] == "more" && words[1] == "than"
        guard strict || (words[0] == "at" && words[1] == "least") else { return nil }
        let fraction = words[2].split(separator: "/", omittingEmptySubsequences: false)
        guard fraction.count == 2, fraction.allSatisfy({ Self.isPlainNumber($0) }),
            let numerator = Int(fraction[0]), let denominator = Int(fraction[1])
        else { return nil }
        self.init(numerator, of: denominator, strict: strict, base: base)
    }

    private static func isPlainNumber(_ text: Substring) -> Bool {
        (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && text.utf8.first != 0x30
    }

    /// The value as text.
    public var description: String {
        "\(isStrict ? "more than" : "at least") \(numerator)/\(denominator) of \(base.rawValue)"
    }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let share = Share(text: text) else {
            let bases = Base.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "`\(text.prefix(80))` is not a share such as "
                    + "`at least 2/3 of cast` or `more than 1/2 of fixed` (bases: \(bases))"
            )
        }
        self = share
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
