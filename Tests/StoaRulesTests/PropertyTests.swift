import Diagnostics
import Foundation
import PropertyTesting
import StoaCommerce
import StoaRules
import Testing

/// A random cart with a random book, and how carts are quoted: as the engine does, or with a fault planted in it.
struct Trial {
    typealias Quoting = (_ files: [SourceText], _ cart: Cart, _ codes: [String]) throws -> Quote

    let cart: Cart
    let files: [SourceText]
    let quote: Quoting
    var random: RandomBooks

    static func engine(_ files: [SourceText], _ cart: Cart, _ codes: [String]) throws -> Quote {
        try Rulebook.compile(files).quote(cart, codes: codes, at: Instant(millisecondsSince1970: 0))
    }
}

/// Something that holds for every quote, and a fault that breaks it.
struct QuoteProperty: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What is wrong, or nil.
    let problem: @Sendable (inout Trial) throws -> String?
    /// The engine with a mistake that the property must find.
    let fault: @Sendable (_ files: [SourceText], _ cart: Cart, _ codes: [String]) throws -> Quote
}

@Suite("What holds for every quote")
struct PropertyTests {
    private static let trials: UInt64 = TestRun.isLong ? 100_000 : 1_000
    private static let firstSeed = TestRun.seed(1)

    @Test("in 1,000 random carts and books, 100,000 with --long", arguments: QuoteProperty.all)
    func holds(_ property: QuoteProperty) throws {
        print("\(property.testDescription): seeds \(Self.firstSeed)…\(Self.firstSeed + Self.trials - 1)")
        for seed in Self.firstSeed..<Self.firstSeed + Self.trials {
            let problem = try problem(property, seed, Trial.engine)
            #expect(problem == nil, "seed \(seed): \(problem ?? "")")
        }
    }

    @Test("and a planted fault is found", arguments: QuoteProperty.all)
    func canFail(_ property: QuoteProperty) throws {
        let seeds = Self.firstSeed..<Self.firstSeed + Self.trials
        #expect(try seeds.contains { try problem(property, $0, property.fault) != nil })
    }

    private func problem(_ property: QuoteProperty, _ seed: UInt64, _ quote: @escaping Trial.Quoting) throws -> String? {
        var random = RandomBooks(seed: seed &* 7919)
        let cart = random.cart()
        let files = random.rules(Int(seed % 6) + 1)
        var trial = Trial(cart: cart, files: files, quote: quote, random: random)
        return try property.problem(&trial)
    }
}

extension QuoteProperty {
    static let all = [sums, floors, order, splitting, codes, ownLines]

    private static let sums = QuoteProperty(
        testDescription: "sums are exact and nothing is negative",
        problem: { trial in
            let quote = try trial.quote(trial.files, trial.cart, ["code"])
            var discounts: Int64 = 0
            for (line, source) in zip(quote.lines, trial.cart.lines) {
                let list = source.quantity * source.unitPrice
                if line.total + line.discount != list { return "line \(line.id): \(line.total) + \(line.discount) is not \(list)" }
                if line.discount < 0 || line.total < 0 { return "line \(line.id) has a negative amount" }
                if line.discount != line.applied.reduce(0, { $0 + $1.amount }) { return "line \(line.id): shares do not add up" }
                if source.discountable == false, line.discount > 0 { return "line \(line.id) must not be discounted" }
                discounts += line.discount
            }
            let shipping = quote.shipping.first { $0.method == trial.cart.selectedShipping }
            discounts += shipping?.discount ?? 0
            if discounts != quote.totals.discount { return "the total discount is \(quote.totals.discount), not \(discounts)" }
            if quote.discounts.reduce(0, { $0 + $1.amount }) != discounts { return "rules do not add up to \(discounts)" }
            let total = quote.totals.items + quote.totals.shipping - discounts
            return quote.totals.total == total ? nil : "the total is \(quote.totals.total), not \(total)"
        },
        // A cent of a discount that is dealt to several lines is lost.
        fault: { files, cart, codes in
            var quote = try Trial.engine(files, cart, codes)
            let discounted = quote.lines.indices.filter { quote.lines[$0].discount > 0 }
            if discounted.count > 1 { quote.lines[discounted[0]].discount -= 1 }
            return quote
        })

    private static let floors = QuoteProperty(
        testDescription: "no unit goes below its floor",
        problem: { trial in
            let quote = try trial.quote(trial.files, trial.cart, ["code"])
            for (line, source) in zip(quote.lines, trial.cart.lines) {
                let floor = min(source.unitPrice, source.floor ?? 0) * source.quantity
                if line.total < floor { return "line \(line.id) stands at \(line.total), below \(floor)" }
            }
            return nil
        },
        // The floors are forgotten.
        fault: { files, cart, codes in
            var bare = cart
            for index in bare.lines.indices { bare.lines[index].floor = nil }
            return try Trial.engine(files, bare, codes)
        })

    private static let order = QuoteProperty(
        testDescription: "the order of lines and of rule files does not matter",
        problem: { trial in
            let quote = try trial.quote(trial.files, trial.cart, ["CODE"])
            var turned = trial.cart
            turned.lines.reverse()
            var other = try trial.quote(trial.files.reversed(), turned, ["CODE"])
            other.lines.reverse()
            return other == quote ? nil : "differs when turned round"
        },
        // Of two rules in a row only the first is heard.
        fault: { files, cart, codes in
            let promotions = files.filter { $0.text.contains("kind: Promotion") }
            return try Trial.engine(files.filter { $0.name != promotions.dropFirst().first?.name }, cart, codes)
        })

    private static let splitting = QuoteProperty(
        testDescription: "splitting a line changes nothing",
        problem: { trial in
            guard let index = trial.cart.lines.firstIndex(where: { $0.quantity > 1 }) else { return nil }
            let whole = try trial.quote(trial.files, trial.cart, ["CODE"])
            var split = trial.cart
            var part = split.lines[index]
            part.id = "z-part"
            part.quantity = Int64(trial.random.number(1...Int(part.quantity - 1)))
            split.lines[index].quantity -= part.quantity
            split.lines.append(part)
            let parts = try trial.quote(trial.files, split, ["CODE"])
            guard parts.totals == whole.totals, parts.discounts == whole.discounts else { return "totals differ" }
            for (position, line) in whole.lines.enumerated() where position != index && line.discount != parts.lines[position].discount {
                // Equal lines are one item already, so its units may be dealt to other lines of it.
                let key = trial.cart.lines[position]
                let isAlone = trial.cart.lines.filter { $0.sku == key.sku && $0.unitPrice == key.unitPrice }.count == 1
                if isAlone { return "line \(line.id) differs" }
            }
            return nil
        },
        // Each line is an item of its own.
        fault: { files, cart, codes in
            var apart = cart
            for index in apart.lines.indices { apart.lines[index].sku = "sku-of-\(apart.lines[index].id)" }
            return try Trial.engine(files, apart, codes)
        })

    private static let codes = QuoteProperty(
        testDescription: "a code never makes a cart dearer",
        problem: { trial in
            let without = try trial.quote(trial.files, trial.cart, [])
            let with = try trial.quote(trial.files, trial.cart, ["CODE"])
            return with.totals.total <= without.totals.total ? nil : "\(with.totals.total) with the code, \(without.totals.total) without"
        },
        // Rules are taken in their order instead of the best of them, so that one with a code can shut out a better one.
        fault: { files, cart, codes in
            let book = SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nobjective: priority\n")
            return try Trial.engine([book] + files.filter { $0.name != book.name }, cart, codes)
        })
}
