/// Asks a connection to close at once, whatever it is doing.
struct ForceClose: Sendable {}
