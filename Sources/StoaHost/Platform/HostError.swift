/// Why the host cannot start or go on. One line for the operator; the command line turns the kind into its exit code.
public struct HostError: Error, Sendable, Hashable {
    public enum Kind: Sendable {
        /// The command or the configuration asks for something that does not exist.
        case usage
        /// The machine does not give what is needed: database, port, file.
        case environment
    }

    public let kind: Kind
    /// Stable `<area>.<what>`.
    public let code: String
    public let message: String
    public let hint: String?

    public init(_ kind: Kind, code: String, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.code = code
        self.message = message
        self.hint = hint
    }
}
