import CEL

extension Expression {
    /// Whether the answer may change while rules apply: a price that falls is named, or the cart or one of its lines is
    /// used as a whole, when nobody can tell.
    ///
    /// - Parameter lines: variables that stand for lines of the cart.
    func readsPrices(_ lines: Set<String>) -> Bool {
        switch kind {
        case .identifier(let name): return name == "cart" || lines.contains(name)
        case .select(let operand, let field), .optionalSelect(let operand, let field), .has(let operand, let field):
            guard case .identifier(let name) = operand.kind else { return operand.readsPrices(lines) }
            if name == "cart" { return CartFacts.changingFields.contains(field) }
            return lines.contains(name) && LineFacts.changingFields.contains(field)
        case .comprehension(let comprehension) where comprehension.range.path == ["cart", "items"]:
            let inner = lines.union(comprehension.variables)
            return [comprehension.condition, comprehension.transform].contains { $0?.readsPrices(inner) ?? false }
        case .call("size", let arguments) where arguments.count == 1 && arguments[0].path == ["cart", "items"]: return false
        case .receiverCall(let receiver, "size", _) where receiver.path == ["cart", "items"]: return false
        default: return children.contains { $0.readsPrices(lines) }
        }
    }

    /// Whether the cart's items are used one by one, or the cart as a whole, when nobody can tell.
    var readsItems: Bool {
        switch kind {
        case .identifier(let name): return name == "cart"
        case .select(let operand, let field), .optionalSelect(let operand, let field), .has(let operand, let field):
            if case .identifier("cart") = operand.kind { return field == "items" }
            return operand.readsItems
        default: return children.contains(where: \.readsItems)
        }
    }

    /// Whether lower prices can make the condition false, and never true: prices stand on the larger side only.
    var fallsWithPrices: Bool {
        guard readsPrices([]) else { return true }
        guard case .call(let name, let arguments) = kind, arguments.count == 2 else { return false }
        switch name {
        case Operator.and, Operator.or: return arguments.allSatisfy(\.fallsWithPrices)
        case Operator.greater, Operator.greaterOrEqual: return arguments[0].isMerchandise && !arguments[1].readsPrices([])
        case Operator.less, Operator.lessOrEqual: return arguments[1].isMerchandise && !arguments[0].readsPrices([])
        default: return false
        }
    }

    private var isMerchandise: Bool { path == ["cart", "subtotal"] || path == ["cart", "total"] }
}
