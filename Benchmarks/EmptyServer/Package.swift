// swift-tools-version: 6.1

import PackageDescription

// What Stoa's server is measured against: nothing but the HTTP library. A package of its own, so that its clean build
// can be timed as well.
let package = Package(
    name: "empty-server",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "empty-server", targets: ["empty-server"])],
    dependencies: [.package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.16.0")],
    targets: [
        .executableTarget(
            name: "empty-server", dependencies: [.product(name: "Hummingbird", package: "hummingbird")],
            swiftSettings: [.swiftLanguageMode(.v6)])
    ]
)
