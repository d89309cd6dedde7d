import DataExchange
import Testing

@Suite struct `Request hash` {
    let fields = [
        HeaderField("X-Road-Client", "ML/GOV/1/tax"), HeaderField("x-road-request-id", "r-1"),
    ]

    // Expected values made with Python hashlib over the same bytes.
    @Test func `is that of another implementation without a body`() {
        let digest = RequestDigest(method: "GET", target: "/r1/a/b/c/d/e/x?q=1", fields: fields)

        #expect(digest.finish() == Expected.withoutBody)
    }

    @Test func `is that of another implementation with a body in any parts`() {
        for cut in 0...5 {
            var digest = RequestDigest(method: "GET", target: "/r1/a/b/c/d/e/x?q=1", fields: fields)
            let body = Array("hello".utf8)
            body[..<cut].withUnsafeBytes { digest.update($0) }
            body[cut...].withUnsafeBytes { digest.update($0) }

            #expect(digest.finish() == Expected.withBody)
        }
    }

    @Test func `changes with every part of the head`() {
        let all = [
            RequestDigest(method: "GET", target: "/a", fields: fields),
            RequestDigest(method: "PUT", target: "/a", fields: fields),
            RequestDigest(method: "GET", target: "/b", fields: fields),
            RequestDigest(method: "GET", target: "/a", fields: fields.reversed()),
            RequestDigest(method: "GET", target: "/a", fields: []),
        ]

        #expect(Set(all.map { $0.finish() }).count == all.count)
    }
}

private enum Expected {
    static let withoutBody =
        "ROuRq/hsd0GMvp0ggmlNWK7IulAzsg3HK7i4zde+xszC"
        + "dMKsd9LRoE9Jo7YCjwHZoBvlEIwQa86cwFk/ulGy1A=="
    static let withBody =
        "sRwRnHHm0j+j0cPF6Kn9yY92E94U702wx1qPNSNLVlrv"
        + "Uggh1vhlgJbyin71poBiH3zZPeh/rev134nSQDRcDQ=="
}
