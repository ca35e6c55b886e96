import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// A cart with every fact a rule may read, taken from the store, or from the caller in a simulation.
struct CartFacts {
    var cart: Cart
    let channel: Channel?
    let products: [String: Versioned<Product>]
    /// Whether what rules know of the buyer is from the store, and not from the caller.
    let isBuyerStored: Bool

    /// The scope that lets a caller state prices and customer facts.
    static let simulationScope = "quote.simulate"

    init(_ input: CartInput, at instant: Instant?, _ context: inout DecisionContext) throws(Interruption) {
        try CartFacts.checkSimulation(input, at: instant, context.actor)
        let channel = try CartFacts.channel(input.channel, &context)
        let currency = try CartFacts.currency(input.currency, channel)
        guard let inputLines = input.lines, !inputLines.isEmpty else { throw CartFacts.missing("lines", "send at least one line") }
        products = try CartFacts.products(of: inputLines, &context)
        self.channel = channel
        let stated = input.customer
        isBuyerStored = stated?.tier == nil && stated?.segments == nil && stated?.orders == nil
        cart = Cart(
            currency: currency, channel: channel?.id.text, pricesInclude: input.pricesInclude ?? channel?.pricesInclude,
            payment: input.payment, selectedShipping: input.selectedShipping,
            customer: try CartFacts.buyer(input.customer, &context),
            lines: try CartFacts.lines(inputLines, currency, channel, products), shipping: input.shipping ?? channel?.shipping)
    }

    private static func checkSimulation(_ input: CartInput, at instant: Instant?, _ actor: Actor) throws(Interruption) {
        let buyer = input.customer
        let statesFacts =
            instant != nil || input.shipping != nil || input.pricesInclude != nil || buyer?.tier != nil || buyer?.segments != nil
            || buyer?.orders != nil || (input.lines ?? []).contains { $0.statesFacts || $0.sku == nil }
        if statesFacts { try requireSimulation(actor) }
    }

    /// - Throws: `quote.factsNotAllowed` for a caller that may not state prices, customer facts and instants.
    static func requireSimulation(_ actor: Actor) throws(Interruption) {
        guard !actor.roles.contains(simulationScope) else { return }
        throw .refused(
            Refusal(
                .forbidden, code: "quote.factsNotAllowed", "prices and customer facts come from the store",
                hint: "send sku and quantity only, or use a key with the scope \(simulationScope)"))
    }

    static func channel(_ id: String?, _ context: inout DecisionContext) throws(Interruption) -> Channel? {
        guard let id else { return nil }
        let channel = try context.get(ID<Channel>(trusted: id), .pinned).value
        guard channel.state == .active else {
            throw .refused(Refusal(.conflict, code: "channel.notActive", "the channel \(id) is \(channel.state.rawValue)"))
        }
        return channel
    }

    static func currency(_ stated: Currency?, _ channel: Channel?) throws(Interruption) -> Currency {
        guard let currency = stated ?? channel?.currency else {
            throw CartFacts.missing("channel", "name the channel you sell through")
        }
        if let channel, currency != channel.currency {
            throw .refused(
                Refusal(
                    .invalid, code: "quote.currencyMismatch", "the channel \(channel.id) sells in \(channel.currency), not \(currency)",
                    hint: "leave currency out, or use \(channel.currency)"))
        }
        return currency
    }

    private static func products(
        of lines: [CartInput.Line], _ context: inout DecisionContext
    ) throws(Interruption) -> [String: Versioned<Product>] {
        let skus = Set(lines.filter { !$0.statesFacts }.compactMap(\.sku)).sorted()
        let found = try context.find(skus.map(Product.id(of:)), .pinned)
        var products: [String: Versioned<Product>] = [:]
        for (sku, product) in zip(skus, found) {
            guard let product else {
                throw .refused(Refusal(.notFound, code: "product.notFound", "there is no product with the SKU '\(sku)'"))
            }
            products[sku] = product
        }
        return products
    }

    static func buyer(_ stated: Cart.Buyer?, _ context: inout DecisionContext) throws(Interruption) -> Cart.Buyer? {
        let actor = context.actor
        if actor.kind == .customer, let id = stated?.id, id != actor.id {
            throw .refused(Refusal(.notFound, code: "customer.notFound", "there is no customer \(id)"))
        }
        guard let id = actor.kind == .customer ? actor.id : stated?.id else { return stated }
        if stated?.tier != nil || stated?.segments != nil || stated?.orders != nil { return stated }
        let customer = try context.get(ID<Customer>(trusted: id), .pinned).value
        return Cart.Buyer(id: id, segments: customer.segments, tier: customer.tier, orders: customer.orderCount)
    }

    private static func lines(
        _ lines: [CartInput.Line], _ currency: Currency, _ channel: Channel?, _ products: [String: Versioned<Product>]
    ) throws(Interruption) -> [Cart.Line] {
        var result: [Cart.Line] = []
        var ids: Set<String> = []
        for (index, line) in lines.enumerated() {
            let id = line.id ?? String(index + 1)
            guard ids.insert(id).inserted else {
                throw .refused(Refusal(.invalid, code: "cart.duplicateLine", "two lines have the id '\(id)'"))
            }
            guard let sku = line.sku, let product = products[sku]?.value else {
                result.append(try simulated(line, id))
                continue
            }
            result.append(try sold(product, line, id, currency, channel))
        }
        return result
    }

    static func sold(
        _ product: Product, _ line: CartInput.Line, _ id: String, _ currency: Currency, _ channel: Channel?
    ) throws(Interruption) -> Cart.Line {
        let isListed = channel.map { product.channels.contains($0.id) } ?? true
        guard product.state == .open, isListed, let price = product.prices[currency.code] else {
            throw .refused(
                Refusal(.invalid, code: "product.notForSale", "'\(product.sku)' is not for sale here in \(currency)"))
        }
        return Cart.Line(
            id: id, sku: product.sku, quantity: line.quantity, unitPrice: price, category: product.category,
            attributes: product.attributes, seller: product.seller.text, floor: product.floors[currency.code],
            cost: product.costs[currency.code], taxClass: product.taxClass, discountable: product.discountable)
    }

    private static func simulated(_ line: CartInput.Line, _ id: String) throws(Interruption) -> Cart.Line {
        guard let price = line.unitPrice else { throw missing("unitPrice", "state a unitPrice for a line without a known SKU") }
        return Cart.Line(
            id: id, sku: line.sku, quantity: line.quantity, unitPrice: price, category: line.category,
            attributes: line.attributes, seller: line.seller, floor: line.floor, cost: line.cost, taxClass: line.taxClass,
            discountable: line.discountable, onSale: line.onSale)
    }

    private static func missing(_ field: String, _ hint: String) -> Interruption {
        .refused(Refusal(.invalid, code: "input.missingField", "'\(field)' is missing", hint: hint))
    }
}
