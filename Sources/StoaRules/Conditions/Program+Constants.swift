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
