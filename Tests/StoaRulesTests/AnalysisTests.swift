import Diagnostics
import Foundation
import JSONDocument
import StoaCommerce
import Testing

@testable import StoaRules

@Suite("The analysis of a book")
struct AnalysisTests {
    private func sources(_ texts: [String]) -> [SourceText] {
        texts.enumerated().map { SourceText(name: "r\($0.offset)/rule.yaml", text: $0.element) }
    }

    private func codes(_ texts: String...) -> [String] { RuleAnalysis(sources(texts)).findings.map(\.diagnostic.code) }

    @Test("finds nothing in the shipped rules, reaches all of them, and takes a fraction of its limit")
    func shipped() {
        let analysis = RuleAnalysis(directory: ProcessInfo.processInfo.environment["STOA_RULES"] ?? Shipped.directory)
        #expect(analysis.findings.map { $0.diagnostic.rendered() } == [])
        #expect(analysis.unreached == [])
        #expect(!analysis.isCutShort)
        #expect((100...RuleAnalysis.stepsMax / 4).contains(analysis.quotesMade))
    }

    @Test(
        "leaves sound books alone",
        arguments: [
            // A larger percentage, but not for everyone whom the smaller one is for.
            [
                "kind: Promotion\nid: a\ngive: { percent: 10 }\nstack: { group: g }\n",
                "kind: Promotion\nid: b\nwhen: customer.tier == \"vip\"\ngive: { percent: 15 }\nstack: { group: g }\n",
            ],
            // Windows that meet without a gap.
            [
                "kind: Promotion\nid: a\nactive: { from: 2026-03-01, until: 2026-04-01 }\ngive: { percent: 10 }\n",
                "kind: Promotion\nid: b\nactive: { from: 2026-04-01, until: 2026-05-01 }\ngive: { percent: 15 }\n",
            ],
            // Words and numbers that are alike and yet are others.
            [
                "kind: Promotion\nid: a\nlines: line.category == \"shirts\"\ngive: { percent: 10 }\n",
                "kind: Promotion\nid: b\nstep: 2\nlines: line.category == \"shirts\" && line.onSale\ngive: { percent: 5 }\n",
                "kind: Promotion\nid: c\nlines: line.category == \"skirts\"\ngive: { percent: 5 }\n",
            ],
            // Conditions that the analysis does not understand might hold.
            ["kind: Promotion\nid: a\nwhen: cart.items.size() > 3 && now.getDayOfYear() == 400\ngive: { percent: 10 }\n"],
            // Negations, alternatives and lists that leave something.
            [
                "kind: Promotion\nid: a\nwhen: '!(customer.tier in [\"gold\", \"silver\"]) && (cart.quantity < 3 || cart.quantity > 8)'\ngive: { percent: 10 }\n"
            ],
        ])
    func sound(texts: [String]) {
        #expect(RuleAnalysis(sources(texts)).findings.map { $0.diagnostic.rendered() } == [])
    }

    @Test("takes a list price for an upper bound of what is to be paid only where no Price rule can raise a price")
    func raisedPrices() throws {
        let book = "kind: Rulebook\ncurrency: USD\n"
        let dear =
            "kind: Promotion\nid: a\nwhen: cart.listTotal <= money(\"100.00\") && cart.subtotal >= money(\"120.00\")\ngive: { percent: 10 }\n"
        let lower = "kind: Price\nid: p\npercent: 5\n"
        let raise = "kind: Price\nid: p\nraise: { percent: 50 }\n"
        #expect(codes(book, dear) == ["rule.unreachable"])
        #expect(codes(book, dear, lower) == ["rule.unreachable"])
        let raised = RuleAnalysis(sources([book, dear, raise]))
        #expect(raised.findings.map { $0.diagnostic.rendered() } == [])
        #expect(raised.unreached == [])

        // What is to be paid reaches 50.00 where the list price does not.
        let paid = "kind: Promotion\nid: a\nspend: { atLeast: \"50.00\" }\ngive: { percent: 5 }\nstack: { group: g }\n"
        let listed = "kind: Promotion\nid: b\nspend: { atLeast: \"50.00\", at: list }\ngive: { percent: 10 }\nstack: { group: g }\n"
        #expect(codes(book, paid, listed) == ["rule.shadowed"])
        #expect(codes(book, paid, listed, raise) == [])
        let line = Cart.Line(id: "l", sku: "s", quantity: 1, unitPrice: 4000)
        let quote = try Rulebook.compile(sources([book, paid, listed, raise])).quote(
            Cart(currency: .usd, lines: [line]), at: Instant(millisecondsSince1970: 0))
        #expect(quote.discounts.filter { $0.status == .applied }.map(\.rule) == ["a"])
    }

    @Test("says which rules it could not reach")
    func unreached() {
        let analysis = RuleAnalysis(sources(["kind: Promotion\nid: a\nwhen: now.getDayOfYear() == 400\ngive: { percent: 10 }\n"]))
        #expect(analysis.unreached == ["a"])
        #expect(!analysis.isCutShort)
    }

