import Diagnostics
import JSONDocument
import LuaSandbox
import StoaExtension

/// Runs a package's own tests in the real sandbox: what `stoa plugin test` does.
///
/// `tests/NAME.json` is a golden case (``PluginInput`` with `expect`). `tests/NAME.lua` returns a table of functions by
/// what they show; it finds the plugin by `require "main"`, checks by `require "stoa.test"`, and each function is a call
/// of its own under the budget of the plugin's first point.
public struct PluginTests: Sendable {
    private let executor: SandboxExecutor

    public init(executor: SandboxExecutor) { self.executor = executor }

    public struct Outcome: Sendable, Hashable {
        /// `tests/two-tiers.json`, or `tests/tiers.lua: a tier starts at its number`.
        public let name: String
        /// What is wrong, or nil when the test passed.
        public let failure: String?
        public let fuelUsed: UInt64
        /// By the clock; zero where nothing ran.
        public let duration: Duration

        public var passed: Bool { failure == nil }
    }

    /// The outcomes in the order of the files' names, then of the cases' names.
    public func run(_ package: PluginPackage) async -> [Outcome] {
        var outcomes: [Outcome] = []
        for path in package.files.keys.sorted() where path.hasPrefix(PluginPackage.testsFolder) {
            if path.hasSuffix(".json") {
                outcomes.append(await golden(path, package))
            } else if path.hasSuffix(".lua") {
                outcomes += await script(path, package)
            }
        }
        return outcomes
    }

    // MARK: Golden cases

    private func golden(_ path: String, _ package: PluginPackage) async -> Outcome {
        do throws(DiagnosticsError) {
            let input = try PluginInput(parsing: package.files[path] ?? [], name: "\(package.name)/\(path)")
            guard let expectation = input.expectation else { return failed(path, "the case has no 'expect'") }
            let run = try await PluginRunner(executor: executor).run(package, input)
            switch run.result {
            case .success(let answer):
                return Outcome(
                    name: path, failure: difference(answer.output, expectation), fuelUsed: answer.fuelUsed, duration: answer.duration)
            case .failure(let failure):
                return Outcome(name: path, failure: difference(failure, expectation), fuelUsed: failure.fuelUsed, duration: .zero)
            }
        } catch {
            return failed(path, error.diagnostics.map { "[\($0.code)] \($0.message)" }.joined(separator: "\n"))
        }
    }

    private func difference(_ output: JSON, _ expectation: PluginInput.Expectation) -> String? {
        switch expectation {
        case .output(let expected) where expected == output: nil
        case .output(let expected): "answered \(output.canonicalText)\nexpected \(expected.canonicalText)"
        case .failure(let code, _): "answered \(output.canonicalText)\nexpected the error \(code)"
        }
    }

    private func difference(_ failure: PluginFailure, _ expectation: PluginInput.Expectation) -> String? {
        if case .failure(failure.code, let path) = expectation, path == nil || path == failure.path { return nil }
        return "failed with [\(failure.code)] \(failure)"
    }

    private func failed(_ name: String, _ failure: String) -> Outcome {
        Outcome(name: name, failure: failure, fuelUsed: 0, duration: .zero)
    }

    // MARK: Lua tests

    private func script(_ path: String, _ package: PluginPackage) async -> [Outcome] {
        let result = await executor.attempt(in: package) { () throws(PluginFailure) in
            let file = try TestFile(path, in: package)
            return try file.caseNames().map { file.outcome(of: $0) }
        }
        switch result {
        case .success(let outcomes):
            return outcomes.isEmpty ? [failed(path, "the file has no cases")] : outcomes
        case .failure(let failure): return [failed(path, "[\(failure.code)] \(failure)")]
        }
    }
}

/// One `tests/*.lua`, compiled together with the plugin.
private struct TestFile {
    private let path: String
    private let package: PluginPackage
    private let pool: SandboxPool

    init(_ path: String, in package: PluginPackage) throws(PluginFailure) {
        self.path = path
        self.package = package
        var modules = package.modules
        modules["main"] = package.files[PluginPackage.mainPath] ?? []
        modules[path] = package.files[path] ?? []
        let script = LuaScript(name: "stoa", source: Array(TestModule.main(file: path).utf8), modules: modules)
        let budget = package.manifest.extends.first?.point.budget ?? .pricing
        do throws(SandboxError) {
            pool = try SandboxPool(script, configuration: SandboxConfiguration(budget: budget, modules: [TestModule.module]))
        } catch {
            throw PluginFailure(error, in: package)
        }
    }

    func caseNames() throws(PluginFailure) -> [String] {
        let result = try call([])
        return (result.value.elements ?? []).compactMap { if case .string(let name) = $0 { name } else { nil } }
    }

    func outcome(of name: String) -> PluginTests.Outcome {
        let title = "\(path): \(name)"
        do throws(PluginFailure) {
            let result = try call([.string(name)])
            return PluginTests.Outcome(name: title, failure: nil, fuelUsed: result.fuelUsed, duration: result.duration)
        } catch {
            return PluginTests.Outcome(
                name: title, failure: "[\(error.code)] \(error)", fuelUsed: error.fuelUsed, duration: .zero)
        }
    }

    private func call(_ arguments: [LuaValue]) throws(PluginFailure) -> CallResult {
        do throws(SandboxError) {
            return try pool.call(arguments: arguments, host: HostFunctions.answer)
        } catch {
            throw PluginFailure(error, in: package)
        }
    }
}
