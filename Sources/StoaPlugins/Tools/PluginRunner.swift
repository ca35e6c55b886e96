import Diagnostics
import JSONDocument
import LuaSandbox
import StoaExtension

/// Calls a plugin once, outside any mall: what `stoa plugin run` does.
public struct PluginRunner: Sendable {
    let executor: SandboxExecutor

    public init(executor: SandboxExecutor) { self.executor = executor }

    /// How one call ended.
    public struct Run: Sendable {
        public let point: ExtensionPoint
        public let result: Result<PluginAnswer, PluginFailure>

        /// `{point, output, fuelUsed, fuelMax, memoryPeakBytes, microseconds, log}`, or with `error{code, message, path?, hint?}`
        /// in place of `output`.
        public var json: JSON {
            var json: JSON = ["point": .string(point.name), "fuelMax": .integer(Int64(clamping: point.budget.fuel))]
            switch result {
            case .success(let answer):
                json["output"] = answer.output
                json["fuelUsed"] = .integer(Int64(clamping: answer.fuelUsed))
                json["memoryPeakBytes"] = .integer(Int64(answer.memoryPeakBytes))
                json["microseconds"] = .integer(answer.duration.components.attoseconds / 1_000_000_000_000)
                json["log"] = .array(answer.logLines.map(JSON.string))
            case .failure(let failure):
                var error: JSON = ["code": .string(failure.code), "message": .string(failure.message)]
                error["path"] = failure.path.map(JSON.string)
                error["hint"] = failure.hint.map(JSON.string)
                json["error"] = error
                json["fuelUsed"] = .integer(Int64(clamping: failure.fuelUsed))
                json["log"] = .array(failure.logLines.map(JSON.string))
            }
            return json
        }
    }

    /// Checks the input against the point's question and the manifest's configuration, then calls.
    ///
    /// - Throws: `plugin.configRefused`, `plugin.questionRefused`, `plugin.pointNotExtended`, `plugin.pointNotServed`. What
    ///   goes wrong inside the plugin is part of the ``Run``.
    public func run(_ package: PluginPackage, _ input: PluginInput) async throws(DiagnosticsError) -> Run {
        let contract = try contract(of: package, named: input.point)
        let installation = try PluginInstallation(package, config: input.config)
        let violations = contract.question.validate(input.question)
        guard violations.isEmpty else {
            throw DiagnosticsError(
                violations.map {
                    Diagnostic(code: "plugin.questionRefused", "question\($0.pointer): \($0.message)", hint: $0.hint)
                })
        }
        let result = await executor.attempt(in: package) { () throws(PluginFailure) in
            try PluginProgram(package, contract).call(input.question, config: installation.config)
        }
        return Run(point: contract.point, result: result)
    }

    private func contract(of package: PluginPackage, named name: String?) throws(DiagnosticsError) -> PointContract {
        let manifest = package.manifest
        let names = manifest.extends.map(\.point.name)
        let name = name ?? names.first ?? ""
        guard names.contains(name) else {
            throw DiagnosticsError([
                Diagnostic(
                    code: "plugin.pointNotExtended", "\(manifest.id) does not extend '\(name)'", hint: suggestion(for: name, among: names))
            ])
        }
        guard let contract = PointContract.named(name) else { throw DiagnosticsError([PluginCheck.notServed(name, in: package)]) }
        return contract
    }
}

extension SandboxExecutor {
    /// Runs a body that fails in a plugin's terms.
    func attempt<Value: Sendable>(
        in package: PluginPackage, _ body: @escaping @Sendable () throws(PluginFailure) -> Value
    ) async -> Result<Value, PluginFailure> {
        do throws(SandboxError) {
            return try await run { () throws(SandboxError) in Result { () throws(PluginFailure) in try body() } }
        } catch {
            return .failure(PluginFailure(error, in: package))
        }
    }
}
