import Hummingbird
import NIOSSL
import Testing
import Web

@Suite("TLS", .timeLimit(.minutes(1))) struct TLSTests {
    let authority: TestCertificates
    let server: TestCertificates.Leaf
    let client: TestCertificates.Leaf

    init() throws {
        authority = try TestCertificates()
        server = try authority.leaf("urn:cabildo:demo:institution:server")
        client = try authority.leaf("urn:cabildo:demo:institution:client")
    }

    private func settings(_ clients: WebTLS.Clients) -> WebTLS {
        WebTLS(
            certificateChainPEM: server.pem,
            privateKeyPEM: server.keyPEM,
            clients: clients
        )
    }

    private static func routes(_ router: Router<WebContext>) {
        router.get("peer") { _, context in
            context.connection.peerCertificate.map { "\($0)" } ?? "nobody"
        }
    }

    private static let request = "GET /peer HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `serves anyone where no certificate is asked for`() async throws {
        let configuration = try authority.client(client)
        try await withServer(tls: settings(.anyone), routes: Self.routes) { server in
            try await RawConnection.open(port: server.port, tls: configuration) { connection in
                try await connection.send(Self.request)
                #expect(try await connection.response().body == "nobody")
            }
        }
    }

    @Test func `knows the verified certificate of each connection`() async throws {
        let tls = settings(.mustBeCertified(trustRootsPEM: try authority.rootPEM))
        let other = try authority.leaf("urn:cabildo:demo:institution:other")
        let leaves = [
            (client, try authority.client(client)), (other, try authority.client(other)),
        ]
        try await withServer(tls: tls, routes: Self.routes) { server in
            for (leaf, configuration) in leaves {
                try await RawConnection.open(port: server.port, tls: configuration) { connection in
                    for _ in 0..<2 {
                        try await connection.send(Self.request)
                        #expect(try await connection.response().body == "\(leaf.der)")
                    }
                }
            }
        }
    }

    @Test func `makes a connection's identity once`() async throws {
        let made = Box<Int>()
        let tls = settings(.mustBeCertified(trustRootsPEM: try authority.rootPEM))
        let configuration = try authority.client(client)
        try await withServer(tls: tls) { router in
            router.get("who") { _, context in
                context.connection.cached {
                    made.put(1)
                    return "identity"
                }
            }
        } _: { server in
            try await RawConnection.open(port: server.port, tls: configuration) { connection in
                for _ in 0..<3 {
                    try await connection.send("GET /who HTTP/1.1\r\nHost: a\r\n\r\n")
                    #expect(try await connection.response().body == "identity")
                }
            }
            made.put(2)
            #expect(await made.next() == 1)
            #expect(await made.next() == 2)
        }
    }

    @Test func `refuses a client without a certificate or with another authority's`() async throws {
        let stranger = try TestCertificates()
        let tls = settings(.mustBeCertified(trustRootsPEM: try authority.rootPEM))
        let configurations = [
            try authority.client(nil),
            try authority.client(try stranger.leaf("urn:cabildo:demo:institution:client")),
        ]
        try await withServer(tls: tls, routes: Self.routes) { server in
            for configuration in configurations {
                await #expect(throws: (any Error).self) {
                    try await RawConnection.open(port: server.port, tls: configuration) {
                        connection in
                        try await connection.send(Self.request)
                        return try await connection.response().status
                    }
                }
            }
        }
    }

    @Test func `lets a client choose whether to show one`() async throws {
        let stranger = try TestCertificates()
        let tls = settings(.mayBeCertified(trustRootsPEM: try authority.rootPEM))
        let (without, with) = (try authority.client(nil), try authority.client(client))
        let wrong = try authority.client(try stranger.leaf("urn:x"))
        let der = client.der
        try await withServer(tls: tls, routes: Self.routes) { server in
            func body(_ configuration: TLSConfiguration) async throws -> String {
                try await RawConnection.open(port: server.port, tls: configuration) { connection in
                    try await connection.send(Self.request)
                    return try await connection.response().body
                }
            }
            let (anonymous, known) = (try await body(without), try await body(with))
            #expect(anonymous == "nobody")
            #expect(known == "\(der)")
            await #expect(throws: (any Error).self) { try await body(wrong) }
        }
    }

    @Test func `closes a connection that never shakes hands`() async throws {
        var limits = WebLimits()
        limits.headTimeout = .milliseconds(50)
        try await withServer(limits: limits, tls: settings(.anyone)) { server in
            try await RawConnection.open(port: server.port) { connection in
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test func `closes properly after an early answer`() async throws {
        let configuration = try authority.client(nil)
        var limits = WebLimits()
        limits.lingerTimeout = .milliseconds(200)
        try await withServer(limits: limits, tls: settings(.anyone)) { server in
            try await RawConnection.open(port: server.port, tls: configuration) { connection in
                try await connection.send(
                    "POST /missing HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nx"
                )
                #expect(try await connection.response().status == 404)
                #expect(await connection.rest() == "")
            }
        }
    }

    @Test(arguments: 0..<4) func `refuses settings that cannot be used`(index: Int) throws {
        let stranger = try TestCertificates().leaf("urn:x")
        let root = try authority.rootPEM
        let settings = [
            WebTLS(certificateChainPEM: "", privateKeyPEM: server.keyPEM),
            WebTLS(certificateChainPEM: server.pem, privateKeyPEM: "x"),
            WebTLS(certificateChainPEM: server.pem, privateKeyPEM: stranger.keyPEM),
            WebTLS(
                certificateChainPEM: server.pem,
                privateKeyPEM: server.keyPEM,
                clients: .mustBeCertified(trustRootsPEM: root.replacing("CERTIFICATE", with: "X"))
            ),
        ]

        #expect(throws: WebServerError.invalidTLS) {
            try WebServer(
                router: Router(context: WebContext.self),
                host: "127.0.0.1",
                port: 0,
                tls: settings[index],
                logger: LogLines().logger
            )
        }
    }
}
