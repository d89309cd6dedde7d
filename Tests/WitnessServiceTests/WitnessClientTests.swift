import HTTPTypes
import Hummingbird
import LogClient
import NIOCore
import Testing
import TransparencyLog
import Web
import WitnessService

@Suite struct ClientOfWitnesses {
    private func answer(
        _ status: HTTPResponse.Status,
        _ headers: HTTPFields = [:],
        body: ResponseBody = ResponseBody(byteBuffer: ByteBuffer(string: "5\n")),
        timeout: Duration = .seconds(60)
    ) async throws -> Result<AddCheckpoint.Answer, LogClientError> {
        let router = Router(context: WebContext.self)
        router.post("add-checkpoint") { _, _ in
            Response(status: status, headers: headers, body: body)
        }
        let (box, request) = (SettableAnswer(), try request())
        try await ServedWitness.serve(router, WebLimits()) { witness in
            let client = try WitnessClient(url: witness.address, timeout: timeout)
            do throws(LogClientError) {
                box.set(.success(try await client.add(request)))
            } catch {
                box.set(.failure(error))
            }
        }
        return try #require(box.value)
    }

    private func request() throws -> AddCheckpoint { try Tree(count: 5).request(0, 5) }

    private func code(
        _ status: HTTPResponse.Status,
        _ headers: HTTPFields = [:],
        body: ResponseBody = ResponseBody(byteBuffer: ByteBuffer(string: "5\n")),
        timeout: Duration = .seconds(60)
    ) async throws -> LogClientError.Code? {
        let found = try await answer(status, headers, body: body, timeout: timeout)
        if case .failure(let error) = found {
            return error.code
        }
        return nil
    }

    @Test func `read sizes only where they are said to be sizes`() async throws {
        let size: HTTPFields = [.contentType: "text/x.tlog.size"]
        #expect(try await answer(.conflict, size) == .success(.conflict(size: 5)))
        let text: HTTPFields = [.contentType: "text/plain"]
        #expect(try await code(.conflict, text) == .unusable)
        let garbage = ResponseBody(byteBuffer: ByteBuffer(string: "five\n"))
        #expect(try await code(.conflict, size, body: garbage) == .unusable)
    }

    @Test(arguments: [301, 308, 400, 403, 404, 422, 429, 500, 503])
    func `take no other status for an answer, and follow nothing`(status: Int) async throws {
        let headers: HTTPFields = [.location: "/add-checkpoint"]
        #expect(try await code(HTTPResponse.Status(code: status), headers) == .unusable)
    }

    @Test func `give up on answers that are too large`() async throws {
        let large = ByteBuffer(repeating: 0x0A, count: Cosignature.maximumAnswerBytes + 1)
        #expect(try await code(.ok, body: ResponseBody(byteBuffer: large)) == .tooLarge)
    }

    @Test func `give up on answers that do not end`() async throws {
        let endless = ResponseBody { writer in
            while !Task.isCancelled {
                try await writer.write(ByteBuffer(string: "-"))
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        #expect(try await code(.ok, body: endless, timeout: .milliseconds(500)) == .unreachable)
    }

    @Test func `find nobody where nobody is, and ask only over HTTP`() async throws {
        let client = try WitnessClient(url: "http://127.0.0.1:1")
        let error = await #expect(throws: LogClientError.self) {
            try await client.add(request())
        }
        #expect(error?.code == .unreachable)
        for url in ["", "ftp://a.example", "witness.example"] {
            #expect(throws: LogClientError.self) { try WitnessClient(url: url) }
        }
    }
}
