// swift-tools-version:6.2
import PackageDescription

// Cabildo has four floors, and the arrows point only downward:
//
//     app ──▶ service ──▶ adapter ──▶ core
//
// A core target is pure. An adapter speaks to one outside world and imports no other adapter. A
// service is the shell of one domain and imports no other service. The app wires them together.
// Tests/ArchitectureTests holds the sources to this picture.

let package = Package(
    name: "cabildo",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "cabildo", targets: ["cabildo"]),
        .library(name: "Cedar", targets: ["Cedar"]),
        .library(
            name: "CabildoCore",
            targets: [
                "BaseEncoding", "CanonicalJSON", "Cedar", "MerkleTree", "TransparencyLog",
                "Governance", "Charter", "Checks", "DataExchange",
            ]
        ),
        .library(name: "CharterFolder", targets: ["CharterFolder"]),
        .library(name: "LogClient", targets: ["LogClient"]),
        .library(name: "LogService", targets: ["LogService"]),
        .library(name: "Storage", targets: ["Storage"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Core: values in, decision out
        core("BaseEncoding"),
        core("CanonicalJSON"),
        core("Cedar", ["CanonicalJSON"]),
        core("MerkleTree", ["BaseEncoding", .crypto]),
        core("TransparencyLog", ["BaseEncoding", "CanonicalJSON", "MerkleTree", .crypto]),
        core("Governance", ["BaseEncoding", "CanonicalJSON", "Cedar", .crypto]),
        core("Charter", ["CanonicalJSON", "Governance", .yams]),
        core("Checks", ["CanonicalJSON", "Charter", "Governance"]),
        core("DataExchange", ["BaseEncoding", "CanonicalJSON", .crypto]),

        // Adapters: one outside world each
        adapter("CharterFolder", ["Charter"]),
        .target(name: "CLinux", path: "Sources/Adapters/CLinux"),
        adapter("Keys", [.crypto, .x509, .asn1]),
        adapter(
            "LogClient",
            ["BaseEncoding", "CanonicalJSON", "Governance", "MerkleTree", "TransparencyLog"] + [
                .asyncHTTPClient, .nio("NIOCore"), .nio("NIOHTTP1"),
            ]
        ),
        .systemLibrary(
            name: "CPostgres",
            path: "Sources/Adapters/CPostgres",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]
        ),
        adapter(
            "Storage",
            [
                "CPostgres", .grdb, .sqlite, .logging, .nio("NIOConcurrencyHelpers"),
                .nio("NIOPosix"),
            ]
        ),
        adapter("Web", ["CanonicalJSON"] + .web),

        // Services: the shell of one domain each
        service(
            "ExchangeGateway",
            ["BaseEncoding", "CanonicalJSON", "DataExchange", "Storage"]
                + [.crypto, .x509, .asn1, .logging] + .dataPlane
        ),
        service(
            "GovernanceService",
            ["CanonicalJSON", "Governance", "Web", .hummingbird, .httpTypes, .logging]
                + [.nio("NIOCore"), .nio("NIOConcurrencyHelpers")],
            resources: [.embedInCode("openapi.json")]
        ),
        service(
            "LogService",
            ["BaseEncoding", "CanonicalJSON", "MerkleTree", "Storage", "TransparencyLog", "Web"]
                + [.hummingbird, .httpTypes, .nio("NIOCore"), .nio("NIOConcurrencyHelpers")]
        ),

        service(
            "WitnessService",
            ["BaseEncoding", "MerkleTree", "Storage", "TransparencyLog", "Web"]
                + [.crypto, .hummingbird, .httpTypes, .nio("NIOCore")]
        ),

        // Apps: the wiring of everything, and the commands
        composition(
            "Composition",
            [
                "BaseEncoding", "CLinux", "CanonicalJSON", "Cedar", "Charter", "Checks",
                "DataExchange",
                "ExchangeGateway", "Governance", "GovernanceService", "Keys", "LogClient",
                "LogService", "MerkleTree", "Portal", "Storage", "TransparencyLog", "Web",
                "WitnessService",
            ] + [
                .asyncHTTPClient, .crypto, .httpTypes, .hummingbird, .lifecycle, .logging,
                .nio("NIOConcurrencyHelpers"), .nio("NIOCore"), .nio("NIOHTTP1"), .nio("NIOSSL"),
                .unixSignals, .yams,
            ]
        ),
        app(
            "cabildo",
            [
                "CanonicalJSON", "Cedar", "Charter", "CharterFolder", "Checks", "Composition",
                "Governance", "Keys", "LogClient", "Storage", "TransparencyLog", "Web",
                .argumentParser,
                .logging, .unixSignals,
            ]
        ),
        service(
            "Portal",
            ["CanonicalJSON", "Governance", "MerkleTree", "TransparencyLog", "Web", .hummingbird]
                + [.httpTypes, .mustache]
                + [.nio("NIOCore")],
            resources: [
                .embedInCode("assets"), .embedInCode("strings"), .embedInCode("templates"),
            ]
        ),

        // Tests, one target for each target under test
        support("TestSupport", "Support", ["Governance", .crypto]),
        support("DatabaseSupport", "DatabaseSupport", ["Storage"]),
        .executableTarget(
            name: "storage-driver",
            dependencies: [
                "CanonicalJSON", "DataExchange", "ExchangeGateway", "LogService", "MerkleTree",
                "Storage", "TransparencyLog",
            ],
            path: "Tests/StorageDriver",
            swiftSettings: Flags.swift,
            linkerSettings: Flags.linker
        ),
        test("ArchitectureTests", []),
        test("BaseEncodingTests", ["BaseEncoding"]),
        test("CanonicalJSONTests", ["CanonicalJSON"]),
        test("CedarTests", ["CanonicalJSON", "Cedar"]),
        test("CedarToolTests", ["CanonicalJSON", "Cedar", "Composition"]),
        test("CharterFolderTests", ["Charter", "CharterFolder"]),
        test("CharterTests", ["CanonicalJSON", "Charter", "Governance"]),
        test(
            "ChecksTests",
            ["CanonicalJSON", "Charter", "Checks", "Governance"],
            exclude: ["Golden"]
        ),
        test(
            "CompositionTests",
            [
                "CanonicalJSON", "Charter", "CharterFolder", "Composition", "DataExchange",
                "ExchangeGateway", "Governance", "TestSupport", .logging,
            ]
        ),
        test("DataExchangeTests", ["CanonicalJSON", "DataExchange"]),
        test(
            "EndToEndTests",
            [
                "DatabaseSupport", "LogClient", "LogService", "MerkleTree", "Storage",
                "TransparencyLog", "cabildo", "storage-driver",
            ]
        ),
        test(
            "ExchangeGatewayTests",
            ["CanonicalJSON", "DatabaseSupport", "DataExchange", "ExchangeGateway", "Storage"]
                + [.crypto, .x509, .asn1, .logging] + .dataPlane
        ),
        test(
            "GovernanceServiceTests",
            [
                "CanonicalJSON", "Governance", "GovernanceService", "TestSupport", "Web",
                .hummingbird, .httpTypes, .logging, .nio("NIOConcurrencyHelpers"),
                .nio("NIOCore"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]
        ),
        test("GovernanceTests", ["CanonicalJSON", "Cedar", "Governance", "TestSupport"]),
        test("KeysTests", ["Keys", .crypto, .x509, .asn1]),
        test(
            "LogClientTests",
            ["CanonicalJSON", "Governance", "LogClient", "MerkleTree", "TestSupport"]
                + ["TransparencyLog", .nio("NIOCore"), .nio("NIOPosix")]
        ),
        test(
            "LogServiceTests",
            ["CanonicalJSON", "DatabaseSupport", "LogService", "MerkleTree", "Storage"]
                + ["TransparencyLog", "Web"]
                + [.hummingbird, .httpTypes, .logging, .nio("NIOCore")]
                + [.product(name: "HummingbirdTesting", package: "hummingbird")]
        ),
        test(
            "LogExportTests",
            [
                "Composition", "DatabaseSupport", "LogClient", "LogService", "Storage",
                "TransparencyLog",
            ]
        ),
        test("MerkleTreeTests", ["BaseEncoding", "CanonicalJSON", "MerkleTree"]),
        test(
            "OperationsTests",
            [
                "CanonicalJSON", "Charter", "CharterFolder", "Composition", "DatabaseSupport",
                "Governance", "LogService", "MerkleTree", "Storage", "TransparencyLog",
            ]
        ),
        test(
            "PortalTests",
            ["CanonicalJSON", "Charter", "CharterFolder", "Governance", "MerkleTree", "Portal"]
                + ["TestSupport", "TransparencyLog", "Web"]
                + [.hummingbird, .httpTypes, .logging, .nio("NIOCore")]
                + [.product(name: "HummingbirdTesting", package: "hummingbird")]
        ),
        test(
            "RealBodiesTests",
            ["Charter", "CharterFolder", "Checks", "Governance", "TestSupport"]
        ),
        test("DatabaseSupportTests", ["DatabaseSupport"]),
        test("StorageTests", ["DatabaseSupport", "Storage", .logging]),
        test("SupportTests", ["Governance", "TestSupport"]),
        test(
            "TransparencyLogTests",
            ["CanonicalJSON", "MerkleTree", "TransparencyLog", .crypto]
        ),
        test(
            "WitnessServiceTests",
            ["LogClient", "LogService", "MerkleTree", "Storage", "TransparencyLog", "Web"]
                + ["WitnessService", .asyncHTTPClient, .hummingbird, .httpTypes, .logging]
                + [.nio("NIOConcurrencyHelpers"), .nio("NIOCore"), .nio("NIOHTTP1")]
        ),
        test(
            "WebTests",
            ["CanonicalJSON", "Web", .crypto, .x509, .asn1] + .web
        ),
    ],
    swiftLanguageModes: [.v6]
)

