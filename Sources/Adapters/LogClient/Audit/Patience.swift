/// Asks again for what is missing, a few times in all: of several servers one may be a moment behind
/// the other, and a connection may break off.
actor Patience {
    /// How often an answer is asked for again.
    static let waits = 6
    /// How often an audit waits in all, so that a log of which much is missing does not hold it up.
    private static let maximumPauses = 60

    private let milliseconds: Int
    private var pauses = 0

    init(milliseconds: Int) { self.milliseconds = milliseconds }

    /// Waits for a server that may be a moment behind; cancelled, it goes on at once and the next
    /// question tells.
    func pause() async {
        guard pauses < Self.maximumPauses else { return }
        pauses += 1
        try? await Task.sleep(for: .milliseconds(milliseconds))
    }

    private var isWorn: Bool { pauses >= Self.maximumPauses }

    /// Asks until there is an answer, or patience is at its end.
    nonisolated func ask<Answer: Sendable>(
        _ question: () async throws(LogClientError) -> Answer?
    ) async throws(LogClientError) -> Answer? {
        for _ in 0..<Self.waits {
            if let answer = try await question() { return answer }
            guard await !isWorn else { return nil }
            await pause()
        }
        return try await question()
    }
}
