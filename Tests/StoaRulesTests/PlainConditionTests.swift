import Diagnostics
import StoaCommerce
import StoaExpressions
import Testing

@testable import StoaRules

@Suite("Conditions that are judged without the language have its answers")
struct PlainConditionTests {
    private func promotion(when: String? = nil, lines: String? = nil, currency: String? = "USD") throws -> (Rulebook, Promotion) {
        var text = "kind: Promotion\nid: rule\n"
        if let when { text += "when: '\(when)'\n" }
        if let lines { text += "lines: '\(lines)'\n" }
        let settings = currency.map { "kind: Rulebook\ncurrency: \($0)\n" } ?? "kind: Rulebook\n"
        let book = try Rulebook.compile([
            SourceText(name: "rulebook.yaml", text: settings), SourceText(name: "rule/rule.yaml", text: text + "give:\n  percent: 10\n"),
        ])
        return (book, try #require(book.promotions.first))
    }

    private struct Answers {
        var plain: [Bool?] = []
        var language: [Bool?] = []
    }

    /// What both say of a rule's `when` and of its `lines` for each item; nil where the language fails, or the other has no say.
    private func answers(_ book: Rulebook, _ rule: Promotion, _ cart: Cart, at instant: Instant) throws -> Answers {
        let items = try Item.merged(from: cart)
        let facts = QuoteFacts(cart, items, giftWorth: 0, at: instant)
        let step = StepFacts(PricingState(items: items, shipping: [], candidates: 0), items: items)
        var scope = book.conditionScopes.scope(for: cart, at: instant)
        scope.set(
            cart: CartFacts(
                currency: cart.currency, channel: cart.channel, selectedShipping: cart.selectedShipping,
                items: items.map { LineFacts(item: $0.facts, total: $0.listTotal) }, quantity: facts.quantity, subtotal: step.subtotal,
                listTotal: facts.listTotal, total: step.total))
        var answers = Answers()
        if let when = rule.when, let test = rule.plainWhen?.test(in: cart.currency) {
            var isSure = true
            let answer = test.holds(facts, subtotal: step.subtotal, total: step.total, &isSure)
            answers.plain.append(isSure ? answer : nil)
            answers.language.append(try? scope.holds(when))
        }
        if let lines = rule.lines, let test = rule.plainLines[0]?.test(in: cart.currency) {
            for item in items {
                var isSure = true
                let answer = test.holds(item.facts, &isSure)
                answers.plain.append(isSure ? answer : nil)
                answers.language.append(try? scope.holds(lines, line: LineFacts(item: item.facts, total: item.listTotal).boxed))
            }
        }
        return answers
    }

    @Test("random conditions over random carts")
    func equalToLanguage() throws {
        var (held, failed) = (0, 0)
        for seed in 1...1_000 as ClosedRange<UInt64> {
            var conditions = RandomConditions(seed: seed &* 2_862_933_555_777_941_757)
            let book = try Rulebook.compile(conditions.rules(6))
            let (cart, instant) = (conditions.cart(), conditions.instant)
            for rule in book.promotions {
                let answers = try answers(book, rule, cart, at: instant)
                #expect(answers.plain == answers.language, "seed \(seed), \(rule.id)")
                held += answers.plain.count { $0 == true }
                failed += answers.plain.count { $0 == false }
            }
        }
        #expect(held > 300 && failed > 300, "\(held) held, \(failed) did not")
    }

    @Test(
        "what is left to the language",
        arguments: [
            #"line.category != "a""#, #"!(line.category == "a")"#, #"line.total >= money("1.00")"#, #"line.category == "ä""#,
            #"line.attributes.size == 1"#, "line.onSale", #"line.category.startsWith("a")"#, #"has(line.category) && line.sku == "a""#,
            #"line.unitPrice >= money({"USD": "1.00", "EUR": "1.00"})"#,
        ])
    func unread(_ lines: String) throws {
        let (_, rule) = try promotion(lines: lines)
        #expect(rule.plainLines[0] == nil)
    }

    @Test("texts are compared by code points, and long ones not at all")
    func texts() throws {
        let (_, rule) = try promotion(lines: #"line.sku == "K""#)
        let test = try #require(rule.plainLines[0]?.test(in: .usd))
        func answer(_ sku: String) throws -> Bool? {
            let cart = Cart(currency: .usd, lines: [Cart.Line(id: "1", sku: sku, quantity: 1, unitPrice: 100)])
            var isSure = true
            let answer = test.holds(try Item.merged(from: cart)[0].facts, &isSure)
            return isSure ? answer : nil
        }
        #expect(try answer("K") == true)
        #expect(try answer("\u{212A}") == false, "the sign of Kelvin, which Swift takes for a K")
        #expect(try answer("k") == false)
        #expect(try answer(String(repeating: "K", count: 101)) == nil)
    }

    @Test("amounts are compared in their own currency alone")
    func currencies() throws {
        let (_, rule) = try promotion(when: #"cart.subtotal >= money("1.00")"#, lines: #"line.unitPrice >= money("1.00")"#)
        #expect(rule.plainWhen?.test(in: .usd) != nil && rule.plainWhen?.test(in: .eur) == nil)
        #expect(rule.plainLines[0]?.test(in: .usd) != nil && rule.plainLines[0]?.test(in: .eur) == nil)
        let (_, unstated) = try promotion(when: #"cart.subtotal >= money("1.00")"#, currency: nil)
        #expect(unstated.plainWhen == nil)
    }

    @Test("a buyer of very many segments is left to the language, which counts what looking through them costs")
    func segments() throws {
        let (book, rule) = try promotion(when: #""vip" in customer.segments"#)
        for (count, expected) in [(1_000, false), (1_001, nil)] as [(Int, Bool?)] {
            var cart = Cart(currency: .usd, lines: [])
            cart.customer = Cart.Buyer(segments: (0..<count).map { "s\($0)" })
            #expect(try answers(book, rule, cart, at: Instant(millisecondsSince1970: 0)).plain == [expected])
        }
    }

    @Test("a condition of many parts is left to the language, within a loop one of few")
    func limits() throws {
        func list(_ count: Int) -> String { "[" + (0..<count).map { "\"s\($0)\"" }.joined(separator: ", ") + "]" }
        #expect(try promotion(lines: "line.sku in \(list(64))").1.plainLines[0] != nil)
        #expect(try promotion(lines: "line.sku in \(list(65))").1.plainLines[0] == nil)
        #expect(try promotion(when: "cart.items.exists(i, i.sku in \(list(6)))").1.plainWhen != nil)
        #expect(try promotion(when: "cart.items.exists(i, i.sku in \(list(7)))").1.plainWhen == nil)
    }
}
