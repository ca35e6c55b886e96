import Diagnostics
import StoaCommerce
import StoaExtension
import StrictYAML

/// One test of a `tests.yaml`.
struct RuleTest {
    let name: String
    let cart: Cart
    let codes: [String]
    let at: Instant
    let isAlone: Bool
    /// What is left of limits, by rule; all of it where nothing is said.
    let left: [String: Remaining]
    /// What plugins and models propose as prices.
    let proposed: [PriceProposal]
    /// Units that come back after the order was paid, by line; nil where nothing does.
    let returned: [String: Int64]?
    let expected: RuleExpectation
}

enum RuleTestFile {
    /// 2026-01-01T00:00:00Z, so that a test without `at` means the same for ever.
    static let standardInstant = Instant(millisecondsSince1970: 1_767_225_600_000)

    /// - Parameter book: what the tests are about, so that a limit that no rule has is found.
    static func read(_ reader: YAMLReader, for book: Rulebook) -> [RuleTest] {
        reader.root?.mapping(RuleShapes.tests) { fields in
            fields.required("tests")?.list(countMax: RuleLimits.listMax) { value in
                value.mapping(RuleShapes.promotionTest) { test($0, book) }
            }
        } ?? []
    }

    private static func test(_ fields: YAMLMappingReader, _ book: Rulebook) -> RuleTest? {
        let name = fields.required("name")?.string()
        let cart = fields.required("cart").flatMap { CartFile.cart($0) }
        let codes = fields.optional("codes")?.texts() ?? []
        let at = fields.optional("at")?.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) } ?? standardInstant
        let isAlone = fields.optional("alone")?.bool() ?? false
        let left = fields.optional("left").flatMap { remaining($0, book) } ?? [:]
        let proposed = fields.optional("proposed")?.list(countMax: RuleLimits.listMax) { value in
            value.mapping(RuleShapes.proposedPrice) { proposal($0) }
        }
        let returned = fields.optional("returned").flatMap { amounts($0) }
        let expected = fields.required("expect")?.mapping(RuleShapes.expectation) { expectation($0) }
        guard let name, let cart, let expected else { return nil }
        return RuleTest(
            name: name, cart: cart, codes: codes, at: at, isAlone: isAlone, left: left, proposed: proposed ?? [], returned: returned,
            expected: expected)
    }

    private static func proposal(_ fields: YAMLMappingReader) -> PriceProposal? {
        let id = fields.required("id")?.string()
        let sku = fields.required("sku")?.string()
        guard let price = fields.required("unitPrice").flatMap({ amount($0) }), let id, let sku else { return nil }
        return PriceProposal(id: id, sku: sku, unitPrice: price)
    }

    /// `{ RULE: { uses: 0, budget: 500 } }`: the same names as in the rule's `limits`, and only those it has.
    private static func remaining(_ value: YAMLValue, _ book: Rulebook) -> [String: Remaining]? {
        value.mapping { fields in
            var left: [String: Remaining] = [:]
            for (entry, value) in fields.all {
                guard let rule = book.limitedRule(entry.key) else {
                    let limited = book.limitedPromotions.map(\.id) + book.limitedCoupons.map(\.id)
                    value.reader.report(
                        "unknownName", "there is no rule '\(entry.key)' with limits", hint: suggestion(for: entry.key, among: limited),
                        at: entry.keySpan)
                    continue
                }
                left[entry.key] = value.mapping { remaining($0, of: rule.limits) }
            }
            return left
        }
    }

    private static func remaining(_ fields: YAMLMappingReader, of limits: UsageLimits) -> Remaining {
        var left = Remaining()
        for limit in limits.stated {
            left[limit] = fields.optional(limit.rawValue).flatMap { amount($0) }
        }
        return left
    }

    private static func expectation(_ fields: YAMLMappingReader) -> RuleExpectation {
        var expected = RuleExpectation()
        expected.discount = fields.optional("discount").flatMap { amount($0) }
        expected.ruleDiscount = fields.optional("ruleDiscount").flatMap { amount($0) }
        expected.total = fields.optional("total").flatMap { amount($0) }
        expected.tax = fields.optional("tax").flatMap { amount($0) }
        expected.undistributed = fields.optional("undistributed").flatMap { amount($0) }
        expected.lines = fields.optional("lines").flatMap { amounts($0) }
        expected.prices = fields.optional("prices").flatMap { amounts($0) }
        expected.gifts = fields.optional("gifts").flatMap { amounts($0) }
        expected.points = fields.optional("points").flatMap { amount($0) }
        expected.pointsUntil = fields.optional("pointsUntil")?.parsed("an instant", hint: "write 2026-11-27T18:00:00Z") { try? Instant($0) }
        expected.status = fields.optional("status")?.oneOf(RuleExpectation.Status.self)
        expected.missing = fields.optional("missing").flatMap { amount($0) }
        expected.refund = fields.optional("refund").flatMap { amount($0) }
        return expected
    }

    private static func amount(_ value: YAMLValue) -> Int64? { value.integer(in: 0...Int(Money.amountMax)).map(Int64.init) }

    private static func amounts(_ value: YAMLValue) -> [String: Int64]? {
        value.mapping { fields in
            var amounts: [String: Int64] = [:]
            for (entry, value) in fields.all { amounts[entry.key] = amount(value) }
            return amounts
        }
    }
}

