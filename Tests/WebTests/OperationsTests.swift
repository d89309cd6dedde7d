import Hummingbird
import NIOConcurrencyHelpers
import Testing
import Web

@Suite("Health and metrics", .timeLimit(.minutes(1))) struct OperationsTests {
    @Test func `says whether the process is live and ready`() async throws {
        let isReady = NIOLockedValueBox(true)
        try await withServer { router in
            router.addHealth {
                [
                    ReadinessCheck(name: "database", isReady: true),
                    ReadinessCheck(name: "log \"a\"", isReady: isReady.withLockedValue { $0 }),
                ]
            }
        } _: { server in
            let live = try await server.get("/health/live")
            #expect(live.status == 200)
            #expect(live.json["status"] as? String == "live")

            let ready = try await server.get("/health/ready")
            #expect(ready.status == 200)
            #expect(ready["cache-control"] == "no-store")
            #expect((ready.json["checks"] as? [Any])?.count == 2)

            isReady.withLockedValue { $0 = false }
            let notReady = try await server.get("/health/ready")
            #expect(notReady.status == 503)
            #expect(notReady.json["status"] as? String == "not_ready")
            let checks = notReady.json["checks"] as? [[String: Any]]
            #expect(checks?.last?["name"] as? String == "log \"a\"")
            #expect(checks?.last?["ready"] as? Bool == false)
        }
    }

    @Test func `serves metrics as Prometheus text`() async throws {
        let registry = MetricRegistry()
        registry.counter("votes_total", help: "Votes.").increment(by: 2)
        try await withServer { router in
            router.addMetrics(registry)
        } _: { server in
            let response = try await server.get("/metrics")

            #expect(response["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(
                response.body
                    == "# HELP votes_total Votes.\n# TYPE votes_total counter\nvotes_total 2\n"
            )
        }
    }
}

@Suite("Metric registry") struct MetricRegistryTests {
    let registry = MetricRegistry()

    @Test func `writes counters, gauges and histograms in order`() {
        let counter = registry.counter("b_total", help: "B.", labels: ["x", "y"])
        counter.increment(["2", "q\"\\\n"])
        counter.increment(["1", "z"], by: 5)
        registry.gauge("a", help: "line\none").set(-4)
        let histogram = registry.histogram("c_seconds", help: "C.", buckets: [0.5, 1])
        for figure in [0.25, 0.5, 0.75, 9] { histogram.observe(figure) }

        #expect(
            registry.text == #"""
                # HELP a line\none
                # TYPE a gauge
                a -4
                # HELP b_total B.
                # TYPE b_total counter
                b_total{x="1",y="z"} 5
                b_total{x="2",y="q\"\\\n"} 1
                # HELP c_seconds C.
                # TYPE c_seconds histogram
                c_seconds_bucket{le="0.5"} 2
                c_seconds_bucket{le="1"} 3
                c_seconds_bucket{le="+Inf"} 4
                c_seconds_sum 10.5
                c_seconds_count 4

                """#
        )
    }

    @Test func `gives the same metric for the same name`() {
        registry.counter("a_total", help: "A.").increment()
        registry.counter("a_total", help: "A.").increment()

        #expect(registry.text.contains("a_total 2\n"))
    }

    @Test func `counts label values without bound under one`() {
        let counter = registry.counter("a_total", help: "A.", labels: ["x"])

        for number in 0..<3000 { counter.increment([String(number)]) }

        #expect(registry.text.split(separator: "\n").count < 1010)
        #expect(registry.text.contains("a_total{x=\"overflow\"} 2000\n"))
    }

    @Test func `counts every increment of many tasks`() async {
        let counter = registry.counter("a_total", help: "A.")
        let gauge = registry.gauge("g", help: "G.")

        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    for _ in 0..<500 {
                        counter.increment()
                        gauge.add(1)
                        gauge.add(-1)
                    }
                }
            }
        }

        #expect(registry.text.contains("a_total 10000\n"))
        #expect(registry.text.contains("\ng 0\n"))
    }
}
