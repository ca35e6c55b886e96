import CLuaSandbox

/// One script in one Lua state, with budgets.
///
/// Not Sendable: one thread uses it at a time, and that thread needs at least 1 MiB of stack (``SandboxExecutor`` has
/// such threads; ``SandboxPool`` shares a script between them). A call is synchronous: nothing is awaited while Lua is
/// on the stack, and no Lua error ever crosses a Swift frame.
public final class LuaSandbox {
    public let script: LuaScript
    public let configuration: SandboxConfiguration
    /// The Lua state; nil after a fatal error, until the next call makes a fresh one.
    private var state: OpaquePointer?
    private var callsLeft = 0
    private var running = false

    /// Compiles the script and its modules.
    ///
    /// - Throws: category `compile`, or `memory` where the sources do not fit into the limits.
    public init(_ script: LuaScript, configuration: SandboxConfiguration = SandboxConfiguration()) throws(SandboxError) {
        self.script = script
        self.configuration = configuration
        state = try makeState()
    }

    deinit {
        if let state { sandbox_destroy(state) }
    }

    /// Runs the script's main chunk anew, then its handler with the arguments.
    ///
    /// - Parameters:
    ///   - handler: The field of the table that the chunk returns; nil where the chunk returns the function itself.
    ///   - seed: For `math.random`. The same script, arguments, seed and host answers give the same result.
    ///   - host: Answers the declared host functions; by default all are denied.
    /// - Throws: any category but `compile`. After a fatal one the state is thrown away.
    public func call(
        handler: String? = nil, arguments: [LuaValue], seed: UInt64 = 42, host: HostAnswer = denyEveryHostCall
    ) throws(SandboxError) -> CallResult {
        guard !running else {
            throw SandboxError(.runtime, code: "plugin.reentered", "a host function called the sandbox that called it")
        }
        running = true
        defer { running = false }
        let state = try freshEnoughState()
        callsLeft -= 1
        var tape = TapeWriter()
        tape.append(arguments)
        let outcome = withoutActuallyEscaping(host) { answer in
            let context = HostContext(state: state, configuration, answer: answer)
            return withExtendedLifetime(context) {
                sandbox_call(
                    state, handler, tape.bytes, tape.bytes.count, seed, answerHostCall,
                    Unmanaged.passUnretained(context).toOpaque())
            }
        }
        if outcome != SANDBOX_OK {
            let error = report(state, outcome).error(configuration)
            if error.isFatal { discardState() }
            throw error
        }
        return try result(of: state)
    }

    // MARK: The state

    private func freshEnoughState() throws(SandboxError) -> OpaquePointer {
        if callsLeft <= 0 { discardState() }
        if let state { return state }
        let fresh = try makeState()
        state = fresh
        return fresh
    }

    private func discardState() {
        if let state { sandbox_destroy(state) }
        state = nil
    }

    private func makeState() throws(SandboxError) -> OpaquePointer {
        callsLeft = max(1, configuration.limits.callsPerState)
        var limits = configuration.limits.c
        let names = configuration.hostFunctions.map { $0.name.utf8CString }
        let created = withPointers(to: names) { pointers in
            let functions = zip(pointers, configuration.hostFunctions).map { name, function in
                SandboxHostFunction(name: name, price: function.priceFuel)
            }
            return sandbox_create(&limits, functions, functions.count, configuration.hostTableVisible)
        }
        guard let created else {
            throw SandboxError(
                .memory, code: "plugin.memoryExhausted", "the memory limit leaves no room for the sandbox's own libraries",
                hint: "allow at least 128 KiB")
        }
        do throws(SandboxError) {
            for module in configuration.hostModules {
                let source = Array(module.source.utf8)
                try check(created, sandbox_add_module(created, SANDBOX_MODULE_HOST, module.name, source, source.count))
            }
            for (name, source) in script.modules.sorted(by: { $0.key < $1.key }) {
                try check(created, sandbox_add_module(created, SANDBOX_MODULE_PACKAGE, name, source, source.count))
            }
            try check(created, sandbox_set_main(created, script.name, script.source, script.source.count))
        } catch {
            sandbox_destroy(created)
            throw error
        }
        return created
    }

    private func check(_ state: OpaquePointer, _ outcome: SandboxOutcome) throws(SandboxError) {
        if outcome != SANDBOX_OK { throw report(state, outcome).error(configuration) }
    }

    // MARK: What the C side reports

    private func result(of state: OpaquePointer) throws(SandboxError) -> CallResult {
        var count = 0
        let bytes = UnsafeBufferPointer(start: sandbox_result(state, &count), count: count)
        do throws(SandboxError) {
            return try report(state, SANDBOX_OK).result(bytes, configuration.limits)
        } catch {
            discardState()
            throw error
        }
    }

    private func report(_ state: OpaquePointer, _ outcome: SandboxOutcome) -> CallReport {
        var count = 0
        let log = UnsafeBufferPointer(start: sandbox_log(state, &count), count: count)
        return CallReport(
            outcome: outcome, code: sandbox_code(state).map { String(cString: $0) } ?? "",
            message: String(cString: sandbox_message(state)), path: String(cString: sandbox_path(state)),
            deniedName: String(cString: sandbox_denied_name(state)), logLines: CallReport.lines(of: log),
            logTruncated: sandbox_log_truncated(state), denials: sandbox_denials(state),
            fuelUsed: sandbox_fuel_used(state), memoryPeakBytes: sandbox_memory_peak(state),
            wallNanoseconds: sandbox_wall_nanoseconds(state))
    }
}

/// The answer to every host function where a call names none.
public func denyEveryHostCall(_ call: HostCall) throws(HostFunctionError) -> LuaValue {
    throw .denied("'\(call.name)' is not granted")
}

/// Calls `body` with one pointer for each zero-terminated text.
private func withPointers<Result>(
    to texts: [ContiguousArray<CChar>], _ found: [UnsafePointer<CChar>] = [], _ body: ([UnsafePointer<CChar>]) -> Result
) -> Result {
    guard found.count < texts.count else { return body(found) }
    return texts[found.count].withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return body(found) }
        return withPointers(to: texts, found + [start], body)
    }
}
