import CEL
import StoaCommerce
import StoaExpressions

/// Reads conditions that can be judged without the language. It takes the syntax tree literally: what it is not sure about it
/// leaves to the language.
struct PlainConditionReader {
    private let program: Program
    private var currency: Currency?
    /// Comparisons and constants that are left before a condition counts as too long: its cost is far below
    /// ``RuleLimits/conditionStepsMax``, so that nobody has to count it.
    private var partsLeft = 64
    /// What a part counts for: more within a loop over the items of the largest cart.
    private var weight = 1

    private init(_ program: Program) { self.program = program }

    /// Nil where the language has to judge.
    static func item(_ program: Program) -> PlainCondition<PlainItemTest>? {
        var reader = PlainConditionReader(program)
        return reader.itemTest(program.expression, of: "line").map { PlainCondition($0, reader.currency) }
    }

    /// As above for a `when`.
    static func cart(_ program: Program) -> PlainCondition<PlainCartTest>? {
        var reader = PlainConditionReader(program)
        return reader.cartTest(program.expression).map { PlainCondition($0, reader.currency) }
    }

    // MARK: Items

    private mutating func itemTest(_ node: Expression, of variable: String) -> PlainItemTest? {
        guard case .call(let name, let arguments) = node.kind, arguments.count == 2 else { return nil }
        if name == Operator.and || name == Operator.or {
            guard let left = itemTest(arguments[0], of: variable), let right = itemTest(arguments[1], of: variable) else { return nil }
            return name == Operator.and ? left.and(right) : left.or(right)
        }
        guard let (path, comparison) = comparison(name, arguments), path.count >= 2, path[0] == variable else { return nil }
        switch (comparison, path.count, path[1]) {
        case (.texts(let texts), 2, "sku"): return PlainItemTest(.text(.sku, texts))
        case (.texts(let texts), 2, "category"): return PlainItemTest(.text(.category, texts))
        case (.texts(let texts), 2, "seller"): return PlainItemTest(.text(.seller, texts))
        case (.texts(let texts), 2, "taxClass"): return PlainItemTest(.text(.taxClass, texts))
        case (.texts(let texts), 3, "attributes"): return PlainItemTest(.text(.attribute(path[2]), texts))
        case (.amount(let relation, let amount), 2, "unitPrice"): return PlainItemTest(.number(.unitPrice, relation, amount))
        case (.amount(let relation, let amount), 2, "listTotal"): return PlainItemTest(.number(.listTotal, relation, amount))
        case (.count(let relation, let count), 2, "quantity"): return PlainItemTest(.number(.quantity, relation, count))
        default: return nil
        }
    }

    // MARK: The cart

    private mutating func cartTest(_ node: Expression) -> PlainCartTest? {
        if case .comprehension(let comprehension) = node.kind { return someItem(comprehension) }
        guard case .call(let name, let arguments) = node.kind, arguments.count == 2 else { return nil }
        if name == Operator.and || name == Operator.or {
            guard let left = cartTest(arguments[0]), let right = cartTest(arguments[1]) else { return nil }
            return name == Operator.and ? .both(left, right) : .either(left, right)
        }
        if name == Operator.in, arguments[1].path == ["customer", "segments"] {
            guard case .string(let segment)? = arguments[0].constant, let texts = texts([segment]) else { return nil }
            return .segment(texts)
        }
        guard let (path, comparison) = comparison(name, arguments) else { return nil }
        switch (comparison, path) {
        case (.texts(let texts), ["channel"]), (.texts(let texts), ["cart", "channel"]): return .text(.channel, texts)
        case (.texts(let texts), ["cart", "selectedShipping"]): return .text(.selectedShipping, texts)
        case (.texts(let texts), ["payment", "method"]): return .text(.paymentMethod, texts)
        case (.texts(let texts), ["customer", "id"]): return .text(.customerID, texts)
        case (.texts(let texts), ["customer", "tier"]): return .text(.customerTier, texts)
        case (.count(let relation, let count), ["customer", "orders"]): return .number(.orders, relation, count)
        case (.count(let relation, let count), ["cart", "quantity"]): return .number(.quantity, relation, count)
        case (.amount(let relation, let amount), ["cart", "subtotal"]): return .number(.subtotal, relation, amount)
        case (.amount(let relation, let amount), ["cart", "total"]): return .number(.total, relation, amount)
        case (.amount(let relation, let amount), ["cart", "listTotal"]): return .number(.listTotal, relation, amount)
        default: return nil
        }
    }

    private mutating func someItem(_ comprehension: Expression.Comprehension) -> PlainCartTest? {
        guard comprehension.operation == .exists, comprehension.range.path == ["cart", "items"], comprehension.variables.count == 1,
            let condition = comprehension.condition
        else { return nil }
        weight = 10
        defer { weight = 1 }
        return itemTest(condition, of: comprehension.variables[0]).map { .someItem($0) }
    }

    // MARK: Comparisons

    private enum Comparison {
        case texts(PlainTexts)
        case count(NumberRelation, Int64)
        /// Minor units of `currency`.
        case amount(NumberRelation, Int64)
    }

    private static let relations: [String: NumberRelation] = [
        Operator.equal: .equal, Operator.less: .less, Operator.lessOrEqual: .lessOrEqual, Operator.greater: .greater,
        Operator.greaterOrEqual: .greaterOrEqual,
    ]

    /// A fact on one side and a constant on the other; or a fact that is one of a list.
    private mutating func comparison(_ name: String, _ arguments: [Expression]) -> (path: [String], Comparison)? {
        if name == Operator.in {
            guard let path = arguments[0].path, case .list(let values)? = arguments[1].constant else { return nil }
            let texts = values.compactMap { if case .string(let text) = $0 { text } else { nil } }
            guard texts.count == values.count else { return nil }
            return self.texts(texts).map { (path, .texts($0)) }
        }
        guard let relation = Self.relations[name] else { return nil }
        if let path = arguments[0].path { return constant(arguments[1], relation).map { (path, $0) } }
        if let path = arguments[1].path { return constant(arguments[0], relation.mirrored).map { (path, $0) } }
        return nil
    }

    private mutating func constant(_ node: Expression, _ relation: NumberRelation) -> Comparison? {
        switch node.constant {
        case .string(let text)?: return relation == .equal ? texts([text]).map(Comparison.texts) : nil
        case .int(let number)?: return spend(1) ? .count(relation, number) : nil
        case nil: return amount(node, relation)
        default: return nil
        }
    }

    private mutating func texts(_ texts: [String]) -> PlainTexts? { spend(max(1, texts.count)) ? PlainTexts(texts) : nil }

    /// `money("50.00")` in the rulebook's currency, the same for all amounts of a condition.
    private mutating func amount(_ node: Expression, _ relation: NumberRelation) -> Comparison? {
        guard case .call("money", _) = node.kind, case .exact(let money)? = program.constant(node)?.object(as: MoneyValue.self),
            currency == nil || currency == money.currency, spend(1)
        else { return nil }
        currency = money.currency
        return .amount(relation, money.amount)
    }

    private mutating func spend(_ parts: Int) -> Bool {
        partsLeft -= parts * weight
        return partsLeft >= 0
    }
}
