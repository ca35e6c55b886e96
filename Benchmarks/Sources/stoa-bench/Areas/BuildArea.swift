import Foundation
import Measuring

/// How long a clean build takes, beside that of a program that only uses the HTTP library. Packages are there already:
/// the network is not measured.
struct BuildArea: Area {
    let name = "build"
    /// Minutes, and all cores.
    let isStandard = false

    func measure(_ bench: Bench) async throws {
        for configuration in ["debug", "release"] {
            let empty = try build("empty-server", at: bench.root.appendingPathComponent("Benchmarks/EmptyServer"), configuration, bench)
            let stoa = try build("stoa", at: bench.root, configuration, bench)
            let limit = "an empty Hummingbird program"
            try bench.report("clean \(configuration) build", unit: "s", stoa.elapsed, beside: limit, empty.elapsed, runs: 1)
            try bench.report(
                "clean \(configuration) build, processor", unit: "s", stoa.processor, beside: limit, empty.processor, runs: 1)
        }
    }

    private func build(
        _ product: String, at package: URL, _ configuration: String, _ bench: Bench
    ) throws -> (elapsed: Double, processor: Double) {
        let scratch = bench.folder.appendingPathComponent("\(product)-\(configuration)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        _ = try swift(["package", "resolve"], at: package, scratch, bench)
        let start = ContinuousClock.now
        let ending = try swift(["build", "--configuration", configuration, "--product", product], at: package, scratch, bench)
        return ((ContinuousClock.now - start).seconds, ending.processorSeconds)
    }

    private func swift(_ arguments: [String], at package: URL, _ scratch: URL, _ bench: Bench) throws -> ChildProcess.Ending {
        let command = ["/usr/bin/env", "swift"] + arguments + ["--package-path", package.path, "--scratch-path", scratch.path]
        let process = try ChildProcess(command, output: bench.folder.appendingPathComponent("swift.log"))
        let ending = process.wait()
        guard ending.code == 0 else {
            throw BenchmarkError("swift \(arguments.joined(separator: " ")) failed:\n\(process.outputText.suffix(2_000))")
        }
        return ending
    }
}
