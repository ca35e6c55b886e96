import Diagnostics
import StoaCommerce
import StrictYAML

/// What holds for promotions of the phase `catalog` alone: product pages show them without a cart, so nothing that a cart
/// decides may change what a unit costs.
extension RuleReading {
    /// The gives, each unit rounded by itself; mistakes are reported.
    func catalogGives(_ fields: YAMLMappingReader, _ gives: [Give]) -> [Give] {
        for (key, why) in [("code", "a code switches it on"), ("stack", "other rules of the cart switch it off")] {
            guard let value = fields.optional(key) else { continue }
            value.report(
                "conflictingFields", "a product page cannot tell whether \(why)",
                hint: key == "code"
                    ? "use another phase, or remove 'code'"
                    : "keep rules apart with 'lines' and 'when', or write one Price rule of a higher priority")
        }
        for give in fields.optional("give").map({ $0.node.sequence ?? [$0.node] }) ?? [] {
            if let count = give["countPerItem"] {
                fields.reader.report(
                    "conflictingFields", "a product page cannot tell which units of an item are meant",
                    hint: "use another phase, or remove 'countPerItem'", at: count)
            }
            if let scope = give["round"]?["per"], scope.text != RoundingPoint.Scope.unit.rawValue {
                fields.reader.report(
                    "conflictingFields", "a catalog rule rounds unit by unit, as product pages show units",
                    hint: "write 'per: unit', which is meant when it is left out", at: scope)
            }
        }
        return gives.map { give in
            var give = give
            give.rounding.scope = .unit
            return give
        }
    }
}
