import Diagnostics
import Foundation
import StoaCommerce
import StoaExtension
import Testing

@testable import StoaRules

@Suite("A product page and a cart agree")
struct ProductPagePropertyTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let trials: UInt64 = environment["STOA_LONG_TESTS"] == nil ? 1_000 : 100_000
    private static let firstSeed = environment["STOA_SEED"].flatMap(UInt64.init) ?? 1

    /// How a page comes by a price: as the engine does, or with a fault planted in it.
    typealias Paging = @Sendable (_ book: Rulebook, _ line: Cart.Line, _ cart: Cart, _ prices: [PriceProposal]) throws -> ProductPrice

    private static let engine: Paging = { book, line, cart, prices in
        try book.productPrice(
            of: line, currency: cart.currency, channel: cart.channel, customer: cart.customer, prices: prices, at: RandomPrices.instant)
    }

    /// What is wrong, or nil: each unit of the cart costs after the phases `price` and `catalog` what its page says.
    private func problem(_ seed: UInt64, _ page: Paging) throws -> String? {
        var random = RandomPrices(seed: seed)
        let book = try Rulebook.compile(random.files())
        let (cart, prices) = (random.cart(), random.proposals())
        let catalog = book.promotions.filter { $0.stage.phase == .catalog }.map(\.id)
        let quote = try book.keeping(catalog).quote(cart, prices: prices, at: RandomPrices.instant)
        // Lines of one item price each other's tiers, so the page is asked for the item's units.
        let items = try Item.merged(from: cart)
        for item in items {
            for part in item.parts {
                var line = cart.lines[part.line]
                line.quantity = item.quantity
                let shown = try page(book, line, cart, prices)
                let quoted = quote.lines[part.line]
                if shown.unitPrice * part.quantity != quoted.total {
                    return "line \(line.id): the page says \(shown.unitPrice), the cart \(quoted.total) for \(part.quantity)"
                }
                let off = shown.applied.reduce(0) { $0 + $1.amount }
                if shown.listPrice - off != shown.unitPrice { return "line \(line.id): what applied does not add up" }
                if (shown.unitPrice < shown.listPrice) != (shown.badge != nil) { return "line \(line.id): a badge without a reduction" }
            }
        }
        return nil
    }

    @Test("in 1,000 random books and carts, 100,000 with --long")
    func holds() throws {
        print("page = cart: seeds \(Self.firstSeed)…\(Self.firstSeed + Self.trials - 1)")
        for seed in Self.firstSeed..<Self.firstSeed + Self.trials {
            let problem = try problem(seed, Self.engine)
            #expect(problem == nil, "seed \(seed): \(problem ?? "")")
        }
    }

    @Test("and a planted fault is found: a page that forgets quantity tiers")
    func canFail() throws {
        let fault: Paging = { book, line, cart, prices in
            var one = line
            one.quantity = 1
            return try Self.engine(book, one, cart, prices)
        }
        #expect(try (Self.firstSeed..<Self.firstSeed + Self.trials).contains { try problem($0, fault) != nil })
    }

    @Test("the rest of a book makes no cart dearer than its pages")
    func neverDearer() throws {
        for seed in Self.firstSeed..<Self.firstSeed + Self.trials / 4 {
            var random = RandomPrices(seed: seed)
            let files = random.files()
            let promotions = random.random.rules(Int(seed % 4) + 1).filter { $0.name != "rulebook.yaml" }
            let (cart, prices) = (random.cart(), random.proposals())
            let book = try Rulebook.compile(files + promotions)
            let quote = try book.quote(cart, codes: ["CODE"], prices: prices, at: RandomPrices.instant)
            guard quote.optimality.status == .optimal else { continue }
            let catalog = book.promotions.filter { $0.stage.phase == .catalog }.map(\.id)
            let shown = try book.keeping(catalog).quote(cart, prices: prices, at: RandomPrices.instant)
            #expect(quote.totals.total <= shown.totals.total, "seed \(seed)")
        }
    }
}

@Suite("The index finds the price that a look at every price finds")
struct PriceIndexTests {
    private static let firstSeed = ProcessInfo.processInfo.environment["STOA_SEED"].flatMap(UInt64.init) ?? 1

    private func quote(_ seed: UInt64, among found: ((Rulebook) -> [PriceRule])?) throws -> Data {
        var random = RandomPrices(seed: seed)
        let book = try Rulebook.compile(random.files())
        let (cart, prices) = (random.cart(), random.proposals())
        let priced =
            try found.map { found in try book.priced(cart, prices, at: RandomPrices.instant) { _, _ in found(book) } }
            ?? book.priced(cart, prices, at: RandomPrices.instant)
        let quote = try book.quote(cart, codes: [], at: RandomPrices.instant, priced: priced) { _, _ in
            book.promotions.map { FoundRule($0) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(quote)
    }

    @Test("every byte of the quote is equal")
    func equalToNaive() throws {
        print("price index = naive: seeds \(Self.firstSeed)…\(Self.firstSeed + 999)")
        for seed in Self.firstSeed..<Self.firstSeed + 1_000 {
            #expect(try quote(seed, among: nil) == quote(seed) { $0.prices }, "seed \(seed)")
        }
    }

    @Test("the comparison can fail: a price that is overlooked is noticed")
    func plantedFault() throws {
        #expect(
            try (1...100 as ClosedRange<UInt64>).contains { seed in
                try quote(seed, among: nil) != quote(seed) { $0.prices.filter { $0.id != "p0" } }
            })
    }

    @Test("of 10,000 prices a line looks at those for its product")
    func fewAreFound() throws {
        let files = (0..<10_000).map { index in
            SourceText(
                name: "p\(index)/rule.yaml",
                text:
                    "kind: Price\nid: p\(index)\nlines: '\(index % 10 == 0 ? "line.category == \"c\(index)\"" : "line.sku == \"s\(index)\"")'\npercent: 10\n"
            )
        }
        let book = try Rulebook.compile(files)
        let lines = (0..<100).map { Cart.Line(id: "\($0)", sku: "s\($0 * 3 + 1)", quantity: 1, unitPrice: 1000, category: "c\($0 * 10)") }
        let cart = Cart(currency: .usd, lines: lines)
        let selection = PriceSelection(book, cart, [], at: RandomPrices.instant)
        let found = try Item.merged(from: cart).map { selection.found(for: $0).count }
        #expect(found.max() == 2)
        #expect(try book.quote(cart, at: RandomPrices.instant).lines.allSatisfy { $0.price?.unitPrice == 900 })
    }
}
