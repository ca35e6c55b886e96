import Diagnostics
import StoaCommerce
import StoaExpressions
import StrictYAML

/// Runs the tests that stand beside rules: `rules/<id>/tests.yaml`.
///
/// ```yaml
/// tests:
///   - name: the third shirt is free
///     cart: { currency: USD, lines: [ { id: a, category: shirts, quantity: 3, unitPrice: 2000 } ] }
///     codes: [SPRING]                 # as a buyer types them; `CAMPAIGN#0` for a generated one
///     at: 2026-11-27T18:00:00Z        # default 2026-01-01T00:00:00Z
///     left: { spring: { uses: 0 } }   # what is left of `limits`, by rule; all of it where nothing is said
///     proposed: [ { id: acme/dynamic-price#1, sku: mug, unitPrice: 900 } ]   # prices that plugins and models propose
///     returned: { a: 1 }              # units that come back later, by line
///     expect:
///       discount: 2000                # what the whole quote takes off items and shipping
///       ruleDiscount: 2000            # what this rule takes off
///       total: 4000
///       tax: 0
///       undistributed: 0
///       lines: { a: 2000 }            # off each line named
///       prices: { a: 1800 }           # the unit price of each line named, before promotions
///       gifts: { mug-blue: 1 }        # all of them
///       status: applied               # applied, notApplied, superseded, notYet, refused
///       missing: 800                  # minor units still to spend
///       refund: 1333                  # what goes back for `returned`
/// ```
/// Tests run against the rules of the whole folder, because that is what a buyer meets; `alone: true` in a test leaves
/// only the rule beside it, its coupons and the rulebook. All amounts are minor units. Only what `expect` names is compared.
///
/// Beside a table a test gives the arguments of a call, in the form of cells, and expects outputs:
/// ```yaml
/// tests:
///   - { name: light parcels, given: { method: standard, weight: 400 }, expect: { fee: "4.90" } }
///   - { name: nothing by air, given: { method: air, weight: 400 }, expect: none }   # no row matches
///   - { name: two rows, given: { method: sea, weight: 400 }, error: table.severalRows }
/// ```
/// Beside a segment: `{ name, customer: { tier: gold, orders: 12 }, channel: web, at: …, expect: true }`.
/// Beside a commission: `{ name, sale: { currency: EUR, amount: 20000, seller: s }, expect: { fee: 1630, schedule: id } }`.
/// Beside a tax table: `{ name, cart: …, zone: DE, expect: { tax: 1900 } }`.
/// Beside a permission: `{ name, run: order.refund, actor: { id: usr_1, roles: [support] }, expect: permission.denied }`, with the
/// `command`, the `subject`, and what was `did` with it where a rule reads them.
/// Beside a stock rule: `{ name, line: { id: a, sku: milk, quantity: 3, unitPrice: 100 }, stock: { available: 4 }, expect: { short: 1 } }`.
/// Beside a retention rule: `{ name, class: order, zone: KR, since: …, expect: { keepUntil: …, due: false } }`.
/// Beside milestones: `{ name, counted: { orders: 5, spend: { USD: 12000 } }, customer: { … }, expect: { points: 350 } }`, what all rows
/// bring that are reached; beside tiers `expect: { tier: gold }`, or `none`.
/// Of a table that collects, `expect` is a list of rows, or their number for `collect: count`.
public enum RuleTests {
    public struct Outcome: Sendable, Hashable {
        public let file: String
        /// The rule beside the test file.
        public let rule: String
        public let name: String
        /// One difference each, in words; empty when the test passed.
        public let failures: [String]
    }

    public struct Report: Sendable {
        public let outcomes: [Outcome]
        /// What kept rules or tests from being read.
        public let diagnostics: [Diagnostic]
        /// What of the rules the tests reach; nil when it was not measured, or the rules could not be read.
        public var coverage: RuleCoverage?

        public var testCount: Int { outcomes.count }
        public var failureCount: Int { outcomes.count { !$0.failures.isEmpty } }
        public var passed: Bool { failureCount == 0 && !diagnostics.contains { $0.severity == .error } }
    }

    /// Runs every test of a folder of rules, in the order of file names. Never throws: what cannot be read is reported.
    ///
    /// - Parameter measuresCoverage: whether to note what the tests reach, which makes a test about twice as dear.
    public static func run(directory: String, measuresCoverage: Bool = false) -> Report {
        let folder = RuleFolder(directory)
        do throws(DiagnosticsError) {
            let rules = try folder.ruleFiles()
            return run(try folder.testFiles(), on: try Rulebook.compile(rules), from: rules, measuresCoverage: measuresCoverage)
        } catch {
            return Report(outcomes: [], diagnostics: error.diagnostics)
        }
    }

    /// Runs test files against a book.
    ///
    /// - Parameter rules: the files that the book was compiled from; a test file belongs to the rule in its folder.
    public static func run(
        _ tests: [SourceText], on book: Rulebook, from rules: [SourceText], measuresCoverage: Bool = false
    ) -> Report {
        var tally = measuresCoverage ? CoverageTally(book) : nil
        var outcomes: [Outcome] = []
        var findings: [Diagnostic] = []
        for file in tests {
            let reader = YAMLReader(YAMLDocument(reading: file), area: "test")
            let rule = ruleID(beside: file, in: rules)
            if let differences = decisionTests(of: rule, in: book, reader, &tally) {
                findings += reader.diagnostics
                guard !reader.hasErrors else { continue }
                outcomes += differences.map { Outcome(file: file.name, rule: rule, name: $0.name, failures: $0.failures) }
                continue
            }
            let tests = RuleTestFile.read(reader, for: book)
            findings += reader.diagnostics
            guard !reader.hasErrors else { continue }
            for test in tests { outcomes.append(run(test, rule: rule, file: file, book: book, &tally)) }
        }
        return Report(outcomes: outcomes, diagnostics: findings, coverage: tally?.coverage)
    }

