// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that nobody who depends on Cabildo builds its benchmarks.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "cabildo-benchmarks",
    products: [.executable(name: "generate-charter", targets: ["generate-charter"])],
    targets: [
        .executableTarget(
            name: "generate-charter",
            path: "Sources/GenerateCharter",
            swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-use-ld=lld"])]
        )
    ],
    swiftLanguageModes: [.v6]
)
