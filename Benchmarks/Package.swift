// swift-tools-version:6.2
import PackageDescription

// Benchmarks stand apart, so that nobody who builds Cabildo builds them.
let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "cabildo", path: ".."),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .executableTarget(name: "generate-charter", path: "Sources/GenerateCharter"),
        .executableTarget(
            name: "ruling-benchmark",
            dependencies: [.product(name: "CabildoCore", package: "cabildo")],
            path: "Sources/RulingBenchmark"
        ),
        .target(name: "CountingAllocator", path: "Sources/CountingAllocator"),
        .executableTarget(
            name: "cedar-benchmark",
            dependencies: [
                "CountingAllocator", .product(name: "CabildoCore", package: "cabildo"),
            ],
            path: "Sources/CedarBenchmark"
        ),
        .executableTarget(
            name: "storage-benchmark",
            dependencies: [.product(name: "Storage", package: "cabildo")],
            path: "Sources/StorageBenchmark"
        ),
        .executableTarget(
            name: "log-benchmark",
            dependencies: [
                "MachineLimits",
                .product(name: "LogService", package: "cabildo"),
                .product(name: "Storage", package: "cabildo"),
                .product(name: "CabildoCore", package: "cabildo"),
            ],
            path: "Sources/LogBenchmark"
        ),
        .executableTarget(
            name: "audit-benchmark",
            dependencies: [
                "MachineLimits",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "LogClient", package: "cabildo"),
                .product(name: "CabildoCore", package: "cabildo"),
            ],
            path: "Sources/AuditBenchmark"
        ),
        .target(
            name: "MachineLimits",
            dependencies: [.product(name: "Crypto", package: "swift-crypto")],
            path: "Sources/MachineLimits"
        ),
        .systemLibrary(name: "Libpq", path: "Sources/Libpq", pkgConfig: "libpq"),
        .executableTarget(
            name: "libpq-peer",
            dependencies: ["Libpq"],
            path: "Sources/LibpqPeer"
        ),
    ],
    swiftLanguageModes: [.v6]
)
