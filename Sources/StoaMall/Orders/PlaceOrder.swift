import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// `order.place`: buys a cart at the total that was shown, or says what changed. Its stock, its uses of limited rules and the points
/// that pay for it are held until the order is paid or cancelled.
struct PlaceOrder: Operation {
    let quoting: Quoting

    struct Input: Codable, Sendable, SchemaDescribed {
        let cart: CartInput
        let codes: [String]?
        let tenders: [Order.Tender]
        let selectedShipping: String?
        let expectedTotal: Int64
        let expectedGifts: [Quote.Gift]?
        let backOrder: Bool?

        static let schema = Schema.object(
            title: "OrderRequest",
            fields: [
                .required("cart", CartInput.schema, "what is bought"),
                .optional("codes", codesSchema, "coupon codes"),
                .required("tenders", .array(of: tenderSchema, minItems: 0, maxItems: 8), "how it is paid; the amounts add up to the total"),
                .optional("selectedShipping", .string(minLength: 1, maxLength: 60), "a shipping method of the channel"),
                .required(
                    "expectedTotal", .integer(minimum: 0, maximum: Money.amountMax),
                    "the total of the quote that was shown, in minor units"),
                .optional(
                    "expectedGifts", .array(of: Quote.giftSchema, maxItems: 100),
                    "the gifts of the quote that was shown; when they are stated, an order that brings others is refused"),
                .optional("backOrder", .boolean(), "whether pieces that come later are taken; true when absent"),
            ])

        private static let tenderSchema = Schema.object(
            title: "Tender",
            fields: [
                .required("kind", .oneOf(Order.Tender.Kind.self)),
                .required("amount", .integer(minimum: 1, maximum: Money.amountMax), "minor units"),
                .optional("token", .string(minLength: 1, maxLength: 200), "the provider's token; never a card number"),
            ])
    }

    let definition = OperationDefinition(
        "order.place", .command, "Places an order at the total that was quoted.",
        roles: ["admin", "support", "customer"], route: .init(.post, "/v1/orders"), events: ["order.placed"],
        errors: [
            "quote.changed", "order.tenderMismatch", "order.needsChannel", "order.needsCustomer", "stock.insufficient",
            "stock.limitReached",
            "payment.cardNumberRefused", "points.insufficient", "points.worthless", "points.uneven",
        ], creates: true)

    /// How long an order may stay unpaid before its stock is given back, where no rule says otherwise.
    static let unpaidSecondsMax: Int64 = 24 * 3600

    static func expiryTimer(_ order: ID<Order>) -> String { "order.expire/\(order)" }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> OrderView {
        try refuseCardNumbers(input.tenders)
        var cart = input.cart
        cart.selectedShipping = input.selectedShipping ?? cart.selectedShipping
        let stocked = Set((cart.lines ?? []).compactMap(\.sku)).sorted().map { MallAccounts.available($0).id }
        let quoted = try quoting.quote(cart, codes: input.codes ?? [], expecting: stocked, &context)
        let total = quoted.quote.totals.total
        try check(input, against: quoted.quote)
        guard let channel = quoted.channel, quoted.cart.lines.allSatisfy({ quoted.products[$0.sku ?? ""] != nil }) else {
            throw .refused(
                Refusal(
                    .invalid, code: "order.needsChannel", "an order needs a channel and lines by SKU",
                    hint: "simulated carts can only be quoted"))
        }
        guard let buyer = quoted.cart.customer?.id else {
            throw .refused(Refusal(.invalid, code: "order.needsCustomer", "an order needs a customer", hint: "set cart.customer.id"))
        }
        if quoted.isFromFolder { try quoting.rulebooks.keepFolder(&context) }
        let customer = ID<Customer>(trusted: buyer)
        let id = context.newID(Order.self)
        let stock = try StockHolding(quoted, allowsBackOrder: input.backOrder ?? true, &context)
        var held = stock.held + redeem(quoted, &context)
        let paying = try context.holdPoints(
            for: input.tenders, of: customer, at: quoted.rulebook.settings, in: quoted.quote.currency)
        held += paying?.held ?? []
        held += try context.promisePoints(of: quoted.quote.points(besides: paying?.payment), to: customer)
        let order = Order(
            id: id, customer: customer, channel: channel.id, currency: quoted.quote.currency, lines: lines(of: quoted),
            quote: quoted.quote, tenders: input.tenders, placedAt: context.now,
            reservations: held.map { ID(trusted: $0.text) }, redemptions: quoted.redemptions,
            backOrders: stock.backOrders, heldUntil: stock.reserveSeconds.map { context.now.advanced(bySeconds: $0) },
            pointPayment: paying?.payment)
        try context.create(order)
        try context.keepEvidence(of: order, quoted.input)
        context.emit(
            "order.placed", about: id,
            [
                "order": .string(id.text), "customer": .string(customer.text), "total": .integer(total),
                "currency": .string(order.currency.code),
            ])
        context.schedule(
            PlaceOrder.expiryTimer(id), at: context.now.advanced(bySeconds: stock.reserveSeconds ?? PlaceOrder.unpaidSecondsMax),
            run: "order.expire",
            with: ["id": .string(id.text)])
        return OrderView(order, for: context.actor)
    }

