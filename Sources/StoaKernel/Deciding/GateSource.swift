import StoaExtension

/// Gates that are kept in the store, such as those of the rulebook in force: asked for within the decision that they
/// stand before, so that they are as fresh as everything else it reads.
public protocol GateSource: Sendable {
    /// The gates before a command, in any order.
    func gates(before command: String, _ context: inout DecisionContext) throws(Interruption) -> [Gate]
}
