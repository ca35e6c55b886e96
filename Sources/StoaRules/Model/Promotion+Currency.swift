import StoaCommerce

extension Promotion {
    /// Whether every amount of the rule is stated in a currency; otherwise the rule does not apply to carts in it.
    func isStated(in currency: Currency) -> Bool {
        amounts.allSatisfy { $0.amount(in: currency) != nil }
    }

    /// Every amount that a rule of these parts states.
    static func amounts(_ spend: SpendThreshold?, _ floor: Floor?, _ limits: UsageLimits?, _ gives: [Give]) -> [MoneyTable] {
        var amounts = [spend?.atLeast, spend?.atMost].compactMap { $0 }
        if case .price(let table) = floor { amounts.append(table) }
        if let budget = limits?.budget { amounts.append(budget) }
        for give in gives {
            if let cap = give.cap { amounts.append(cap) }
            if case .spend(let table) = give.every { amounts.append(table) }
            amounts += give.verb.amounts
        }
        return amounts
    }
}

extension Give.Verb {
    fileprivate var amounts: [MoneyTable] {
        switch self {
        case .percent, .gift: []
        case .amount(let table, _), .price(let table, _), .points(.perSpend(let table, _)): [table]
        case .points: []
        case .shipping(let shipping):
            switch shipping.verb {
            case .percent: []
            case .amount(let table), .price(let table): [table]
            }
        case .tiers(let tiers):
            tiers.rows.flatMap { row in
                if case .spend(let table) = row.from { [table] + row.verb.amounts } else { row.verb.amounts }
            }
        }
    }
}
