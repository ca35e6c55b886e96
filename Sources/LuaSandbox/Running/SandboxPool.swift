import Synchronization

/// One script, shared between threads: each call gets a Lua state of its own, idle states are kept for the next.
///
/// Safe to use from any thread with at least 1 MiB of stack; from a task, go through ``SandboxExecutor/run(_:)``.
public final class SandboxPool: Sendable {
    public let script: LuaScript
    public let configuration: SandboxConfiguration
    private let idleMax: Int
    private let idle: Mutex<[IdleSandbox]>

    /// The invariant behind `@unchecked`: a sandbox in the list belongs to nobody, and who takes it out owns it alone.
    private struct IdleSandbox: @unchecked Sendable {
        let sandbox: LuaSandbox
    }

    /// Compiles the script once, so that a source error is known here.
    ///
    /// - Parameter idleMax: Lua states (each some 100 KiB and what the limits allow) kept between calls.
    /// - Throws: as ``LuaSandbox/init(_:configuration:)``.
    public init(
        _ script: LuaScript, configuration: SandboxConfiguration = SandboxConfiguration(), idleMax: Int = 2
    ) throws(SandboxError) {
        self.script = script
        self.configuration = configuration
        self.idleMax = idleMax
        let first = IdleSandbox(sandbox: try LuaSandbox(script, configuration: configuration))
        idle = Mutex([first])
    }

    /// As ``LuaSandbox/call(handler:arguments:seed:host:)``, on the calling thread.
    public func call(
        handler: String? = nil, arguments: [LuaValue], seed: UInt64 = 42, host: HostAnswer = denyEveryHostCall
    ) throws(SandboxError) -> CallResult {
        let taken = idle.withLock { $0.popLast() }?.sandbox
        let sandbox = if let taken { taken } else { try LuaSandbox(script, configuration: configuration) }
        defer {
            let returned = IdleSandbox(sandbox: sandbox)
            idle.withLock { if $0.count < idleMax { $0.append(returned) } }
        }
        return try sandbox.call(handler: handler, arguments: arguments, seed: seed, host: host)
    }
}
