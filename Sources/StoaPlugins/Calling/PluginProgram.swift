import JSONDocument
import LuaSandbox
import StoaExtension

/// A package compiled for one point: Lua states with the point's budget, ready to be called.
///
/// Never shared between tenants; safe to call from several threads, each with at least 1 MiB of stack.
struct PluginProgram: Sendable {
    let package: PluginPackage
    let contract: PointContract
    private let handler: String
    private let pool: SandboxPool
    private let seed: UInt64

    /// - Precondition: the manifest extends the contract's point.
    /// - Throws: `plugin.compileError`, `plugin.memoryExhausted`.
    init(_ package: PluginPackage, _ contract: PointContract) throws(PluginFailure) {
        guard let handler = package.manifest.handler(for: contract.point.name) else {
            preconditionFailure("\(package.manifest.id) does not extend \(contract.point.name)")
        }
        var modules = package.modules
        modules[PluginPackage.mainPath] = package.files[PluginPackage.mainPath] ?? []
        let script = LuaScript(name: "stoa", source: Array(CallingModule.main.utf8), modules: modules)
        do throws(SandboxError) {
            pool = try SandboxPool(script, configuration: SandboxConfiguration(budget: contract.point.budget))
        } catch {
            throw PluginFailure(error, in: package)
        }
        self.package = package
        self.contract = contract
        self.handler = handler
        // The same package gives the same random numbers everywhere.
        seed = package.hash.utf8.prefix(16).reduce(0) { $0 << 4 | UInt64($1 & 15) }
    }

    /// Asks the plugin. Equal questions and configurations have equal answers.
    func call(_ question: JSON, config: JSON) throws(PluginFailure) -> PluginAnswer {
        let result = try run([
            .string(handler), LuaValue(question), LuaValue(config),
            .list(contract.moneyPaths.map { .list($0.map(LuaValue.string)) }),
        ])
        do throws(WrongAnswer) {
            return PluginAnswer(
                output: try contract.read(result.value, question, package.manifest.id), fuelUsed: result.fuelUsed,
                memoryPeakBytes: result.memoryPeakBytes, duration: result.duration, logLines: result.logLines)
        } catch {
            throw PluginFailure(error, result)
        }
    }

    /// Runs the main chunk and looks for the handler, without calling it.
    func checkHandler() throws(PluginFailure) {
        _ = try run([.string(handler)])
    }

    private func run(_ arguments: [LuaValue]) throws(PluginFailure) -> CallResult {
        do throws(SandboxError) {
            return try pool.call(arguments: arguments, seed: seed, host: HostFunctions.answer)
        } catch {
            throw PluginFailure(error, in: package)
        }
    }
}

extension SandboxConfiguration {
    /// The `stoa` module and its functions, under a point's budget.
    init(budget: ExtensionPoint.Budget, modules: [HostModule] = []) {
        var limits = SandboxLimits()
        limits.fuel = budget.fuel
        limits.memoryBytes = budget.memoryBytesMax
        limits.processorTime = .milliseconds(budget.deadlineMilliseconds)
        // A busy machine shall not count against the plugin: a pure one waits for nothing, so this is a backstop only.
        limits.wallTime = limits.processorTime * 50
        limits.sourceBytes = PackageLimits.sourceBytesMax
        self.init(
            limits: limits, hostFunctions: HostFunctions.declared, hostModules: [StoaModule.module, CallingModule.module] + modules,
            hints: HostFunctions.hints)
    }
}
