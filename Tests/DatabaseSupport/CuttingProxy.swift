import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A proxy on 127.0.0.1 that loses connections on demand.
///
/// It knows nothing of the protocol that passes through it. Each connection has two threads, one
/// for each direction. Its connections end with it.
public final class CuttingProxy: Sendable {
    /// When a connection is cut.
    public enum Moment: Sendable {
        /// Before the bytes reach the server; those in packets before have reached it.
        case beforeForwarding
        /// After the server has answered, whose answer is lost: the client cannot know what it did.
        ///
        /// The first bytes that the server sends after it was given the text count as its answer.
        case afterAnswer
    }

    /// The port to connect to.
    public let port: Int
    private let state: ProxyState

    /// Begins to listen, and to forward to `target`.
    ///
    /// - Parameter target: A port on 127.0.0.1.
    /// - Throws: ``SupportFailure`` where no socket is to be had.
    public init(to target: Int) throws {
        let listener: Int32
        (listener, port) = try LoopbackSocket.listening()
        let state = ProxyState(listener: listener)
        self.state = state
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                if client < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard client >= 0 else { break }
                guard let link = state.admit(client) else { continue }
                Thread.detachNewThread { link.serve(target: target) }
            }
            close(listener)
        }
    }

    deinit { state.close() }

    /// How many connections were cut on demand; those that ``severAll()`` cut do not count.
    ///
    /// A cut is counted when it is carried out, and before the client can see it.
    public var cuts: Int { state.cuts }
    /// How many connections there were, refused ones too.
    public var connections: Int { state.connections }

    /// Cuts the next connection on which the client sends the text; once.
    ///
    /// Armed twice, it cuts twice: what is armed first is cut first.
    ///
    /// - Parameters:
    ///   - moment: Before the server has the text, or after it has answered.
    ///   - text: What the client sends, in one packet or over several.
    ///   - limit: How long the server may take to answer; then it is cut without an answer.
    public func cut(
        _ moment: Moment,
        whenClientSends text: String,
        answerWithin limit: Duration = .seconds(10)
    ) {
        cut(moment, whenClientSends: Array(text.utf8), answerWithin: limit)
    }

    /// Cuts the next connection on which the client sends the bytes; once.
    ///
    /// - Parameters:
    ///   - moment: Before the server has the bytes, or after it has answered.
    ///   - bytes: What the client sends, in one packet or over several.
    ///   - limit: How long the server may take to answer; then it is cut without an answer.
    public func cut(
        _ moment: Moment,
        whenClientSends bytes: [UInt8],
        answerWithin limit: Duration = .seconds(10)
    ) {
        state.arm(ProxyState.Arming(moment: moment, pattern: bytes, limit: limit))
    }

    /// Takes back every cut that was armed and has not been carried out.
    public func disarm() { state.disarm() }

    /// Cuts all connections now.
    public func severAll() { state.severAll() }

    /// Becomes a black hole, or no longer.
    ///
    /// While stalled it takes connections and what a client sends, and forwards nothing, not even
    /// the end of a connection. Afterwards what was held goes on its way.
    public func stall(_ isStalled: Bool) { state.stall(isStalled) }

    /// Closes new connections at once, or no longer.
    public func refuse(_ isRefusing: Bool) { state.refuse(isRefusing) }
}
