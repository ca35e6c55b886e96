import CEL
import Diagnostics
import StoaCommerce

/// A compiled `issue.when` of a campaign: over the customer, the order that a code is given for, channel, segments and
/// time. Immutable.
public struct IssueCondition: Sendable {
    public let program: Program
    /// Whether codes are given for orders.
    public let readsOrder: Bool

    /// What judging one may cost.
    static let costMax: UInt64 = 100_000
}

extension PromotionEnvironment {
    /// Compiles an `issue.when`.
    ///
    /// - Throws: all mistakes of the expression, with spans in `source`.
    public func issueCondition(_ source: SourceText) throws(DiagnosticsError) -> IssueCondition {
        let program = try issue.compile(source, expecting: .bool)
        return IssueCondition(program: program, readsOrder: program.variables.contains("order"))
    }

    /// Whether a code is to be given to a customer. A fact that is not known makes it false, an order that there is none of too.
    ///
    /// - Throws: every error of evaluation but that of an unknown fact.
    public func holds(
        _ condition: IssueCondition, customer: Cart.Buyer?, order: OrderFacts?, at instant: Instant
    ) throws(EvaluationError) -> Bool {
        var bindings = Bindings(for: issue)
        let facts: [(String, Value?)] = [
            ("channel", order.map { .string($0.channel) }), ("now", .timestamp(Timestamp(instant))),
            ("customer", CustomerFacts(customer).celValue), ("order", order?.celValue),
            ("segment", segmentFacts(channel: order?.channel, customer: customer, now: instant).celValue),
        ]
        for (name, value) in facts { if let slot = issue.slot(of: name) { bindings[slot] = value } }
        do throws(EvaluationError) { return try condition.program.evaluateBool(bindings, limit: IssueCondition.costMax) } catch {
            if PromotionScope.unknownFact.contains(error.code) { return false }
            throw error
        }
    }
}
