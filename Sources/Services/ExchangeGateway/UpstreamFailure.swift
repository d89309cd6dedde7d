/// Why the other side did not answer.
enum UpstreamFailure: Error {
    /// No connection could be made.
    case unreachable
    /// The other gateway is not the institution expected.
    case wrongIdentity
    /// The connection ended or failed during the call.
    case brokenOff
    /// What came is not HTTP.
    case notHTTP
}
