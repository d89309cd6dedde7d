internal import AsyncHTTPClient
internal import CanonicalJSON
internal import NIOCore
internal import NIOHTTP1

/// The information system of a ministry, which calls through its own gateway.
struct ExchangeCaller: Sendable {
    /// What a call gave.
    struct Answer: Sendable {
        let status: Int
        let receipt: String?
        let body: JSON

        /// Why the call was refused, as our code; `nil` when it was not.
        var refusal: String? { body["cabildo"]?["code"]?.stringValue }
        /// Why the call was refused, in a sentence.
        var message: String? { body["message"]?.stringValue }
        /// The body that could grant what is missing.
        var grantingBody: String? { body["cabildo"]?["granting_body"]?.stringValue }
    }

    let gateway: String
    func call(_ path: String, as subsystem: String) async throws -> Answer {
        var request = HTTPClientRequest(url: gateway + path)
        request.headers.add(name: "x-road-client", value: subsystem)
        request.headers.add(name: "accept", value: "application/json")
        let response = try await RegisterClient.client.execute(request, timeout: .seconds(10))
        let bytes = Array(try await response.body.collect(upTo: 1 << 20).readableBytesView)
        return Answer(
            status: Int(response.status.code),
            receipt: response.headers.first(name: "cabildo-receipt"),
            body: (try? JSON(parsing: bytes)) ?? .object([:])
        )
    }
}
