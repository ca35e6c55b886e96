/// A command that follows an event in the commit that delivers it: once for each event, as the system.
public struct Follower: Sendable {
    /// Gets `event`, `type`, `body` and `at`.
    public let command: String
    private let condition: @Sendable (inout DecisionContext) throws(Interruption) -> Bool

    /// - Parameter condition: whether there is anything to do for it at the time; where there is not, it is not run, and
    ///   leaves no journal entry.
    public init(
        _ command: String, when condition: @escaping @Sendable (inout DecisionContext) throws(Interruption) -> Bool = { _ in true }
    ) {
        self.command = command
        self.condition = condition
    }

    /// Whether the command is run now. What cannot be told, because of a refusal, is left to the command to say.
    public func isWanted(_ context: inout DecisionContext) throws(Interruption) -> Bool {
        do { return try condition(&context) } catch {
            if case .needs = error { throw error }
            return true
        }
    }
}
