import CLuaSandbox
import Diagnostics

/// What the C side tells about a call or a compilation, read from this process or from a worker.
struct CallReport {
    let outcome: SandboxOutcome
    let code: String
    let message: String
    let path: String
    let deniedName: String
    let logLines: [String]
    let logTruncated: Bool
    let denials: UInt32
    let fuelUsed: UInt64
    let memoryPeakBytes: UInt64
    let wallNanoseconds: UInt64

    static func lines(of log: some Collection<UInt8>) -> [String] {
        // A cut last line has no line break.
        log.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The result of a call that ended well.
    func result(_ tape: UnsafeBufferPointer<UInt8>, _ limits: SandboxLimits) throws(SandboxError) -> CallResult {
        var reader = TapeReader(tape, nodesMax: limits.outputNodes, depthMax: limits.outputDepth)
        let value: LuaValue
        do throws(TapeReader.Malformed) {
            value = try reader.readWhole()
        } catch {
            throw SandboxError(.output, code: "plugin.outputMalformed", "the encoded result is damaged: \(error.message)")
        }
        return CallResult(
            value: value, fuelUsed: fuelUsed, memoryPeakBytes: Int(clamping: memoryPeakBytes),
            duration: .nanoseconds(Int64(clamping: wallNanoseconds)), logLines: logLines, logTruncated: logTruncated,
            denials: Int(denials))
    }

    /// The error of one that did not.
    func error(_ configuration: SandboxConfiguration) -> SandboxError {
        let category = SandboxError.Category(outcome)
        var hint: String?
        if category == .denied {
            hint = configuration.hints[deniedName] ?? nearestName(to: deniedName, among: globalNames).map { "did you mean '\($0)'?" }
        }
        var error = SandboxError(
            category, code: code.isEmpty ? "plugin.runtime" : code, message,
            hint: hint ?? defaultHint(forCode: code, configuration.limits),
            path: category == .output && !path.isEmpty ? path : nil)
        error.logLines = logLines
        error.fuelUsed = fuelUsed
        return error
    }
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

/// What a script finds without `local` or `require`.
private let globalNames = [
    "assert", "error", "getmetatable", "ipairs", "math", "next", "pairs", "pcall", "rawequal", "rawget", "rawlen", "rawset",
    "require", "select", "setmetatable", "string", "table", "tonumber", "tostring", "type", "utf8", "xpcall",
]

/// The next step for the author of a script, where the code alone tells it.
private func defaultHint(forCode code: String, _ limits: SandboxLimits) -> String? {
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
