import StoaCommerce
import StoaExpressions

/// A rule of kind `Retention`: how long records are kept, or that they are held whatever else is said.
struct RetentionRule: Sendable {
    enum Effect: Sendable {
        case keep(RetentionPeriod, then: RetentionAction)
        /// A legal hold; the condition says of which records, nil of all.
        case hold(CommandExpression?)
    }

    let id: String
    let classes: Set<RecordClass>
    /// Names of regions; nil for everywhere.
    let zones: Set<String>?
    /// When the rule itself is in force.
    let active: ActiveWindow
    let effect: Effect
    /// The law or contract that it follows from, as its author wrote it.
    let basis: String?
    let environment: CommandEnvironment

    static let names: Set<String> = ["record", "now"]
}
