import CLuaSandbox

/// What the C trampoline needs to reach the Swift closure of one call. It lives exactly as long as the call.
final class HostContext {
    private let state: OpaquePointer
    private let functions: [HostFunction]
    private let limits: SandboxLimits
    private let answer: HostAnswer

    init(state: OpaquePointer, functions: [HostFunction], limits: SandboxLimits, answer: @escaping HostAnswer) {
        self.state = state
        self.functions = functions
        self.limits = limits
        self.answer = answer
    }

    /// Answers one call: the reply is handed to the C side, which raises only after this has returned.
    func answer(_ index: Int, _ arguments: UnsafeBufferPointer<UInt8>) -> SandboxHostStatus {
        do throws(HostFunctionError) {
            guard functions.indices.contains(index) else { throw .failed("unknown host function") }
            var reader = TapeReader(arguments, nodesMax: limits.outputNodes + 1, depthMax: limits.outputDepth + 1)
            guard case .list(let values)? = try? reader.readWhole() else { throw .failed("damaged arguments") }
            var tape = TapeWriter()
            tape.append(try answer(HostCall(name: functions[index].name, arguments: values)))
            return reply(tape.bytes) ? SANDBOX_HOST_VALUE : SANDBOX_HOST_ERROR
        } catch {
            _ = reply(Array(error.message.utf8.prefix(hostMessageBytesMax)))
            return error.kind == .denied ? SANDBOX_HOST_DENIED : SANDBOX_HOST_ERROR
        }
    }

    private func reply(_ bytes: [UInt8]) -> Bool {
        sandbox_reply(state, bytes, bytes.count)
    }
}

private let hostMessageBytesMax = 512

/// The C callback. It holds no Lua state and cannot raise.
func answerHostCall(
    _ context: UnsafeMutableRawPointer?, _ index: UInt32, _ arguments: UnsafePointer<UInt8>?, _ count: Int
) -> Int32 {
    guard let context else { return Int32(bitPattern: SANDBOX_HOST_ERROR.rawValue) }
    let status = Unmanaged<HostContext>.fromOpaque(context).takeUnretainedValue()
        .answer(Int(index), UnsafeBufferPointer(start: arguments, count: count))
    return Int32(bitPattern: status.rawValue)
}
