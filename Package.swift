// swift-tools-version: 6.1

import PackageDescription

/// Every target builds in Swift 6 mode with these; a member of a module that is not imported is an error,
/// so a boundary in `ARCHITECTURE.md` cannot be crossed by accident.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

extension Target {
    static func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
        .target(name: name, dependencies: dependencies, swiftSettings: strict)
    }

    static func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
        .testTarget(
            name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies,
            swiftSettings: strict)
    }
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

// The table of targets stands in ARCHITECTURE.md; `Tests/ArchitectureTests` holds the two and the import
// statements against each other.
let package = Package(
    name: "stoa",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "stoa", targets: ["stoa"]),
        .library(name: "CEL", targets: ["CEL"]),
        .library(name: "Diagnostics", targets: ["Diagnostics"]),
        .library(name: "JSONDocument", targets: ["JSONDocument"]),
        .library(name: "LuaSandbox", targets: ["LuaSandbox"]),
        .library(name: "SQLStore", targets: ["SQLStore"]),
        // What an embedding process, or a benchmark, needs to open a mall of its own.
        .library(
            name: "StoaPlatform", targets: ["StoaHost", "StoaMall", "StoaPlugins", "StoaKernel", "StoaExtension", "StoaCommerce"]),
        .library(name: "StoaRules", targets: ["StoaRules"]),
        .library(name: "StrictYAML", targets: ["StrictYAML"]),
        .library(name: "TransparencyLog", targets: ["TransparencyLog"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.16.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.26.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.0.0"),
        // Come with Hummingbird and the HTTP client anyway; named because their types are used.
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.24.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
    ],
    targets: [
        // Ground floor: knows nothing of commerce.
        .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "CLuaSandbox", dependencies: ["CLua"], linkerSettings: [.linkedLibrary("m")]),
        .executableTarget(name: "stoa-lua-worker", dependencies: ["CLuaSandbox"]),
        .module("PropertyTesting"),
        .module("Diagnostics"),
        .tests("Diagnostics"),
        .module("ErrorCatalogue", ["Diagnostics"]),
        .tests(
            "ErrorCatalogue",
            [
                "StoaRules", "StoaWorkflows", "StoaPlugins", "StoaExpressions", "StoaCommerce", "LuaSandbox", "CEL", "JSONDocument",
                "Diagnostics",
            ]),
        .module("StrictYAML", ["Diagnostics"]),
        .tests("StrictYAML", ["PropertyTesting", "Diagnostics", yams]),
        .module("JSONDocument", ["Diagnostics"]),
        .tests("JSONDocument", ["PropertyTesting", "Diagnostics"]),
        .module("CEL", ["Diagnostics"]),
        .module("CELConformance", ["CEL", "JSONDocument", "Diagnostics"]),
        .testTarget(
            name: "CELTests", dependencies: ["PropertyTesting", "CEL", "CELConformance", "JSONDocument", "Diagnostics"], exclude: ["Peers"],
            swiftSettings: strict),
        .module("LuaSandbox", ["CLuaSandbox", "Diagnostics"]),
        .tests("LuaSandbox", ["Diagnostics", "stoa-lua-worker"]),
        .module("SQLStore", ["CPostgres", grdb, sqlite]),
        .tests("SQLStore", ["StoaTesting"]),
        .module("TransparencyLog", ["COpenSSL", crypto]),

        // The kernel and its engines.
        .module("StoaCommerce", ["Diagnostics"]),
        .tests("StoaCommerce", ["PropertyTesting"]),
        .module("StoaExpressions", ["StoaCommerce", "CEL", "Diagnostics"]),
        .tests("StoaExpressions", ["StoaCommerce", "CEL", "Diagnostics"]),
        .module("StoaExtension", ["StoaExpressions", "StoaCommerce", "CEL", "JSONDocument", "Diagnostics"]),
        .module("StoaKernel", ["StoaExtension", "StoaCommerce", "TransparencyLog", "JSONDocument", "Diagnostics", crypto, log]),
        .module(
            "StoaRules", ["StoaExtension", "StoaExpressions", "StoaCommerce", "CEL", "StrictYAML", "JSONDocument", "Diagnostics", crypto]),
        .tests(
            "StoaRules",
            ["PropertyTesting", "StoaExtension", "StoaExpressions", "StoaCommerce", "CEL", "StrictYAML", "JSONDocument", "Diagnostics"]),
        .module(
            "StoaWorkflows",
            ["StoaKernel", "StoaExtension", "StoaExpressions", "StoaCommerce", "CEL", "StrictYAML", "JSONDocument", "Diagnostics"]),
        .tests(
            "StoaWorkflows",
            [
                "PropertyTesting", "StoaTesting", "StoaKernel", "StoaExtension", "StoaExpressions", "StoaCommerce", "CEL", "StrictYAML",
                "JSONDocument", "Diagnostics", log,
            ]),
        .module("StoaDelivery", ["StoaKernel", "StoaWorkflows", "StoaExtension", "StoaCommerce", "JSONDocument", log]),
        .tests(
            "StoaDelivery",
            [
                "PropertyTesting", "Diagnostics", "StoaTesting", "StoaWorkflows", "StoaKernel", "StoaExtension", "StoaCommerce",
                "JSONDocument", log,
            ]),
        .module(
            "StoaPlugins",
            [
                "StoaKernel", "StoaRules", "StoaExtension", "StoaCommerce", "LuaSandbox", "StrictYAML", "JSONDocument", "Diagnostics",
                crypto, log,
            ]),
        .tests(
            "StoaPlugins",
            ["StoaRules", log, "StoaKernel", "StoaExtension", "StoaCommerce", "LuaSandbox", "StrictYAML", "JSONDocument", "Diagnostics"]),
        .module("StoaIntelligence", ["StoaKernel", "StoaExtension", "StoaCommerce", "JSONDocument"]),
        .tests("StoaIntelligence", ["StoaKernel", "StoaExtension", "StoaCommerce", "JSONDocument"]),
        .tests("StoaKernel", ["StoaTesting", "StoaExtension", "StoaCommerce", "JSONDocument", log]),

        // The mall and its storage.
        .module("StoaMall", ["StoaKernel", "StoaRules", "StoaExtension", "StoaCommerce", "JSONDocument", "Diagnostics"]),
        .module("StoaStore", ["SQLStore", "StoaKernel", "StoaCommerce", "JSONDocument"]),
        .tests(
            "StoaStore",
            [
                "PropertyTesting", "StoaTesting", "SQLStore", "StoaKernel", "StoaExtension", "StoaCommerce", "TransparencyLog",
                "JSONDocument",
            ]),
        .module("StoaMarketplace", ["StoaCommerce"]),
        .tests("StoaMarketplace", ["StoaCommerce"]),
        .module(
            "StoaTesting",
            ["StoaMall", "StoaStore", "StoaRules", "SQLStore", "StoaKernel", "StoaExtension", "StoaCommerce", "JSONDocument", log]),
        .tests(
            "StoaMall",
            ["PropertyTesting", "StoaTesting", "StoaRules", "Diagnostics", "StoaKernel", "StoaExtension", "StoaCommerce", "JSONDocument"]),

        // The composition and its faces.
        .module(
            "StoaHost",
            [
                "StoaMall", "StoaStore", "StoaDelivery", "StoaWorkflows", "StoaPlugins", "StoaIntelligence", "StoaRules",
                "StoaKernel", "StoaExtension", "StoaCommerce", "LuaSandbox", "SQLStore", "JSONDocument", "StrictYAML",
                "Diagnostics", crypto, log, nio, nioHTTP1, httpClient, lifecycle, signals,
                .product(name: "Configuration", package: "swift-configuration"),
            ]),
        .tests(
            "StoaHost",
            [
                "StoaTesting", "StoaMall", "StoaRules", "StoaDelivery", log, "StoaKernel", "StoaExtension", "StoaCommerce", "JSONDocument",
                "Diagnostics",
            ]),
        .module(
            "StoaHTTP",
            [
                "StoaHost", "StoaKernel", "StoaExtension", "StoaCommerce", "ErrorCatalogue", "JSONDocument", "Diagnostics", log, nio,
                lifecycle,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ]),
        .tests(
            "StoaHTTP",
            ["StoaHost", "StoaKernel", "StoaExtension", "StoaCommerce", "JSONDocument", log, nio, nioHTTP1, httpClient, lifecycle]),
        .executableTarget(
            name: "stoa",
            dependencies: [
                "StoaHTTP", "StoaHost", "StoaPlugins", "StoaWorkflows", "StoaRules", "StoaMall", "StoaKernel", "StoaExtension",
                "StoaCommerce", "LuaSandbox", "ErrorCatalogue", "CELConformance", "CEL", "JSONDocument", "Diagnostics", log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "stoa", "StoaTesting", "StoaMall", "StoaStore", "SQLStore", "StoaKernel", "StoaCommerce", "JSONDocument", nio, nioHTTP1,
                httpClient,
            ],
            exclude: ["Peers"], swiftSettings: strict),

        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
    ]
)
