import CLuaSandbox
import Diagnostics

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
            let context = HostContext(state: state, functions: configuration.hostFunctions, limits: configuration.limits, answer: answer)
            return withExtendedLifetime(context) {
                sandbox_call(
                    state, handler, tape.bytes, tape.bytes.count, seed, answerHostCall,
                    Unmanaged.passUnretained(context).toOpaque())
            }
        }
        if outcome != SANDBOX_OK {
            let error = report(state, outcome)
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
                try check(created, sandbox_add_module(created, SANDBOX_MODULE_HOST, module.name, Array(module.source.utf8), module.source.utf8.count))
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
        if outcome != SANDBOX_OK { throw report(state, outcome) }
    }

    // MARK: What the C side reports

    private func result(of state: OpaquePointer) throws(SandboxError) -> CallResult {
        var count = 0
        let bytes = UnsafeBufferPointer(start: sandbox_result(state, &count), count: count)
        let limits = configuration.limits
        var reader = TapeReader(bytes, nodesMax: limits.outputNodes, depthMax: limits.outputDepth)
        let value: LuaValue
        do throws(TapeReader.Malformed) {
            value = try reader.readWhole()
        } catch {
            discardState()
            throw SandboxError(.output, code: "plugin.outputMalformed", "the encoded result is damaged: \(error.message)")
        }
        return CallResult(
            value: value, fuelUsed: sandbox_fuel_used(state), memoryPeakBytes: Int(clamping: sandbox_memory_peak(state)),
            duration: .nanoseconds(Int64(clamping: sandbox_wall_nanoseconds(state))), logLines: logLines(of: state),
            logTruncated: sandbox_log_truncated(state), denials: Int(sandbox_denials(state)))
    }

    private func logLines(of state: OpaquePointer) -> [String] {
        var count = 0
        let bytes = UnsafeBufferPointer(start: sandbox_log(state, &count), count: count)
        return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map { String(decoding: $0, as: UTF8.self) }
    }

    private func report(_ state: OpaquePointer, _ outcome: SandboxOutcome) -> SandboxError {
        let category = SandboxError.Category(outcome)
        let path = String(cString: sandbox_path(state))
        let code = sandbox_code(state).map { String(cString: $0) } ?? "plugin.runtime"
        let denied = category == .denied ? String(cString: sandbox_denied_name(state)) : ""
        var error = SandboxError(
            category, code: code, String(cString: sandbox_message(state)),
            hint: configuration.hints[denied] ?? hint(forCode: code, limits: configuration.limits),
            path: category == .output && !path.isEmpty ? path : nil)
        error.logLines = logLines(of: state)
        error.fuelUsed = sandbox_fuel_used(state)
        return error
    }
}

/// The answer to every host function where a call names none.
public func denyEveryHostCall(_ call: HostCall) throws(HostFunctionError) -> LuaValue {
    throw .denied("'\(call.name)' is not granted")
}

extension SandboxError.Category {
    fileprivate init(_ outcome: SandboxOutcome) {
        switch outcome {
        case SANDBOX_FUEL: self = .fuel
        case SANDBOX_MEMORY: self = .memory
        case SANDBOX_DEADLINE: self = .deadline
        case SANDBOX_OUTPUT: self = .output
        case SANDBOX_DENIED: self = .denied
        case SANDBOX_COMPILE: self = .compile
        default: self = .runtime
        }
    }
}

/// The next step for the author of a script, where the code alone tells it.
private func hint(forCode code: String, limits: SandboxLimits) -> String? {
    switch code {
    case "plugin.fuelExhausted": "end every loop, and do less work in one call"
    case "plugin.memoryExhausted": "keep less at once, and build long text with table.concat"
    case "plugin.deadlineExceeded": "do less work in one call"
    case "plugin.outputTooLarge", "plugin.outputTooDeep":
        "return at most \(limits.outputBytes) bytes, \(limits.outputNodes) values, \(limits.outputDepth) levels"
    case "plugin.outputHoles": "build a list with 1, 2, 3 … and no nil between"
    case "plugin.outputKey": "return either a list or named fields"
    case "plugin.noHandler", "plugin.handlerMissing": "end the script with: return { name = function }"
    case "plugin.sourceTooLarge": "split the source into modules"
    default: nil
    }
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
