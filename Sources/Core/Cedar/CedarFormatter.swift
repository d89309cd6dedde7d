/// Lays policies out anew: the same tokens and the same comments, with other white space.
///
/// Nothing is rewritten, so the meaning cannot change, and formatting twice gives the same as once.
/// A comment stays at the token it stands before or behind; only over a `,`, `;`, `&&` or `||` it may
/// move, and it is never lost.
public struct CedarFormatter: Sendable {
    /// The columns that a line should not exceed.
    public var width: Int
    /// The columns by which a level is indented.
    public var indent: Int
    private let limits: CedarLimits

    /// Makes a formatter; width and indent are kept between 20 and 1000 and between 1 and 16.
    public init(width: Int = 80, indent: Int = 2, limits: CedarLimits = .default) {
        self.width = max(20, min(width, 1000))
        self.indent = max(1, min(indent, 16))
        self.limits = limits
    }

    /// Formats a text of policies.
    ///
    /// - Throws: what is wrong with the policies; `unwritable` if a comment would be lost.
    public func format(_ text: String) throws(CedarError) -> String {
        String(decoding: try format(Array(text.utf8)), as: UTF8.self)
    }

    /// Formats a text of policies in UTF-8.
    ///
    /// - Throws: what is wrong with the policies; `unwritable` if a comment would be lost.
    public func format(_ bytes: [UInt8]) throws(CedarError) -> [UInt8] {
        var parser = try Parser(bytes, mode: .policy, limits: limits)
        _ = try parser.parsePolicies()
        let trivia = SourceTrivia(bytes, parser.tokens)
        var builder = LayoutBuilder(bytes, parser.tokens, trivia.rearranged(parser.tokens))
        var renderer = LayoutRenderer(
            bytes,
            parser.tokens,
            width: width,
            indent: indent,
            maximumBytes: 4 * limits.maximumBytes
        )
        let output = try renderer.render(builder.policies())
        try check(output, against: bytes, parser.tokens, trivia)
        return output
    }

    /// Makes sure that every token and every comment is still there.
    private func check(
        _ output: [UInt8],
        against bytes: [UInt8],
        _ tokens: [Token],
        _ trivia: SourceTrivia
    ) throws(CedarError) {
        var wide = limits
        wide.maximumBytes = max(limits.maximumBytes, output.count)
        let newTokens = try Lexer.tokens(of: output, mode: .policy, limits: wide)
        let comments = trivia.all.map { bytes[$0.start..<$0.end] }
        let newComments = SourceTrivia(output, newTokens).all.map { output[$0.start..<$0.end] }
        let areSame =
            tokens.count == newTokens.count
            && zip(tokens, newTokens).allSatisfy { old, new in
                old.kind == new.kind
                    && bytes[old.start..<old.end] == output[new.start..<new.end]
            }
        guard areSame, comments == newComments else {
            throw CedarError(.unwritable, "text cannot be formatted without losing a comment")
        }
    }
}