/// What a test says about a quote; what it does not name is not compared.
struct RuleExpectation {
    enum Status: String, CaseIterable { case applied, notApplied, superseded, notYet, refused }

    var discount: Int64?
    var ruleDiscount: Int64?
    var total: Int64?
    var tax: Int64?
    var undistributed: Int64?
    var lines: [String: Int64]?
    var prices: [String: Int64]?
    var gifts: [String: Int64]?
    var points: Int64?
    var pointsUntil: Instant?
    var status: Status?
    var missing: Int64?
    var refund: Int64?

    /// Every difference in words.
    ///
    /// - Parameters:
    ///   - given: what goes back for the units that the test returns; nil where it returns none.
    ///   - listPrices: by line, for lines that no Price rule prices.
    func differences(
        from quote: Quote, rule: String, refund given: Int64? = nil, listPrices: [String: Int64] = [:]
    ) -> [String] {
        var differences: [String] = []
        func compare(_ what: String, _ expected: Int64?, _ found: Int64?) {
            guard let expected, expected != found else { return }
            differences.append("\(what): expected \(expected), found \(found.map(String.init) ?? "none")")
        }
        let own = quote.discounts.first { $0.rule == rule }
        compare("discount", discount, quote.totals.discount)
        compare("ruleDiscount", ruleDiscount, own?.amount ?? 0)
        compare("total", total, quote.totals.total)
        compare("tax", tax, quote.totals.tax)
        compare("undistributed", undistributed, quote.undistributed)
        for (id, amount) in (lines ?? [:]).sorted(by: { $0.key < $1.key }) {
            compare("line '\(id)'", amount, quote.lines.first { $0.id == id }?.discount)
        }
        for (id, price) in (prices ?? [:]).sorted(by: { $0.key < $1.key }) {
            compare("price of '\(id)'", price, quote.lines.first { $0.id == id }?.price?.unitPrice ?? listPrices[id])
        }
        if let gifts {
            let found = Dictionary(quote.gifts.map { ($0.sku, $0.quantity) }, uniquingKeysWith: +)
            for sku in Set(gifts.keys).union(found.keys).sorted() { compare("gift '\(sku)'", gifts[sku] ?? 0, found[sku] ?? 0) }
        }
        compare("points", points, (quote.points ?? []).reduce(0) { $0 + $1.points })
        if let pointsUntil {
            let found = (quote.points ?? []).compactMap(\.expiresAt).min()
            if found != pointsUntil { differences.append("pointsUntil: expected \(pointsUntil), found \(found.map { "\($0)" } ?? "none")") }
        }
        compare("missing", missing, quote.nearMisses.first { $0.rule == rule }?.missing)
        compare("refund", refund, given)
        if let status {
            let refusedCode = quote.discounts.contains { $0.status == .refused }
            let priced = quote.pricedBy.contains(rule) ? RuleExpectation.Status.applied.rawValue : nil
            let found = priced ?? own.map(\.status.rawValue) ?? (status == .refused && refusedCode ? "refused" : "notApplied")
            if found != status.rawValue { differences.append("status: expected \(status.rawValue), found \(found)") }
        }
        return differences
    }
}
