import Diagnostics
import StoaCommerce
import StoaRules
import Testing

@Suite("A commission")
struct CommissionTests {
    private static let at = Instant(millisecondsSince1970: 1_767_225_600_000)

    private func book(_ texts: [String]) throws -> Rulebook {
        let files = texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
        return try Rulebook.compile(files + [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: EUR\n")])
    }

    private static func commission(_ id: String, _ rest: String) -> String { "kind: Commission\nid: \(id)\n\(rest)\n" }

    private func fee(_ rest: String, _ amount: Int64, _ change: (inout CommissionSale) -> Void = { _ in }) throws -> CommissionFee {
        var sale = CommissionSale(currency: .eur, amount: amount, at: Self.at)
        change(&sale)
        return try book([Self.commission("c", rest)]).commission(for: sale)
    }

    /// Each figure is one of the worked numbers of the fees' definition.
    @Test("comes to the worked numbers")
    func worked() throws {
        #expect(try fee("rate: 8\nfixed: \"0.30\"", 200_00).total == 16_30)
        #expect(try fee("rate: 10", 120_00) { $0.sellerDiscount = 12_00 }.total == 10_80)
        #expect(try fee("rate: 10", 120_00) { $0.platformDiscount = 12_00 }.total == 12_00)
        #expect(try fee("rate: 12\nmin: \"1.00\"", 6_00).total == 1_00)
        #expect(try fee("rate: 12\nmax: \"50.00\"", 900_00).total == 50_00)
        let tiers = "tiers: [{ rate: 10 }, { from: \"10000.00\", rate: 8 }, { from: \"50000.00\", rate: 6 }]"
        #expect(try fee(tiers, 62_000_00).total == 4_920_00)
        #expect(try fee(tiers, 2_000_00) { $0.soldBefore = 9_500_00 }.total == 170_00)
        #expect(try fee("rate: 12", 100_00).reversed(1, of: 3) == 4_00)
        #expect(try fee("rate: 10", 100_00).shares(over: [33_33, 33_33, 33_34]) == [3_33, 3_33, 3_34])
        // A settlement: 120 gross and 6 of shipping at 20 % VAT are 100 and 5 net.
        #expect(try fee("rate: 10\nshippingRate: 2\nfixed: \"0.30\"", 100_00) { $0.shipping = 5_00 }.total == 10_40)
    }

    @Test("is rounded half to even, once")
    func rounding() throws {
        #expect(try fee("rate: 5", 10).total == 0)
        #expect(try fee("rate: 5", 30).total == 2)
        #expect(try fee("rate: 5", 50).total == 2)
        #expect(try fee("tiers: [{ rate: 2.5 }, { from: \"0.10\", rate: 2.5 }]", 20).total == 0)
    }

    @Test("is given back in parts that add up, but for what is fixed")
    func reversal() throws {
        let fee = try fee("rate: 10\nfixed: \"0.30\"", 99_99)
        #expect(fee.total == 10_30 && fee.fixed == 30)
        let returned = (0...7).map { fee.reversed($0, of: 7) }
        #expect(returned == returned.sorted() && returned.first == 0 && returned.last == 10_00)
        // A fee that was cut to its bound gives back no more than the bound leaves.
        let cut = try self.fee("rate: 10\nfixed: \"0.30\"\nmax: \"0.20\"", 99_99)
        #expect(cut.reversed(7, of: 7) == 0)
    }

    @Test("the most special counts: seller with category, seller, category, channel, all")
    func precedence() throws {
        let all = [
            ("both", "for: { sellers: [s], categories: [k] }"), ("seller", "for: { sellers: [s] }"),
            ("category", "for: { categories: [k] }"),
            ("channel", "for: { channels: [c] }"), ("all", "title: For all"),
        ]
        var sale = CommissionSale(currency: .eur, amount: 1, at: Self.at)
        (sale.seller, sale.category, sale.channel) = ("s", "k", "c")
        for left in all.indices {
            let rest = all[left...].map { Self.commission($0.0, $0.1 + "\nrate: 1") }
            #expect(try book(rest.reversed()).commission(for: sale).schedule == all[left].0)
        }
    }

    @Test("a later one takes the place of one like it")
    func superseded() throws {
        let files = [
            Self.commission("old", "rate: 10\nactive: { from: 2025-01-01 }"),
            Self.commission("new", "rate: 8\nactive: { from: 2026-01-01 }"),
        ]
        func schedule(_ at: String) throws -> String {
            try book(files).commission(for: CommissionSale(currency: .eur, amount: 1, at: Instant(at))).schedule
        }
        #expect(try schedule("2025-12-31T23:59:59Z") == "old")
        #expect(try schedule("2026-01-01T00:00:00Z") == "new")
    }

    @Test("a sale that none applies to, or that cannot be, is refused")
    func refusals() throws {
        func code(_ rest: String, _ change: (inout CommissionSale) -> Void) -> String? {
            do { _ = try fee(rest, 1000, change) } catch { return (error as? RulesError)?.code }
            return nil
        }
        #expect(code("rate: 1\nfor: { sellers: [s] }") { $0.seller = "t" } == "commission.noSchedule")
        #expect(code("rate: 1\nfixed: { USD: \"1.00\" }") { _ in } == "commission.noSchedule")
        #expect(code("rate: 1") { $0.sellerDiscount = 1001 } == "commission.saleMalformed")
        #expect(code("rate: 1") { $0.amount = -1 } == "commission.saleMalformed")
    }

    @Test(
        "has mistakes with codes",
        arguments: [
            ([commission("a", "")], "rule.missingField"), ([commission("a", "rate: 8\ntiers: []")], "rule.conflictingFields"),
            ([commission("a", "rate: 101")], "rule.outOfRange"), ([commission("a", "rate: 8\nfixed: 1")], "rule.bareInteger"),
            ([commission("a", "rate: 8\nmin: \"2.00\"\nmax: \"1.00\"")], "rule.neverReached"),
            ([commission("a", "rate: 8\nfor: {}")], "rule.missingField"),
            ([commission("a", "tiers: [{ from: \"1.00\", rate: 8 }]")], "rule.rowsNotAscending"),
            ([commission("a", "tiers: []")], "rule.missingField"),
            ([commission("a", "tiers: [{ rate: 9 }, { from: \"2.00\", rate: 8 }, { from: \"1.00\", rate: 7 }]")], "rule.rowsNotAscending"),
            ([commission("a", "rate: 8"), commission("b", "rate: 9")], "rule.sameScope"),
            ([commission("a", "rate: 8\nrates: 9")], "rule.unknownField"),
        ])
    func mistakes(texts: [String], code: String) {
        do {
            _ = try book(texts)
            Issue.record("compiled")
        } catch { #expect((error as? DiagnosticsError)?.diagnostics.map(\.code) == [code], "\(error)") }
    }
}
