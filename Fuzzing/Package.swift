// swift-tools-version:6.2
import PackageDescription

// Fuzzing stands apart, so that nobody who builds Cabildo builds it. The sources under test are links
// into the project: the fuzzer sees where an input leads only in modules that it instruments itself.

let fuzzed: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])]
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "fuzzing",
    platforms: [.macOS(.v15)],
    targets: [
        .target(name: "CanonicalJSON", swiftSettings: strict + fuzzed),
        .target(name: "Cedar", dependencies: ["CanonicalJSON"], swiftSettings: strict + fuzzed),
        .target(
            name: "Reference",
            dependencies: ["CanonicalJSON", "Cedar"],
            swiftSettings: strict + [.unsafeFlags(["-enable-testing"])]
        ),
        .executableTarget(
            name: "fuzz",
            dependencies: ["CanonicalJSON", "Cedar", "Reference"],
            swiftSettings: strict + [
                .unsafeFlags(["-parse-as-library", "-sanitize=fuzzer"])
            ],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)
