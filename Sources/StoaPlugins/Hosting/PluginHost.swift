import JSONDocument
import Logging
import LuaSandbox
import StoaCommerce
import StoaExtension
import Synchronization

/// Answers pure extension points with Lua plugins in this process.
///
/// All plugins of one question run one after the other, in the order of their ids, on one of the executor's threads. One
/// that fails costs its own answer only. What a plugin did before is invisible to its next call.
public final class PluginHost: ExtensionHost {
    /// What all plugins together may use, and what is kept.
    public struct Settings: Sendable {
        /// Fuel of all plugins for one question; a plugin is not started once it is used up.
        public var requestFuel: UInt64 = 2_000_000
        /// Time by the clock of all plugins for one question, as above; wide, because fuel is the fair measure.
        public var requestTime = Duration.seconds(1)
        public var breaker = CircuitBreaker.Policy()
        /// Compiled plugins kept, over all tenants; the one unused for longest goes first.
        public var programsMax = 1_000

        public init() {}
    }

    private let source: any InstallationSource
    private let executor: SandboxExecutor
    private let settings: Settings
    private let now: @Sendable () -> ContinuousClock.Instant
    private let log: Logger
    private let programs: Mutex<ProgramCache>

    /// - Parameters:
    ///   - executor: Shared by everything in the process that runs Lua.
    ///   - now: For circuit breakers and the time of a request.
    ///   - log: Gets what plugins log (debug) and how they fail (warning).
    public init(
        _ source: any InstallationSource, executor: SandboxExecutor, settings: Settings = Settings(), log: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.source = source
        self.executor = executor
        self.settings = settings
        self.log = log
        self.now = now
        programs = Mutex(ProgramCache(countMax: settings.programsMax))
    }

    public func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer {
        guard let contract = PointContract.named(call.point) else { return ExtensionAnswer(replies: []) }
        let channel = call.input["channel"]?.string
        let asked = source.installations(for: tenant)
            .filter { $0.package.manifest.handler(for: call.point) != nil && $0.isEnabled(for: channel) }
            .sorted { $0.id < $1.id }
        if asked.isEmpty { return ExtensionAnswer(replies: []) }
        do throws(SandboxError) {
            return try await executor.run { [self] () throws(SandboxError) in ask(asked, contract, call, tenant) }
        } catch {
            let failures = asked.map { ExtensionAnswer.Failure(provider: $0.provider, PluginFailure(error, in: $0.package)) }
            return ExtensionAnswer(replies: [], failures: failures)
        }
    }

    // MARK: On a thread of the executor

    private func ask(
        _ asked: [PluginInstallation], _ contract: PointContract, _ call: ExtensionCall, _ tenant: TenantID
    ) -> ExtensionAnswer {
        var budget = RequestBudget(settings, timeoutMilliseconds: call.timeoutMilliseconds, from: now())
        var replies: [ExtensionAnswer.Reply] = []
        var failures: [ExtensionAnswer.Failure] = []
        for installation in asked {
            do throws(PluginFailure) {
                try budget.check(at: now())
                let answer = try ask(installation, contract, call.input, tenant)
                budget.spend(answer.fuelUsed)
                record(answer.logLines, of: installation)
                replies.append(ExtensionAnswer.Reply(provider: installation.provider, output: answer.output))
            } catch {
                budget.spend(error.fuelUsed)
                record(error.logLines, of: installation)
                log.warning(
                    "plugin failed", metadata: ["plugin": "\(installation.provider)", "code": "\(error.code)", "error": "\(error)"])
                failures.append(ExtensionAnswer.Failure(provider: installation.provider, error))
            }
        }
        return ExtensionAnswer(replies: replies, failures: failures)
    }

    private func ask(
        _ installation: PluginInstallation, _ contract: PointContract, _ question: JSON, _ tenant: TenantID
    ) throws(PluginFailure) -> PluginAnswer {
        let key = ProgramCache.Key(tenant: tenant, id: installation.id, hash: installation.package.hash, point: contract.point.name)
        let slot = programs.withLock { $0.slot(key, settings.breaker) }
        guard slot.admits(at: now()) else {
            throw PluginFailure(
                code: "plugin.circuitOpen", "is not asked for a while, because it failed \(settings.breaker.failuresMax) times in a row",
                hint: "see its earlier failures")
        }
        do throws(PluginFailure) {
            let answer = try slot.program(installation.package, contract).call(question, config: installation.config)
            slot.succeeded()
            return answer
        } catch {
            if error.isFatal { slot.failed(at: now()) } else { slot.succeeded() }
            throw error
        }
    }

    private func record(_ lines: [String], of installation: PluginInstallation) {
        for line in lines { log.debug("\(line)", metadata: ["plugin": "\(installation.provider)"]) }
    }
}

extension PluginInstallation {
    var provider: String { package.manifest.provider }
}

extension ExtensionAnswer.Failure {
    init(provider: String, _ failure: PluginFailure) {
        self.init(provider: provider, code: failure.code, message: failure.description)
    }
}

/// What is left for the plugins of one question.
private struct RequestBudget {
    private var fuelLeft: UInt64
    private let end: ContinuousClock.Instant

    init(_ settings: PluginHost.Settings, timeoutMilliseconds: Int?, from start: ContinuousClock.Instant) {
        fuelLeft = settings.requestFuel
        let asked = timeoutMilliseconds.map { Duration.milliseconds($0) } ?? settings.requestTime
        end = start + min(asked, settings.requestTime)
    }

    func check(at now: ContinuousClock.Instant) throws(PluginFailure) {
        guard fuelLeft > 0, now < end else {
            throw PluginFailure(
                code: "plugin.requestBudgetExhausted", "was not asked: the plugins before it used up what one question may take",
                hint: "install fewer plugins on this point, or lighter ones")
        }
    }

    mutating func spend(_ fuel: UInt64) { fuelLeft -= min(fuel, fuelLeft) }
}
