import CEL
import Diagnostics
import StoaCommerce
import StoaExpressions

/// An amount of money that an expression states.
struct StatedAmount {
    let value: MoneyValue
    let span: SourceSpan

    /// Empty where the amount takes whichever currency it meets.
    var currencies: [String] {
        switch value {
        case .exact(let money): [money.currency.code]
        case .choice(let amounts): amounts.map(\.currency.code)
        case .unstated: []
        }
    }
}

extension Program {
    /// Amounts that stand in the expression as constants.
    var statedAmounts: [StatedAmount] { amounts(in: expression) }

    private func amounts(in node: Expression) -> [StatedAmount] {
        if case .call("money", _) = node.kind, let value = constant(node)?.object(as: MoneyValue.self) {
            return [StatedAmount(value: value, span: node.span)]
        }
        return node.children.flatMap { amounts(in: $0) }
    }
}

extension Expression {
    /// The expressions right below this one.
    var children: [Expression] {
        switch kind {
        case .constant, .identifier: []
        case .select(let operand, _), .optionalSelect(let operand, _), .has(let operand, _): [operand]
        case .call(_, let arguments): arguments
        case .receiverCall(let receiver, _, let arguments): [receiver] + arguments
        case .list(let elements): elements.map(\.expression)
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .construct(_, let fields): fields.map(\.value)
        case .comprehension(let comprehension): [comprehension.range, comprehension.condition, comprehension.transform].compactMap { $0 }
        case .bind(_, let value, let body): [value, body]
        case .optionalMap(let operand, _, let body, _): [operand, body]
        }
    }
}