    @Test("says when its limit ended the search")
    func limited() {
        let texts = (0..<6).map { "kind: Promotion\nid: r\($0)\nstep: \($0 + 1)\ngive: { percent: 5 }\n" }
        #expect(RuleAnalysis(sources(texts), stepsMax: 20).isCutShort)
        #expect(RuleAnalysis(sources(texts), stepsMax: 20).quotesMade == 20)
        #expect(!RuleAnalysis(sources(texts)).isCutShort)
    }

    @Test("reports mistakes and nothing more of a book that cannot be compiled")
    func mistakes() {
        #expect(codes("kind: Promotion\nid: a\ncode: nobody\ngive: { percent: 10 }\n") == ["rule.unknownCoupon"])
    }

    @Test("shows what two limits for one group mean, with either in all of its rules")
    func groupLimits() throws {
        let rule = { (id: String, limit: Int, percent: Int) in
            "kind: Promotion\nid: \(id)\ngive: { percent: \(percent) }\nstack: { group: g, atMost: \(limit) }\n"
        }
        let analysis = RuleAnalysis(sources([rule("a", 2, 10), rule("b", 1, 5)]))
        #expect(analysis.findings.map(\.diagnostic.code) == ["rule.groupLimitDiffers"])
        let exhibits = try #require(analysis.findings.first?.counterexample).exhibits
        #expect(exhibits.map(\.changed) == ["atMost: 1", "atMost: 2"])
        for (limit, exhibit) in zip([1, 2], exhibits) {
            let book = try Rulebook.compile(sources([rule("a", limit, 10), rule("b", limit, 5)]))
            #expect(try book.quote(exhibit.trial.cart, at: exhibit.trial.at).totals == exhibit.quote.totals)
        }
        #expect(exhibits[1].quote.totals.total < exhibits[0].quote.totals.total)
    }

    @Test("without quoting, what is only suspected would be reported: confirming is what keeps it out")
    func planted() throws {
        // The same rule twice, and yet not given twice: the first leaves the second nothing.
        let texts = ["a", "b"].map { "kind: Promotion\nid: \($0)\nlines: line.category == \"samples\"\ngive: { percent: 100 }\n" }
        let files = sources(texts)
        let book = try Rulebook.compile(files)
        func found(_ confirm: @escaping (Study, Suspicion) -> RuleFinding?) -> [String] {
            RuleAnalysis(book, RulePlaces(files), mistakes: [], stepsMax: RuleAnalysis.stepsMax, confirm: confirm).findings
                .map(\.diagnostic.code)
        }
        #expect(found { $0.confirmed($1) } == [])
        #expect(found { RuleFinding(Diagnostic(.warning, code: "rule.\($1.code)", $1.message)) } == ["rule.doubled"])
    }

    @Test("every finding in random books is shown by its carts, again and again", arguments: 1...40)
    func random(seed: Int) throws {
        var random = RandomBooks(seed: UInt64(seed))
        let files = random.rules(random.number(2...9))
        let book = try Rulebook.compile(files)
        let analysis = RuleAnalysis(files)
        #expect(!analysis.isCutShort, "seed \(seed)")
        for finding in analysis.findings {
            let source = try #require(finding.diagnostic.source, "seed \(seed)")
            #expect(finding.diagnostic.span.map { $0.end <= source.text.utf8.count } == true, "seed \(seed)")
            for exhibit in try #require(finding.counterexample, "seed \(seed)").exhibits {
                let asked = exhibit.only.map { book.keeping($0) } ?? book
                #expect(
                    try asked.quote(exhibit.trial.cart, codes: exhibit.trial.codes, at: exhibit.trial.at) == exhibit.quote, "seed \(seed)")
            }
        }
        #expect(RuleAnalysis(files).findings.map(\.diagnostic) == analysis.findings.map(\.diagnostic), "seed \(seed)")
    }

    @Test("a counterexample's cart survives the way through a file")
    func roundTrip() throws {
        for fault in SeededFault.all {
            for exhibit in RuleAnalysis(fault.sources).findings.flatMap({ $0.counterexample?.exhibits ?? [] }) {
                let text = try JSONValueEncoder().encode(exhibit.trial.cart).prettyText
                #expect(try CartFile.read(SourceText(name: "cart.json", text: text)) == exhibit.trial.cart, "\(fault.name)")
            }
        }
    }

    @Test("a slip is told from another word")
    func slips() {
        for (name, usual) in [("shirt", "shirts"), ("Shirts", "shirts"), ("wbe", "web"), ("trosers", "trousers")] {
            #expect(NameFinder.isSlip(name, of: usual), "\(name)")
        }
        for (name, usual) in [
            ("skirts", "shirts"), ("size-1", "size-2"), ("gold2", "gold"), ("vi", "vip"), ("men", "women"), ("web", "web"),
        ] {
            #expect(!NameFinder.isSlip(name, of: usual), "\(name)")
        }
    }
}
