import Diagnostics
import StoaCommerce

/// Promotions of every usual shape over a ``SyntheticMall``, the same from the same seed. Each of them applies to some
/// cart of the mall.
struct SyntheticBook {
    let mall: SyntheticMall
    /// Of the rulebook: `customer` searches the best choice, `priority` keeps rules as they come.
    let objective: String
    private(set) var rules: [SyntheticRule] = []
    /// Codes that switch rules on.
    private(set) var codes: [String] = []

    init(_ mall: SyntheticMall, objective: String, seed: UInt64) {
        self.mall = mall
        self.objective = objective
        var numbers = SeededNumbers(seed: seed)
        for index in 0..<mall.rules {
            var rule = SyntheticRule(id: "rule-\(index)")
            // A fixed mix, shuffled only in what each is about.
            switch (index * 7) % 20 {
            case 0...3: rule.require(.sku(["sku-\(numbers.number(1...mall.skus))"]))
            case 4, 5: rule.require(.sku((0..<3).map { _ in "sku-\(numbers.number(1...mall.skus))" }))
            case 6...10:
                rule.require(.category("category-\(numbers.number(1...mall.categories))"))
                rule.require(.color(numbers.one(SyntheticMall.colors)))
                rule.require(.unitPriceAtLeast(Int64(numbers.number(10...80)) * 100))
            case 11, 12:
                rule.require(.section((0..<2).map { _ in "section-\(numbers.number(1...mall.sections))" }))
                rule.require(
                    numbers.chance(50)
                        ? .tier(numbers.one(SyntheticMall.tiers)) : .segment("country-\(numbers.one(SyntheticMall.countries))"))
            case 13, 14:
                rule.require(.channel(numbers.one(SyntheticMall.channels)))
                rule.require(.window(days: numbers.number(-30...30)))
                rule.require(.anyLine(category: "category-\(numbers.number(1...mall.categories))", quantity: Int64(numbers.number(1...3))))
            case 15, 16:
                rule.require(.segment("club-\(mall.club(&numbers))"))
                rule.require(.subtotalAtLeast(Int64(numbers.number(1...40 * mall.lines)) * 100))
            case 17, 18:
                rule.require(.brand("brand-\(numbers.number(1...mall.brands))"))
                rule.require(.spendAtLeast(Int64(numbers.number(10...250)) * 100))
            default:
                rule.code = "CODE-\(index)"
                codes.append("CODE-\(index)")
            }
            rule.give(&numbers)
            rules.append(rule)
        }
    }

    var files: [SourceText] {
        [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nobjective: \(objective)\n")]
            + rules.flatMap { rule in
                [SourceText(name: "\(rule.id)/rule.yaml", text: rule.text)]
                    + (rule.coupon.map { [SourceText(name: "coupon-\(rule.id)/rule.yaml", text: $0)] } ?? [])
            }
    }
}
