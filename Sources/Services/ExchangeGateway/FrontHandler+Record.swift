internal import DataExchange
internal import Logging
internal import NIOCore

extension FrontHandler {
    /// Makes the record of a call durable, then goes on if the call still is the present one.
    func record(_ call: Call, then next: @escaping (FrontHandler, Call, Bool) -> Void) {
        call.record.recordedAt = gateway.clock()
        call.records += 1
        call.recordingSince = loop.now
        let ticket = call.records
        let promise = loop.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [weak self] result in
            guard let self, self.call === call, call.records == ticket else {
                return
            }
            switch result {
            case .success:
                next(self, call, true)
            case .failure(let error):
                gateway.logger.error(
                    "record of a call could not be made durable",
                    metadata: ["request": "\(call.requestID)", "error": "\(error)"]
                )
                next(self, call, false)
            }
        }
        gateway.records.submit(call.record, done: promise)
    }

    /// Adds a second record about the end of a call whose answer has gone out.
    func recordClose(_ call: Call, code: String?) {
        call.record.kind = .close
        call.record.recordedAt = gateway.clock()
        call.record.responseBytes = call.answerBytes
        call.record.citations = nil
        if let code {
            call.record.code = code
        }
        gateway.records.submit(call.record, done: nil)
    }
}
