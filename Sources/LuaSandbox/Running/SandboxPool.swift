import Synchronization

/// Where a script's Lua states live.
public enum SandboxIsolation: Sendable, Hashable {
    /// In this process: for scripts that are first-party or reviewed, because a memory error in Lua itself would be ours.
    case sameProcess
    /// Each in a process of its own, locked before it reads the source; `executable` is the path of `stoa-lua-worker`.
    case process(executable: String)
}

/// One script, shared between threads: each call gets a Lua state of its own, idle states are kept for the next.
///
/// Safe to use from any thread with at least 1 MiB of stack; from a task, go through ``SandboxExecutor/run(_:)``.
public final class SandboxPool: Sendable {
    public let script: LuaScript
    public let configuration: SandboxConfiguration
    public let isolation: SandboxIsolation
    private let idleMax: Int
    private let idle: Mutex<[IdleState]>

    /// The invariant behind `@unchecked`: a state in the list belongs to nobody, and who takes it out owns it alone.
    private enum IdleState: @unchecked Sendable {
        case sandbox(LuaSandbox)
        #if canImport(Glibc)
            case worker(LuaWorker)
        #endif

        func call(
            _ handler: String?, _ arguments: [LuaValue], _ seed: UInt64, _ host: HostAnswer
        ) throws(SandboxError) -> CallResult {
            switch self {
            case .sandbox(let sandbox): try sandbox.call(handler: handler, arguments: arguments, seed: seed, host: host)
            #if canImport(Glibc)
                case .worker(let worker): try worker.call(handler: handler, arguments: arguments, seed: seed, host: host)
            #endif
            }
        }
    }

    /// Compiles the script once, so that a source error is known here.
    ///
    /// - Parameter idleMax: Lua states (each some 100 KiB and what the limits allow) kept between calls.
    /// - Throws: as ``LuaSandbox/init(_:configuration:)`` or ``LuaWorker/init(_:configuration:executable:)``.
    public init(
        _ script: LuaScript, configuration: SandboxConfiguration = SandboxConfiguration(),
        isolation: SandboxIsolation = .sameProcess, idleMax: Int = 2
    ) throws(SandboxError) {
        self.script = script
        self.configuration = configuration
        self.isolation = isolation
        self.idleMax = idleMax
        let first = try Self.makeState(script, configuration, isolation)
        idle = Mutex([first])
    }

    /// As ``LuaSandbox/call(handler:arguments:seed:host:)``, on the calling thread.
    public func call(
        handler: String? = nil, arguments: [LuaValue], seed: UInt64 = 42, host: HostAnswer = denyEveryHostCall
    ) throws(SandboxError) -> CallResult {
        let taken = idle.withLock { $0.popLast() }
        let state = if let taken { taken } else { try Self.makeState(script, configuration, isolation) }
        defer { idle.withLock { if $0.count < idleMax { $0.append(state) } } }
        return try state.call(handler, arguments, seed, host)
    }

    private static func makeState(
        _ script: LuaScript, _ configuration: SandboxConfiguration, _ isolation: SandboxIsolation
    ) throws(SandboxError) -> IdleState {
        switch isolation {
        case .sameProcess: return .sandbox(try LuaSandbox(script, configuration: configuration))
        case .process(let executable):
            #if canImport(Glibc)
                return .worker(try LuaWorker(script, configuration: configuration, executable: executable))
            #else
                throw SandboxError(.runtime, code: "plugin.workerUnavailable", "worker processes need Linux")
            #endif
        }
    }
}
