/// Why a script did not compile or a call gave no result.
public struct SandboxError: Error, Sendable, Hashable {
    /// What kind of trouble it is; see ``SandboxError/isFatal`` for what happens to the state.
    public enum Category: String, Sendable, Hashable, CaseIterable {
        /// A budget is used up; the guest cannot catch it.
        case fuel, memory, deadline
        /// The result is too big or not of a kind that may leave the sandbox.
        case output
        /// A name or capability that is not there was used.
        case denied
        /// An ordinary Lua error.
        case runtime
        /// The source was refused.
        case compile
    }

    public let category: Category
    /// Stable, e.g. `plugin.fuelExhausted`; see ``SandboxError/codes``.
    public let code: String
    /// One sentence with the script's own file and line where there is one; never a path of the host.
    public let message: String
    public let hint: String?
    /// Where in the result the trouble is, e.g. `[3].percent`; only for `output`.
    public let path: String?
    /// What the guest logged before.
    public internal(set) var logLines: [String] = []
    public internal(set) var fuelUsed: UInt64 = 0

    public init(_ category: Category, code: String, _ message: String, hint: String? = nil, path: String? = nil) {
        self.category = category
        self.code = code
        self.message = message
        self.hint = hint
        self.path = path
    }

    /// Whether the Lua state is thrown away; the next call gets a fresh one by itself.
    public var isFatal: Bool {
        switch category {
        case .fuel, .memory, .deadline, .output: true
        case .denied, .runtime, .compile: false
        }
    }

    /// Every code that the sandbox reports.
    public static let codes: [String] = [
        "plugin.fuelExhausted", "plugin.memoryExhausted", "plugin.deadlineExceeded", "plugin.queueFull",
        "plugin.outputTooLarge", "plugin.outputTooDeep", "plugin.outputNotUTF8", "plugin.outputNotFinite",
        "plugin.outputType", "plugin.outputKey", "plugin.outputHoles", "plugin.outputMalformed",
        "plugin.denied", "plugin.runtime", "plugin.noHandler", "plugin.handlerMissing", "plugin.inputTooLarge",
        "plugin.reentered", "plugin.notCompiled", "plugin.workerCrashed", "plugin.workerUnavailable",
        "plugin.compile", "plugin.sourceTooLarge",
    ]
}

extension SandboxError: CustomStringConvertible {
    public var description: String {
        let place = path.map { "\($0): " } ?? ""
        let advice = hint.map { " (\($0))" } ?? ""
        return "[\(code)] \(place)\(message)\(advice)"
    }
}
