import CLuaSandbox

/// Answers the host functions of one call from their encoded arguments. It lives exactly as long as the call.
final class HostContext {
    private let functions: [HostFunction]
    private let limits: SandboxLimits
    private let answer: HostAnswer
    /// The state of this process that waits for the reply; nil where a worker does.
    private let state: OpaquePointer?

    init(state: OpaquePointer?, _ configuration: SandboxConfiguration, answer: @escaping HostAnswer) {
        self.state = state
        functions = configuration.hostFunctions
        limits = configuration.limits
        self.answer = answer
    }

    /// The status and the bytes that go back: a tape, or a message.
    func reply(to index: Int, _ arguments: UnsafeBufferPointer<UInt8>) -> (SandboxHostStatus, [UInt8]) {
        do throws(HostFunctionError) {
            guard functions.indices.contains(index) else { throw .failed("unknown host function") }
            var reader = TapeReader(arguments, nodesMax: limits.outputNodes + 1, depthMax: limits.outputDepth + 1)
            guard case .list(let values)? = try? reader.readWhole() else { throw .failed("damaged arguments") }
            var tape = TapeWriter()
            tape.append(try answer(HostCall(name: functions[index].name, arguments: values)))
            return (SANDBOX_HOST_VALUE, tape.bytes)
        } catch {
            let status = error.kind == .denied ? SANDBOX_HOST_DENIED : SANDBOX_HOST_ERROR
            return (status, Array(error.message.utf8.prefix(messageBytesMax)))
        }
    }

    /// Hands the reply to the C side, which raises only after this has returned.
    fileprivate func answerState(_ index: Int, _ arguments: UnsafeBufferPointer<UInt8>) -> SandboxHostStatus {
        let (status, bytes) = reply(to: index, arguments)
        guard let state, sandbox_reply(state, bytes, bytes.count) else { return SANDBOX_HOST_ERROR }
        return status
    }
}

private let messageBytesMax = 512

/// The C callback. It holds no Lua state and cannot raise.
func answerHostCall(
    _ context: UnsafeMutableRawPointer?, _ index: UInt32, _ arguments: UnsafePointer<UInt8>?, _ count: Int
) -> Int32 {
    guard let context else { return Int32(bitPattern: SANDBOX_HOST_ERROR.rawValue) }
    let status = Unmanaged<HostContext>.fromOpaque(context).takeUnretainedValue()
        .answerState(Int(index), UnsafeBufferPointer(start: arguments, count: count))
    return Int32(bitPattern: status.rawValue)
}
