import Diagnostics
import StoaCommerce
import StoaRules
import Testing

@Suite("What holds for every quote")
struct PropertyTests {
    private static let at = Instant(millisecondsSince1970: 0)

    private func each(_ seeds: ClosedRange<UInt64>, _ check: (inout RandomBooks, Cart, [SourceText]) throws -> String?) throws {
        for seed in seeds {
            var random = RandomBooks(seed: seed &* 7919)
            let cart = random.cart()
            let files = random.rules(Int(seed % 6) + 1)
            let problem = try check(&random, cart, files)
            #expect(problem == nil, "seed \(seed &* 7919): \(problem ?? "")")
        }
    }

    @Test("sums are exact, nothing is negative or below its floor")
    func sums() throws {
        try each(1...200) { _, cart, files in
            let quote = try Rulebook.compile(files).quote(cart, codes: ["code"], at: Self.at)
            return Self.problem(quote, cart)
        }
    }

    /// What is inconsistent in a quote, or nil.
    static func problem(_ quote: Quote, _ cart: Cart) -> String? {
        var discounts: Int64 = 0
        for (line, source) in zip(quote.lines, cart.lines) {
            let list = source.quantity * source.unitPrice
            if line.total + line.discount != list { return "line \(line.id): \(line.total) + \(line.discount) is not \(list)" }
            if line.discount < 0 || line.total < min(list, (source.floor ?? 0) * source.quantity) {
                return "line \(line.id) is below its floor"
            }
            if line.discount != line.applied.reduce(0, { $0 + $1.amount }) { return "line \(line.id): shares do not add up" }
            if source.discountable == false, line.discount > 0 { return "line \(line.id) must not be discounted" }
            discounts += line.discount
        }
        let shipping = quote.shipping.first { $0.method == cart.selectedShipping }
        discounts += shipping?.discount ?? 0
        if discounts != quote.totals.discount { return "the total discount is \(quote.totals.discount), not \(discounts)" }
        if quote.discounts.reduce(0, { $0 + $1.amount }) != discounts { return "rules do not add up to \(discounts)" }
        if quote.totals.total != quote.totals.items + quote.totals.shipping - discounts { return "the total is \(quote.totals.total)" }
        return nil
    }

    @Test("the order of lines and of rule files does not matter")
    func order() throws {
        try each(1...100) { _, cart, files in
            let quote = try Rulebook.compile(files).quote(cart, codes: ["CODE"], at: Self.at)
            var turned = cart
            turned.lines.reverse()
            var other = try Rulebook.compile(files.reversed()).quote(turned, codes: ["CODE"], at: Self.at)
            other.lines.reverse()
            return other == quote ? nil : "differs when turned round"
        }
    }

    @Test("splitting a line changes nothing")
    func splitting() throws {
        try each(1...150) { random, cart, files in
            let book = try Rulebook.compile(files)
            let whole = try book.quote(cart, codes: ["CODE"], at: Self.at)
            var split = cart
            guard let index = cart.lines.firstIndex(where: { $0.quantity > 1 }) else { return nil }
            var part = cart.lines[index]
            part.id = "z-part"
            part.quantity = Int64(random.number(1...Int(cart.lines[index].quantity - 1)))
            split.lines[index].quantity -= part.quantity
            split.lines.append(part)
            let parts = try book.quote(split, codes: ["CODE"], at: Self.at)
            guard parts.totals == whole.totals, parts.discounts == whole.discounts else { return "totals differ" }
            for (position, line) in whole.lines.enumerated() where position != index && line.discount != parts.lines[position].discount {
                // Equal lines are one item already, so its units may be dealt to other lines of it.
                let key = cart.lines[position]
                let isAlone = cart.lines.filter { $0.sku == key.sku && $0.unitPrice == key.unitPrice }.count == 1
                if isAlone { return "line \(line.id) differs" }
            }
            return nil
        }
    }

    @Test("a code never makes a cart dearer")
    func codes() throws {
        try each(1...150) { _, cart, files in
            let book = try Rulebook.compile(files)
            let without = try book.quote(cart, at: Self.at)
            let with = try book.quote(cart, codes: ["CODE"], at: Self.at)
            return with.totals.total <= without.totals.total ? nil : "\(with.totals.total) with the code, \(without.totals.total) without"
        }
    }

    @Test("the checks can fail")
    func plantedFault() throws {
        var random = RandomBooks(seed: 4)
        let cart = random.cart()
        var quote = try Rulebook.compile(random.rules(4)).quote(cart, codes: ["CODE"], at: Self.at)
        #expect(Self.problem(quote, cart) == nil)
        quote.lines[0].discount += 1
        #expect(Self.problem(quote, cart) != nil)
    }
}
