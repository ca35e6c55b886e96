// swift-tools-version: 6.1

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// A package of its own: what only measures does not slow the build of what is measured, nor stand in its manifest.
let package = Package(
    name: "stoa-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "stoa", path: ".."),
        .package(name: "empty-server", path: "EmptyServer"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        // The bare engines, driven from C.
        .target(
            name: "CReferences",
            linkerSettings: [.linkedLibrary("sqlite3"), .linkedLibrary("pq"), .linkedLibrary("lua5.4")]),
        // Counts allocations; it has the place of the system's `malloc` in a program that uses it.
        .target(name: "CAllocations"),
        // Clocks, medians, load and processes; knows nothing of Stoa.
        .target(name: "Measuring", swiftSettings: strict),
        .testTarget(name: "MeasuringTests", dependencies: ["Measuring"], swiftSettings: strict),
        .executableTarget(
            name: "stoa-bench",
            dependencies: [
                "CAllocations", "CReferences", "Measuring",
                .product(name: "CEL", package: "stoa"),
                .product(name: "StoaPlatform", package: "stoa"),
                .product(name: "StoaRules", package: "stoa"),
                .product(name: "LuaSandbox", package: "stoa"),
                .product(name: "JSONDocument", package: "stoa"),
                .product(name: "Logging", package: "swift-log"),
                // Built along, because they are started: the programs that are measured.
                .product(name: "stoa", package: "stoa"),
                .product(name: "empty-server", package: "empty-server"),
            ], swiftSettings: strict),
    ]
)
