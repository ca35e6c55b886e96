import LuaSandbox

/// Why one call of a plugin gave no answer. For the vendor and the operator: it names the plugin's own file and line.
public struct PluginFailure: Error, Sendable, Hashable {
    /// One of ``codes``.
    public let code: String
    public let message: String
    public let hint: String?
    /// Where in the answer, for `plugin.wrongAnswer` and `plugin.outputRefused`: `[3].percent`, counted from 1.
    public let path: String?
    public let fuelUsed: UInt64
    public let logLines: [String]
    /// Whether the call used up a budget; several in a row open the circuit.
    public let isFatal: Bool

    /// Every code of a failed call.
    public static let codes = [
        "plugin.fuelExhausted", "plugin.memoryExhausted", "plugin.deadlineExceeded", "plugin.outputRefused", "plugin.denied",
        "plugin.runtimeError", "plugin.compileError", "plugin.wrongAnswer", "plugin.circuitOpen", "plugin.requestBudgetExhausted",
        "plugin.queueFull",
    ]

    init(
        code: String, _ message: String, hint: String? = nil, path: String? = nil, fuelUsed: UInt64 = 0, logLines: [String] = [],
        isFatal: Bool = false
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.path = path
        self.fuelUsed = fuelUsed
        self.logLines = logLines
        self.isFatal = isFatal
    }

    init(_ error: SandboxError, in package: PluginPackage) {
        self.init(
            code: PluginFailure.code(of: error), package.namingFiles(in: error.message), hint: error.hint, path: error.path,
            fuelUsed: error.fuelUsed, logLines: error.logLines, isFatal: error.isFatal && error.code != PluginFailure.queueFullCode)
    }

    init(_ wrong: WrongAnswer, _ result: CallResult) {
        self.init(
            code: "plugin.wrongAnswer", wrong.message, hint: wrong.hint, path: wrong.path.isEmpty ? nil : wrong.path,
            fuelUsed: result.fuelUsed, logLines: result.logLines)
    }

    private static let queueFullCode = "plugin.queueFull"

    /// The sandbox tells more cases apart than an operator has answers to; the message keeps the difference.
    private static func code(of error: SandboxError) -> String {
        if error.code == queueFullCode { return queueFullCode }
        return switch error.category {
        case .fuel: "plugin.fuelExhausted"
        case .memory: "plugin.memoryExhausted"
        case .deadline: "plugin.deadlineExceeded"
        case .output: "plugin.outputRefused"
        case .denied: "plugin.denied"
        case .runtime: "plugin.runtimeError"
        case .compile: "plugin.compileError"
        }
    }
}

extension PluginFailure: CustomStringConvertible {
    /// `[3].percent: is a whole number; expected text such as "10" (hint)`, without the code.
    public var description: String {
        (path.map { "\($0): " } ?? "") + message + (hint.map { " (\($0))" } ?? "")
    }
}

extension PluginPackage {
    /// A message that starts with a module's name and a line gets the file's name: `rates.eu:3:` is `rates/eu.lua:3:`.
    func namingFiles(in message: String) -> String {
        let parts = message.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[1].isEmpty, parts[1].utf8.allSatisfy(isDigit) else { return message }
        let path = String(parts[0]).replacing(".", with: "/") + ".lua"
        return files[path] == nil ? message : "\(path):\(parts[1]):\(parts[2])"
    }
}