    /// The tests beside a rule that decides something else than a quote; nil beside others.
    private static func decisionTests(
        of rule: String, in book: Rulebook, _ reader: YAMLReader, _ tally: inout CoverageTally?
    ) -> [(name: String, failures: [String])]? {
        if let table = book.tables.first(where: { $0.id == rule }) {
            let tests = TableTestFile(table: table, settings: book.settings).read(reader)
            for test in tests { tally?.note(call: test.arguments, of: table) }
            return tests.map { ($0.name, $0.differences(table)) }
        }
        if let segment = book.segments.first(where: { $0.id == rule }) {
            let tests = SegmentTest.read(reader)
            for test in tests {
                tally?.note(
                    segment: segment.id, book.environment.holds(segment, channel: test.channel, customer: test.customer, now: test.at))
            }
            return tests.map { ($0.name, $0.differences(segment, in: book)) }
        }
        if book.taxes.contains(where: { $0.id == rule }) {
            let tests = TaxTest.read(reader)
            for test in tests { tally?.note(taxed: test.cart, in: test.zone, at: test.at) }
            return tests.map { ($0.name, $0.differences(in: book)) }
        }
        if let tests = StandingTests.run(of: rule, in: book, reader, &tally) { return tests }
        let milestones = book.milestones.filter { $0.rule == rule }
        if !milestones.isEmpty {
            let tests = LoyaltyTest.read(reader, isOfTiers: false).map { ($0.name, $0.result(milestones)) }
            for (_, result) in tests { tally?.note(rows: result.reached, of: rule) }
            return tests.map { ($0, $1.differences) }
        }
        if let tiers = book.loyalty.tiers, tiers.id == rule {
            let tests = LoyaltyTest.read(reader, isOfTiers: true).map { ($0.name, $0.result(tiers)) }
            for (_, result) in tests { tally?.note(rows: result.reached, of: rule) }
            return tests.map { ($0, $1.differences) }
        }
        guard book.commissions.contains(where: { $0.id == rule }) else { return nil }
        let tests = CommissionTest.read(reader)
        for test in tests { tally?.note(sale: test.sale) }
        return tests.map { ($0.name, $0.differences(in: book)) }
    }

    private static func ruleID(beside file: SourceText, in rules: [SourceText]) -> String {
        let folder = file.name.split(separator: "/").dropLast().joined(separator: "/")
        let rule = rules.first { !$0.isData && $0.name.split(separator: "/").dropLast().joined(separator: "/") == folder }
        return rule.flatMap { YAMLDocument(reading: $0).root?["id"]?.text } ?? ""
    }

    private static func run(
        _ test: RuleTest, rule: String, file: SourceText, book: Rulebook, _ tally: inout CoverageTally?
    ) -> Outcome {
        let judged = test.isAlone ? book.only(rule) : book
        let failures: [String]
        do throws(RulesError) {
            let quote = try judged.quote(
                test.cart, codes: test.codes, recognized: judged.specimens(in: test.codes), prices: test.proposed, left: test.left,
                at: test.at)
            tally?.note(quote, of: test, beside: rule, by: judged)
            let refund = try refund(from: quote, test, by: judged)
            let listPrices = Dictionary(test.cart.lines.map { ($0.id, $0.unitPrice) }, uniquingKeysWith: { first, _ in first })
            failures = test.expected.differences(from: quote, rule: rule, refund: refund, listPrices: listPrices)
        } catch {
            failures = ["the quote failed with \(error.code): \(error.message)"]
        }
        return Outcome(file: file.name, rule: rule, name: test.name, failures: failures)
    }

    /// What goes back for what the test returns; nil where it returns nothing.
    private static func refund(from quote: Quote, _ test: RuleTest, by book: Rulebook) throws(RulesError) -> Int64? {
        guard let returned = test.returned else { return nil }
        let sold = zip(test.cart.lines, quote.lines).map {
            SoldLine($1, quantity: $0.quantity, unitPrice: $1.price?.unitPrice ?? $0.unitPrice)
        }
        var remaining: [String: Int64] = [:]
        for line in test.cart.lines { remaining[line.id] = line.quantity - (returned[line.id] ?? 0) }
        let input = QuoteInput(
            cart: test.cart, codes: test.codes, recognized: book.specimens(in: test.codes), at: test.at, prices: test.proposed)
        let dues = try book.dues(of: quote, sold: sold, remaining: remaining, input: input, left: test.left)
        return max(0, quote.totals.total - dues.total)
    }
}

extension Rulebook {
    /// The book with one promotion or price alone.
    func only(_ id: String) -> Rulebook {
        Rulebook(
            hash: hash, settings: settings, promotions: promotions.filter { $0.id == id }, prices: prices.filter { $0.id == id },
            coupons: coupons, gates: [],
            environment: environment, loyalty: loyalty)
    }
}
