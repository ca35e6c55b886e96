import CEL
import StoaCommerce

/// The facts of one quote, as conditions read them. Reused from step to step; only what changes is set again.
public struct PromotionScope: Sendable {
    private(set) var full: Bindings
    private(set) var catalog: Bindings
    private let slots: Slots
    private let costMax: UInt64

    private struct Slots: Sendable {
        let cart: Slot?
        let line: Slot?
        let catalogLine: Slot?
    }

    /// - Parameter costMax: what one evaluation may cost before it is given up (`cel.costExceeded`).
    public init(
        _ environment: PromotionEnvironment, channel: String?, customer: Cart.Buyer?, payment: Cart.Payment?, now: Instant,
        costMax: UInt64
    ) {
        full = Bindings(for: environment.line)
        catalog = Bindings(for: environment.catalogLine)
        slots = Slots(
            cart: environment.line.slot(of: "cart"), line: environment.line.slot(of: "line"),
            catalogLine: environment.catalogLine.slot(of: "line"))
        self.costMax = costMax
        let facts: [(String, Value?)] = [
            ("channel", channel.map(Value.string)), ("now", .timestamp(Timestamp(now))),
            ("customer", CustomerFacts(customer).celValue), ("payment", PaymentFacts(payment).celValue),
            ("segment", environment.segmentFacts(channel: channel, customer: customer, now: now).celValue),
        ]
        for (name, value) in facts {
            if let slot = environment.line.slot(of: name) { full[slot] = value }
            if let slot = environment.catalogLine.slot(of: name) { catalog[slot] = value }
        }
    }

    /// Sets the cart as it stands at the start of a step.
    public mutating func set(cart: CartFacts) {
        if let slot = slots.cart { full[slot] = cart.celValue }
    }

    /// Whether a condition over the cart holds. A fact that is not known makes it false.
    ///
    /// - Throws: every error of evaluation but that of an unknown fact.
    public func holds(_ condition: CartCondition) throws(EvaluationError) -> Bool {
        try known(condition.program, condition.isCatalog ? catalog : full)
    }

    /// Whether a condition holds for a line, given as ``LineFacts/boxed``.
    ///
    /// - Throws: as ``holds(_:)-(CartCondition)``.
    public mutating func holds(_ condition: LineCondition, line: Value) throws(EvaluationError) -> Bool {
        if condition.isCatalog {
            if let slot = slots.catalogLine { catalog[slot] = line }
            return try known(condition.program, catalog)
        }
        if let slot = slots.line { full[slot] = line }
        return try known(condition.program, full)
    }

    private func known(_ program: Program, _ bindings: Bindings) throws(EvaluationError) -> Bool {
        do throws(EvaluationError) { return try program.evaluateBool(bindings, limit: costMax) } catch {
            if PromotionScope.unknownFact.contains(error.code) { return false }
            throw error
        }
    }

    static let unknownFact: Set<String> = ["cel.noSuchKey", "cel.absentField", "cel.unboundVariable", "cel.emptyOptional"]
}
