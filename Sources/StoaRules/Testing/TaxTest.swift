import StoaCommerce
import StrictYAML

/// One test of a `tests.yaml` beside a tax table.
struct TaxTest {
    let name: String
    let cart: Cart
    let zone: String
    let at: Instant
    let tax: Int64?
    let error: String?

    /// Every difference in words.
    func differences(in book: Rulebook) -> [String] {
        do throws(RulesError) {
            let found = try book.quote(try book.taxed(cart, in: zone, at: at).cart, at: at).totals.tax
            if let error { return ["expected the error \(error), found a tax of \(found)"] }
            return tax.map { $0 == found ? [] : ["tax: expected \($0), found \(found)"] } ?? []
        } catch {
            return error.code == self.error ? [] : ["the tax failed with \(error.code): \(error.message)"]
        }
    }

    /// `{ name, cart: { … }, zone: DE, at, expect: { tax: 1900 } }`, or `error: CODE`.
    static func read(_ reader: YAMLReader) -> [TaxTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in
                value.mapping(value.node["error"] == nil ? RuleShapes.taxTest : RuleShapes.failingTaxTest) { test($0) }
            }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader) -> TaxTest? {
        let name = fields.required("name")?.string()
        let cart = fields.required("cart").flatMap { CartFile.cart($0) }
        let zone = fields.required("zone")?.string()
        let at = fields.optional("at")?.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) }
        let error = fields.optional("error")?.string()
        let tax =
            error == nil
            ? fields.required("expect")?.mapping(RuleShapes.taxExpectation) { fields in
                fields.required("tax")?.integer(in: 0...Int(Money.amountMax)).map(Int64.init)
            } : nil
        guard let name, let cart, let zone, tax != nil || error != nil else { return nil }
        return TaxTest(name: name, cart: cart, zone: zone, at: at ?? RuleTestFile.standardInstant, tax: tax, error: error)
    }
}
