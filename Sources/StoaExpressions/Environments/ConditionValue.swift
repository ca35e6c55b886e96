import CEL
import Diagnostics
import StoaCommerce

/// A condition, or a part of one, with the value that it had: `cart.subtotal >= money("50.00")` was `false` because
/// `cart.subtotal` was `42.00 USD`.
public struct ConditionValue: Sendable, Hashable, Codable {
    public let text: String
    /// As an expression would write it; `unknown` for a fact that the cart does not state.
    public let value: String
    /// Nil where the value is no truth value.
    public let holds: Bool?
    /// Operands whose values are not written in the text; empty for a plain fact.
    public let parts: [ConditionValue]

    /// The innermost conditions that decide that this one is false.
    public var failures: [ConditionValue] {
        let inner = parts.filter { $0.holds == false }.flatMap(\.failures)
        return inner.isEmpty ? [self] : inner
    }

    /// `'cart.subtotal >= money("50.00")' is false: cart.subtotal is 42.00 USD`
    public var sentence: String {
        guard holds != true else { return "'\(text)' is true" }
        return failures.map { failure in
            let facts = failure.parts.map { "\($0.text) is \($0.value)" }
            return "'\(failure.text)' is false" + (facts.isEmpty ? "" : ": \(facts.joined(separator: ", "))")
        }.joined(separator: "; ")
    }
}

extension PromotionScope {
    /// What a condition over the cart comes to, part by part.
    ///
    /// For explanations: every part is compiled and evaluated on its own.
    public func value(of condition: CartCondition, in environment: PromotionEnvironment) -> ConditionValue {
        let evaluation = PartEvaluation(
            environment: condition.isCatalog ? environment.catalogCart : environment.cart, bindings: condition.isCatalog ? catalog : full)
        return evaluation.value(of: condition.program.expression)
    }

    /// What a condition over a line, given as ``LineFacts/boxed``, comes to.
    public func value(of condition: LineCondition, line: Value, in environment: PromotionEnvironment) -> ConditionValue {
        let language = condition.isCatalog ? environment.catalogLine : environment.line
        var bindings = condition.isCatalog ? catalog : full
        if let slot = language.slot(of: "line") { bindings[slot] = line }
        return PartEvaluation(environment: language, bindings: bindings).value(of: condition.program.expression)
    }
}

extension CommandScope {
    /// What a condition over a command comes to, part by part.
    public func value(of condition: CommandExpression) -> ConditionValue {
        PartEvaluation(environment: environment, bindings: bindings).value(of: condition.program.expression)
    }
}

private struct PartEvaluation {
    let environment: Environment
    let bindings: Bindings

    func value(of node: Expression) -> ConditionValue {
        let parts = operands(of: node).filter { $0.constant == nil && isClosed($0) }.map { value(of: $0) }
        let result = evaluated(node)
        var holds: Bool?
        if case .bool(let flag)? = try? result.get() { holds = flag }
        if case .failure = result, isCondition(node) { holds = false }
        return ConditionValue(text: node.text, value: shown(result), holds: holds, parts: parts)
    }

    private func evaluated(_ node: Expression) -> Result<Value, EvaluationError> {
        guard let program = try? environment.compile(node.text) else {
            return .failure(EvaluationError(code: "cel.unboundVariable", "this part has no value of its own"))
        }
        do throws(EvaluationError) { return .success(try program.evaluate(bindings)) } catch { return .failure(error) }
    }

    private func operands(of node: Expression) -> [Expression] {
        guard case .call(let name, let arguments) = node.kind, name != "money" else {
            // Of `table.fee(line.quantity)` the arguments tell something, and `table` does not.
            if case .receiverCall(let receiver, _, let arguments) = node.kind { return receiver.path == ["table"] ? arguments : [receiver] }
            return []
        }
        return arguments
    }

    /// Constants by another name, such as `money("50.00")`, say nothing new.
    private func isClosed(_ node: Expression) -> Bool {
        if case .call("money", _) = node.kind { return false }
        return true
    }

    private func isCondition(_ node: Expression) -> Bool {
        guard let program = try? environment.compile(node.text) else { return false }
        return program.resultType == .bool
    }

    private func shown(_ result: Result<Value, EvaluationError>) -> String {
        switch result {
        case .failure(let error):
            ["cel.noSuchKey", "cel.absentField", "cel.unboundVariable", "cel.emptyOptional"].contains(error.code)
                ? "unknown" : error.message
        case .success(let value): shown(value)
        }
    }

    private func shown(_ value: Value) -> String {
        if let money = value.object(as: MoneyValue.self) {
            switch money {
            case .exact(let exact): return exact.description
            case .choice(let amounts): return amounts.map(\.description).joined(separator: " or ")
            case .unstated(let text): return text
            }
        }
        if case .list(let values) = value, values.contains(where: { if case .host = $0 { true } else { false } }) {
            return "\(values.count) \(values.count == 1 ? "item" : "items")"
        }
        return value.description
    }
}
