import DatabaseSupport
import Testing

@Suite("Cutting proxy") struct CuttingProxyTests {
    private let server: EchoServer
    private let proxy: CuttingProxy

    init() throws {
        server = try EchoServer()
        proxy = try CuttingProxy(to: server.port)
    }

    @Test func `forwards both ways what it is given`() throws {
        let client = try Client(port: proxy.port)
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let sending = Background { client.send(bytes) }

        #expect(client.read(bytes.count) == bytes)
        try sending.value()
        #expect(proxy.connections == 1)
        #expect(proxy.cuts == 0)
    }

    @Test func `cuts before the server has the packet`() throws {
        let client = try Client(port: proxy.port)
        client.send("one")
        #expect(client.read(3) == Array("one".utf8))
        proxy.cut(.beforeForwarding, whenClientSends: "two")
        client.send("and two")

        #expect(client.read(1) == [])
        #expect(proxy.cuts == 1)
        #expect(soon { server.ended == 1 })
        #expect(server.received == Array("one".utf8))
    }

    @Test func `cuts after the server has answered, and loses the answer`() throws {
        let client = try Client(port: proxy.port)
        proxy.cut(.afterAnswer, whenClientSends: Array("two".utf8))
        client.send("and two")

        #expect(client.read(1) == [])
        #expect(proxy.cuts == 1)
        #expect(soon { server.ended == 1 })
        #expect(server.received == Array("and two".utf8))
    }

    @Test(arguments: [1, 2, 3, 5])
    func `sees a text that comes in several packets`(length: Int) throws {
        let client = try Client(port: proxy.port)
        proxy.cut(.beforeForwarding, whenClientSends: "COMMIT")
        let text = Array("xxCOMCOMMITyy".utf8)
        var echoed: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: length) {
            let part = Array(text[start..<min(start + length, text.count)])
            client.send(part)
            let echo = client.read(part.count)
            echoed += echo
            guard echo == part else { break }
        }

        // All but the packet that completed the text.
        #expect(echoed == Array(text[..<(10 / length * length)]))
        #expect(proxy.cuts == 1)
    }

    @Test func `does not take two halves from two connections for the text`() throws {
        proxy.cut(.beforeForwarding, whenClientSends: "COMMIT")
        for part in ["COM", "MIT"] {
            let client = try Client(port: proxy.port)
            client.send(part)
            #expect(client.read(3) == Array(part.utf8))
        }

        #expect(proxy.cuts == 0)
    }

    @Test func `does not cut for what was sent before`() throws {
        let client = try Client(port: proxy.port)
        client.send("COMMIT")
        #expect(client.read(6).count == 6)
        proxy.cut(.beforeForwarding, whenClientSends: "COMMIT")
        client.send("more")

        #expect(client.read(4).count == 4)
        #expect(proxy.cuts == 0)
    }

    @Test func `carries out each cut once, in their order`() throws {
        proxy.cut(.beforeForwarding, whenClientSends: "x")
        proxy.cut(.afterAnswer, whenClientSends: "x")
        for _ in 0..<2 {
            let client = try Client(port: proxy.port)
            client.send("x")
            #expect(client.read(1) == [])
        }
        let client = try Client(port: proxy.port)
        client.send("x")

        #expect(client.read(1) == Array("x".utf8))
        #expect(proxy.cuts == 2)
        #expect(server.received == Array("xx".utf8))
    }

    @Test func `takes back a cut, and does not look for an empty text`() throws {
        proxy.cut(.beforeForwarding, whenClientSends: "x")
        proxy.disarm()
        proxy.cut(.beforeForwarding, whenClientSends: "")
        let client = try Client(port: proxy.port)
        client.send("x")

        #expect(client.read(1) == Array("x".utf8))
        #expect(proxy.cuts == 0)
    }

    @Test func `cuts all connections at once, and takes new ones`() throws {
        let clients = try (0..<5).map { _ in try Client(port: proxy.port) }
        for client in clients {
            client.send("x")
            #expect(client.read(1).count == 1)
        }
        proxy.severAll()

        for client in clients { #expect(client.read(1) == []) }
        let next = try Client(port: proxy.port)
        next.send("y")
        #expect(next.read(1) == Array("y".utf8))
        #expect(proxy.connections == 6)
        #expect(proxy.cuts == 0)
    }

    @Test func `holds everything while stalled, and then loses nothing`() throws {
        let before = try Client(port: proxy.port)
        before.send("a")
        #expect(before.read(1) == Array("a".utf8))
        proxy.stall(true)
        let during = try Client(port: proxy.port)
        before.send("b")
        during.send("c")
        #expect(soon { proxy.connections == 2 })

        #expect(before.isQuiet)
        #expect(during.isQuiet)
        #expect(server.received == Array("a".utf8))
        proxy.stall(false)
        #expect(before.read(1) == Array("b".utf8))
        #expect(during.read(1) == Array("c".utf8))
    }

    @Test func `tells no end of a connection while stalled`() throws {
        var client: Client? = try Client(port: proxy.port)
        client?.send("a")
        #expect(client?.read(1) == Array("a".utf8))
        proxy.stall(true)
        client = nil

        #expect(server.ended == 0)
        proxy.stall(false)
        #expect(soon { server.ended == 1 })
    }

    @Test func `cuts what is stalled`() throws {
        proxy.stall(true)
        let client = try Client(port: proxy.port)
        client.send("a")
        #expect(soon { proxy.connections == 1 })
        proxy.severAll()

        #expect(client.read(1) == [])
        #expect(server.received == [])
    }

    @Test func `closes new connections while it refuses, and leaves the old`() throws {
        let old = try Client(port: proxy.port)
        old.send("a")
        #expect(old.read(1).count == 1)
        proxy.refuse(true)
        let new = try Client(port: proxy.port)

        #expect(new.read(1) == [])
        old.send("b")
        #expect(old.read(1) == Array("b".utf8))
        #expect(proxy.connections == 2)
        proxy.refuse(false)
        let next = try Client(port: proxy.port)
        next.send("c")
        #expect(next.read(1) == Array("c".utf8))
    }

    @Test func `closes a connection when nobody listens behind it`() throws {
        let gone = try EchoServer()
        let proxy = try CuttingProxy(to: gone.port)
        gone.stop()

        #expect(
            try soon {
                let client = try Client(port: proxy.port)
                client.send("b")
                return client.read(1) == []
            }
        )
    }

    @Test func `ends its connections with itself`() throws {
        var proxy: CuttingProxy? = try CuttingProxy(to: server.port)
        let port = try #require(proxy?.port)
        let client = try Client(port: port)
        client.send("a")
        #expect(client.read(1).count == 1)
        proxy = nil

        #expect(client.read(1) == [])
        #expect(soon { (try? Client(port: port)) == nil })
    }
}