// MARK: the floors

func core(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Core/\(name)",
        swiftSettings: Flags.swift
    )
}

func adapter(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Adapters/\(name)",
        swiftSettings: Flags.swift
    )
}

func service(
    _ name: String,
    _ dependencies: [Target.Dependency],
    resources: [Resource] = []
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Services/\(name)",
        resources: resources,
        swiftSettings: Flags.swift
    )
}

func composition(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/Apps/\(name)",
        swiftSettings: Flags.swift
    )
}

func app(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Sources/Apps/\(name)",
        swiftSettings: Flags.swift,
        linkerSettings: Flags.linker
    )
}

func support(_ name: String, _ folder: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(folder)",
        swiftSettings: Flags.swift
    )
}

func test(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/\(name)",
        exclude: exclude,
        swiftSettings: Flags.swift,
        linkerSettings: Flags.linker
    )
}

// MARK: what comes from elsewhere

extension Target.Dependency {
    static let argumentParser = product(
        name: "ArgumentParser",
        package: "swift-argument-parser"
    )
    static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let logging = product(name: "Logging", package: "swift-log")
    static let mustache = product(name: "Mustache", package: "swift-mustache")
    static let sqlite = product(name: "GRDBSQLite", package: "GRDB.swift")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let x509 = product(name: "X509", package: "swift-certificates")
    static let yams = product(name: "Yams", package: "Yams")

    static func nio(_ name: String) -> Target.Dependency {
        product(name: name, package: name == "NIOSSL" ? "swift-nio-ssl" : "swift-nio")
    }
}

extension [Target.Dependency] {
    /// What a server of pages and APIs needs.
    static let web: [Target.Dependency] = [
        .hummingbird, .httpTypes, .lifecycle, .logging, .nio("NIOCore"), .nio("NIOPosix"),
        .nio("NIOHTTP1"), .nio("NIOTLS"), .nio("NIOSSL"), .nio("NIOConcurrencyHelpers"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
    ]

    /// What plain channel handlers need.
    static let dataPlane: [Target.Dependency] = [
        .nio("NIOCore"), .nio("NIOPosix"), .nio("NIOHTTP1"), .nio("NIOTLS"), .nio("NIOSSL"),
        .nio("NIOConcurrencyHelpers"),
    ]
}

enum Flags {
    static let swift: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .treatAllWarnings(as: .error),
    ]
    /// The linker of the toolchain: an edit is linked in seconds rather than in ten.
    static let linker: [LinkerSetting] = [
        .unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux]))
    ]
}