    private func check(_ input: Input, against quote: Quote) throws(Interruption) {
        let total = quote.totals.total
        guard total == input.expectedTotal else {
            throw PlaceOrder.changed(quote, "the total is now \(total), not \(input.expectedTotal)")
        }
        if let gifts = input.expectedGifts, Set(gifts) != Set(quote.gifts) {
            throw PlaceOrder.changed(quote, "the gifts are not those that were shown")
        }
        let tendered = input.tenders.reduce(Int64(0)) { $0 &+ $1.amount }
        guard tendered == total else {
            throw .refused(
                Refusal(
                    .invalid, code: "order.tenderMismatch", "the tenders add up to \(tendered), the total is \(total)",
                    hint: "make the tenders' amounts add up to the total"))
        }
    }

    private static func changed(_ quote: Quote, _ message: String) -> Interruption {
        .refused(
            Refusal(
                .conflict, code: "quote.changed", message, hint: "show the new quote and ask again",
                payload: ["quote": (try? JSONValueEncoder().encode(quote)) ?? .null]))
    }

    /// PCI DSS: what looks like a card number is not stored, not even in a journal.
    private func refuseCardNumbers(_ tenders: [Order.Tender]) throws(Interruption) {
        for tender in tenders where tender.token.map(CardNumber.looksLike) ?? false {
            throw .refused(
                Refusal(
                    .invalid, code: "payment.cardNumberRefused", "a card number must not be sent here",
                    hint: "send the token your payment provider gave you"))
        }
    }

    private func lines(of quoted: Quoting.Result) -> [Order.Line] {
        zip(quoted.cart.lines, quoted.quote.lines).compactMap { line, priced in
            guard let product = quoted.products[line.sku ?? ""] else { return nil }
            return Order.Line(
                id: line.id, product: product.value.id, productVersion: product.version, sku: product.value.sku,
                seller: product.value.seller, quantity: line.quantity,
                unitPrice: priced.price?.unitPrice ?? line.unitPrice, total: priced.total)
        }
    }

    /// One reservation a counter. An order that comes too late for what its quote counted on is refused by the ledger,
    /// and decided again: then the quote itself has changed.
    private func redeem(_ quoted: Quoting.Result, _ context: inout DecisionContext) -> [ID<Transfer>] {
        quoted.redemptions.map { redemption in
            let accounts = MallAccounts.counter(redemption.counter, of: quoted.cart.customer?.id, quoted.cart.currency)
            context.open(accounts.source)
            context.open(accounts.count)
            return context.transfer(
                .reserve(from: accounts.source.id, to: accounts.count.id, amount: redemption.amount), ceiling: redemption.counter.ceiling)
        }
    }
}
