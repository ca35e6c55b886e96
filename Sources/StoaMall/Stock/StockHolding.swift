import JSONDocument
import StoaCommerce
import StoaKernel
import StoaRules

/// Sets the pieces of an order aside, by what the book of its quote says of their stock.
///
/// What was read only finds the words and the parts: at the commit the ledger holds what is taken against the safety stock,
/// and what is owed against the limit of back-orders, so that no number of orders at once passes either.
struct StockHolding {
    private(set) var held: [ID<Transfer>] = []
    private(set) var backOrders: [Order.BackOrder] = []
    /// The shortest time that one of the articles may be held without payment; nil for the usual time.
    private(set) var reserveSeconds: Int64?

    /// - Parameter allowsBackOrder: whether the buyer takes pieces that come later.
    /// - Throws: `stock.insufficient`, `stock.limitReached`.
    init(_ quoted: Quoting.Result, allowsBackOrder: Bool, _ context: inout DecisionContext) throws(Interruption) {
        var wanted: [String: Int64] = [:]
        for line in quoted.cart.lines { wanted[line.sku ?? "", default: 0] += line.quantity }
        try StockHolding.checkLimits(quoted.quote)
        for gift in quoted.quote.gifts { wanted[gift.sku, default: 0] += gift.quantity }
        let terms = try context.stockTerms(for: quoted)
        let skus = wanted.keys.sorted()
        let accounts =
            skus.map { MallAccounts.available($0).id } + terms.filter { $0.backOrder > 0 }.map { MallAccounts.owed($0.sku).count.id }
        let balances = Dictionary(zip(accounts, try context.balances(accounts)), uniquingKeysWith: { first, _ in first })
        for sku in skus {
            let available = (balances[MallAccounts.available(sku).id] ?? nil)?.available ?? 0
            let owed = (balances[MallAccounts.owed(sku).count.id] ?? nil).map { $0.posted + $0.reservedIn } ?? 0
            let known = terms.first { $0.sku == sku }
            try hold(sku, wanted[sku] ?? 0, known, StockCount(sku: sku, available: available, owed: owed), allowsBackOrder, &context)
        }
        reserveSeconds = terms.filter { wanted[$0.sku] != nil }.compactMap(\.reserveSeconds).min()
    }

    /// How many pieces one customer may buy, as the quote found it; gifts do not count.
    private static func checkLimits(_ quote: Quote) throws(Interruption) {
        for stock in quote.stock ?? [] {
            guard let left = stock.customerLeft, stock.wanted > left else { continue }
            throw .refused(
                Refusal(
                    .conflict, code: "stock.limitReached", "the customer may buy only \(left) more of '\(stock.sku)'",
                    hint: left > 0 ? "ask for at most \(left)" : "take the article out of the cart",
                    payload: ["sku": .string(stock.sku), "left": .integer(left), "rules": .array(stock.rules.map { .string($0) })]))
        }
    }

    private mutating func hold(
        _ sku: String, _ quantity: Int64, _ terms: StockTerms?, _ count: StockCount, _ allowsBackOrder: Bool,
        _ context: inout DecisionContext
    ) throws(Interruption) {
        let free = terms?.free(count) ?? count.available
        let later = min(max(0, quantity - free), allowsBackOrder ? terms?.backOrderLeft(count) ?? 0 : 0)
        let now = quantity - later
        guard now <= free else {
            let sellable = max(0, free) + later
            throw .refused(
                Refusal(
                    .conflict, code: "stock.insufficient", "only \(sellable) of '\(sku)' can be sold now",
                    hint: "ask for at most \(sellable)", payload: ["sku": .string(sku), "available": .integer(sellable)]))
        }
        let keptBack = terms?.safety ?? 0
        if now > 0 {
            context.open(MallAccounts.sold(sku))
            held.append(
                context.transfer(
                    .reserve(from: MallAccounts.available(sku).id, to: MallAccounts.sold(sku).id, amount: now),
                    floor: keptBack > 0 ? keptBack : nil))
        }
        guard later > 0, let terms else { return }
        let owed = MallAccounts.owed(sku)
        context.open(owed.source)
        context.open(owed.count)
        held.append(context.transfer(.reserve(from: owed.source.id, to: owed.count.id, amount: later), ceiling: terms.backOrder))
        backOrders.append(.init(sku: sku, quantity: later, keptBack: keptBack))
    }
}

extension DecisionContext {
    /// What the quote's book says of every article of an order, its gifts included.
    fileprivate mutating func stockTerms(for quoted: Quoting.Result) throws(Interruption) -> [StockTerms] {
        guard quoted.rulebook.hasStockRules else { return [] }
        var cart = quoted.cart
        let known = Set(cart.lines.compactMap(\.sku))
        let gifts = quoted.quote.gifts.map(\.sku).filter { !known.contains($0) }
        let products = try find(gifts.map { Product.id(of: $0) }, .pinned)
        for (sku, product) in zip(gifts, products) { cart.lines.append(Cart.Line(gift: sku, product?.value, in: cart.currency)) }
        return quoted.rulebook.stockTerms(for: cart, at: quoted.input.at)
    }
}

extension Cart.Line {
    /// A piece of a product as conditions over products see it; of one that is not listed only its SKU is known.
    init(gift sku: String, _ product: Product?, in currency: Currency) {
        self.init(
            id: "gift:\(sku)", sku: sku, quantity: 0, unitPrice: product?.prices[currency.code] ?? 0, category: product?.category,
            attributes: product?.attributes, seller: product?.seller.text, taxClass: product?.taxClass,
            discountable: product?.discountable)
    }
}
