import StoaCommerce
import StrictYAML

/// One test of a `tests.yaml` beside a commission.
struct CommissionTest {
    let name: String
    let sale: CommissionSale
    /// Units that came back, of how many.
    let returned: (count: Int64, units: Int64)?
    let fee: Int64?
    let schedule: String?
    let reversed: Int64?
    let error: String?

    /// Every difference in words.
    func differences(in book: Rulebook) -> [String] {
        let found: CommissionFee
        do throws(RulesError) { found = try book.commission(for: sale) } catch {
            return error.code == self.error ? [] : ["the commission failed with \(error.code): \(error.message)"]
        }
        if let error { return ["expected the error \(error), found a fee of \(found.total)"] }
        var differences: [String] = []
        if let fee, fee != found.total { differences.append("fee: expected \(fee), found \(found.total)") }
        if let schedule, schedule != found.schedule { differences.append("schedule: expected \(schedule), found \(found.schedule)") }
        if let reversed, let returned {
            let back = found.reversed(returned.count, of: returned.units)
            if back != reversed { differences.append("reversed: expected \(reversed), found \(back)") }
        }
        return differences
    }

    /// `{ name, sale: { … }, returned: { count: 1, units: 3 }, expect: { fee, schedule, reversed } }`, or `error: CODE`.
    static func read(_ reader: YAMLReader) -> [CommissionTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in
                value.mapping(value.node["error"] == nil ? RuleShapes.commissionTest : RuleShapes.failingCommissionTest) { test($0) }
            }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader) -> CommissionTest? {
        let name = fields.required("name")?.string()
        let sale = fields.required("sale")?.mapping(RuleShapes.sale) { Self.sale($0) }
        let returned = fields.optional("returned")?.mapping(RuleShapes.returnedPart) { fields -> (count: Int64, units: Int64)? in
            guard let units = fields.required("units")?.integer(in: 1...Int(Cart.quantityMax)),
                let count = fields.required("count")?.integer(in: 0...units)
            else { return nil }
            return (Int64(count), Int64(units))
        }
        let error = fields.optional("error")?.string()
        var (fee, schedule, reversed): (Int64?, String?, Int64?)
        if error == nil {
            _ = fields.required("expect")?.mapping(RuleShapes.commissionExpectation) { fields -> Bool? in
                fee = fields.optional("fee").flatMap { amount($0) }
                schedule = fields.optional("schedule")?.string()
                reversed = fields.optional("reversed").flatMap { amount($0) }
                return true
            }
        }
        guard let name, let sale else { return nil }
        return CommissionTest(
            name: name, sale: sale, returned: returned, fee: fee, schedule: schedule, reversed: reversed, error: error)
    }

    private static func sale(_ fields: YAMLMappingReader) -> CommissionSale? {
        let currency = fields.required("currency")?.parsed("a currency code such as USD") { try? Currency($0) }
        let amount = fields.required("amount").flatMap { self.amount($0) }
        let at = fields.optional("at")?.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) }
        guard let currency, let amount else { return nil }
        var sale = CommissionSale(currency: currency, amount: amount, at: at ?? RuleTestFile.standardInstant)
        sale.sellerDiscount = fields.optional("sellerDiscount").flatMap { self.amount($0) } ?? 0
        sale.platformDiscount = fields.optional("platformDiscount").flatMap { self.amount($0) } ?? 0
        sale.shipping = fields.optional("shipping").flatMap { self.amount($0) } ?? 0
        sale.soldBefore = fields.optional("soldBefore").flatMap { self.amount($0) } ?? 0
        sale.seller = fields.optional("seller")?.string()
        sale.category = fields.optional("category")?.string()
        sale.channel = fields.optional("channel")?.string()
        return sale
    }

    private static func amount(_ value: YAMLValue) -> Int64? { value.integer(in: 0...Int(Money.amountMax)).map(Int64.init) }
}
