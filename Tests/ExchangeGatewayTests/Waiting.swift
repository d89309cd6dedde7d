import Testing

/// Waits until something is so, by yielding; records an issue if it does not come about.
func until(_ what: Comment, _ condition: () -> Bool) async throws {
    for _ in 0..<5_000_000 {
        if condition() {
            return
        }
        await Task.yield()
    }
    Issue.record(what)
}
