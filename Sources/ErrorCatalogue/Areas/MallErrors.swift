extension ErrorCatalogue {
    /// What the mall's commands refuse: orders, payments, refunds, products, channels, customers.
    static let mallErrors: [ErrorPage] = [
        ErrorPage(
            "approvalTask.notFound", .caller,
            "There is no approval task of this id that you could see.",
            .request("GET /v1/tasks/tsk_none"),
            "List the open tasks with GET /v1/tasks."),
        ErrorPage(
            "channel.exists", .caller,
            "There is a channel of this id already.",
            .request(#"POST /v1/channels {"id": "web", …}"#),
            "Use another id, or the channel that is there."),
        ErrorPage(
            "channel.notActive", .caller,
            "The channel is not open for sales now.",
            .request(#"POST /v1/quotes {"cart": {"channel": "old-shop", "lines": []}}"#),
            "Use an active channel."),
        ErrorPage(
            "channel.notFound", .caller,
            "There is no channel of this id.",
            .request(#"POST /v1/quotes {"cart": {"channel": "wep", "lines": []}}"#),
            "Use the id of one of your channels."),
        ErrorPage(
            "customer.notFound", .caller,
            "There is no customer of this id, or it is not the one you act for.",
            .request(#"POST /v1/quotes {"cart": {"channel": "web", "customer": {"id": "cus_none"}, "lines": []}}"#),
            "Register the customer first with POST /v1/customers."),
        ErrorPage(
            "effectOutcome.intentTaken", .operator,
            "The outcome of this effect was recorded already by another host.",
            .situation("Two hosts answer for one payment after a lease ran out."),
            "Nothing: the first outcome stands."),
        ErrorPage(
            "hookMessage.messageTaken", .operator,
            "A webhook with this message id was stored a moment ago by another host.",
            .situation("Two hosts receive the same message at once."),
            "Nothing: the message is stored once, and the sender gets the first answer when it tries again."),
        ErrorPage(
            "inboundHook.notFound", .operator,
            "A stored message names an address for webhooks that does not exist any more.",
            .situation("A message for the hook 'bank', after the database was restored to a time before the hook was made."),
            "Open the hook again with POST /v1/webhooks/hooks."),
        ErrorPage(
            "order.illegalTransition", .caller,
            "The order is in a state that does not lead to the one asked for.",
            .request(#"POST /v1/orders/ord_1/cancellation {"reason": "again"}"#),
            "Read the order; the hint lists the states it can go to from here."),
        ErrorPage(
            "order.needsChannel", .caller,
            "An order needs a channel and lines by SKU; the cart has prices of its own.",
            .request(#"POST /v1/orders {"cart": {"currency": "USD", "lines": [{"quantity": 1, "unitPrice": 900}]}, …}"#),
            "Name the channel, and the articles by sku. Carts with stated prices can be quoted, not ordered."),
        ErrorPage(
            "order.needsCustomer", .caller,
            "Nobody is named who buys.",
            .request(#"POST /v1/orders {"cart": {"channel": "web", "lines": [{"sku": "mugs-001", "quantity": 1}]}, …}"#),
            "Set cart.customer.id, or order with the customer's own key."),
        ErrorPage(
            "coupon.alreadyIssued", .caller,
            "An order brings its customer codes of a campaign once, and it did.",
            .request(#"POST /v1/coupons/welcome-codes/tickets {"order": "ord_1"}"#),
            "Look at GET /v1/customers/{customer}/coupons; to give another one, name the customer instead of the order."),
        ErrorPage(
            "coupon.attemptsUsedUp", .caller,
            "A customer, or somebody at the same address, gave more codes that were refused than is borne in ten minutes. Until these have passed no code of theirs is looked at, and every one is refused in the usual words. Journals and the staff see this code, buyers never do.",
            .request("GET /v1/customers/cus_1/coupon-attempts"),
            "Wait until the instant in 'until'."),
        ErrorPage(
            "coupon.conditionUnmet", .caller,
            "The condition under which the campaign issues codes does not hold for this customer and order. What is not named, or not known, does not hold.",
            .request(#"POST /v1/coupons/thank-you/tickets {"customer": "cus_1"}"#),
            "Name the customer, and the order where 'issue: { when: … }' of the campaign asks for one."),
        ErrorPage(
            "coupon.exhausted", .caller,
            "The campaign has not as many codes left as are asked for. Codes are exported from the lowest serial number up and issued from the highest down; where both meet it ends.",
            .request(#"POST /v1/coupons/welcome-codes/tickets {"count": 100}"#),
            "Ask for fewer, or raise 'count' of the campaign and publish the rules."),
        ErrorPage(
            "coupon.notForCustomer", .caller,
            "The campaign's codes are for other customers.",
            .request(#"POST /v1/coupons/welcome-codes/tickets {"customer": "cus_1"}"#),
            "Issue to a customer whom 'issue: { to: … }' of the campaign names, or who is in one of its segments."),
        ErrorPage(
            "coupon.notFound", .caller,
            "The rulebook in force has no campaign of generated codes of this name.",
            .request(#"POST /v1/coupons/launch-code/tickets {}"#),
            "Use the id of a rule of kind Coupon with 'type: pool', and publish it first."),
        ErrorPage(
            "coupon.unusable", .caller,
            "The code cannot be used, or is not yours to ask about. Whether it was mistyped, forged, used, is expired or somebody else's is not told.",
            .request(#"POST /v1/coupons/lookup {"code": "ABCDE-FGHJK-MNPQR-STVWX-YZ234"}"#),
            "Copy the code anew. The staff sees more."),
        ErrorPage(
            "coupon.used", .caller,
            "The code was used by an order that is paid, and what is used stays used.",
            .request(#"POST /v1/coupons/welcome-codes/revocations {"serial": 7, "reason": "printed twice"}"#),
            "Cancel the order that used it: a full cancel gives the use back, and then the code can be revoked."),
        ErrorPage(
            "points.exceedsSpent", .caller,
            "More points should be given back than were spent, less those that were given back before.",
            .request(#"POST /v1/points/spendings/pts_1/returns {"points": 500, "reason": "not delivered"}"#),
            "Give back as many as the hint says, or leave 'points' out for all of them."),
        ErrorPage(
            "points.insufficient", .caller,
            "The customer has not so many points. Points of orders that are not paid yet, points that such orders are paid with, and points whose time is over do not count.",
            .request(#"POST /v1/customers/cus_1/points/spendings {"points": 500, "reason": "a mug"}"#),
            "Ask for fewer; GET /v1/customers/{customer}/points tells how many there are."),
        ErrorPage(
            "points.uneven", .caller,
            "A tender of points is an amount that no whole number of points pays.",
            .situation("A tender { kind: mileage, amount: 101 } where the rulebook says worth: { point: \"0.05\" }."),
            "Pay the amount that the hint names with points, and the rest by another tender."),
        ErrorPage(
            "points.worthless", .caller,
            "An order is to be paid with points, and the rulebook does not say what a point pays for in the order's currency.",
            .situation("A tender { kind: mileage, amount: 500 }, and a rulebook.yaml without worth: { point: … }."),
            "Pay by another tender; or state worth: { point: \"0.01\" } in rulebook.yaml."),
        ErrorPage(
            "pointSpending.notFound", .caller,
            "There is no spending of points of this id.",
            .request(#"POST /v1/points/spendings/pts_none/returns {"reason": "not delivered"}"#),
            "Use the id that POST /v1/customers/{customer}/points/spendings answered."),
        ErrorPage(
            "order.notFound", .caller,
            "There is no order of this id that you could see; another tenant's or customer's orders do not exist for you.",
            .request("GET /v1/orders/ord_none"),
            "Check the id, and with whose key you ask."),
        ErrorPage(
            "order.refundFirst", .caller,
            "The order is paid, so cancelling it would keep the money.",
            .request(#"POST /v1/orders/ord_1/cancellation {"reason": "changed my mind"}"#),
            "Refund what was paid with POST /v1/orders/{id}/refunds, then cancel."),
        ErrorPage(
            "order.tenderMismatch", .caller,
            "The tenders do not add up to the total of the order.",
            .request(#"POST /v1/orders {"expectedTotal": 5700, "tenders": [{"kind": "card", "amount": 5000, "token": "tok_1"}], …}"#),
            "Let the amounts of the tenders add up to the total, to the cent."),
        ErrorPage(
            "payment.amountMismatch", .caller,
            "The payment is not the total of the order, in its currency.",
            .request(#"POST /v1/payments {"order": "ord_1", "amount": {"amount": 5000, "currency": "USD"}, …}"#),
            "Capture the whole total at once."),
        ErrorPage(
            "payment.cardNumberRefused", .caller,
            "A tender's token looks like a card number, which must never reach us.",
            .request(#"POST /v1/orders {"tenders": [{"kind": "card", "amount": 5700, "token": "4111111111111111"}], …}"#),
            "Send the token that your payment provider gave you for the card."),
        ErrorPage(
            "product.notForSale", .caller,
            "The product is not listed in this channel, or has no price in its currency.",
            .request(#"POST /v1/quotes {"cart": {"channel": "app-kr", "lines": [{"sku": "mugs-001", "quantity": 1}]}}"#),
            "List the product in the channel and state a price with POST /v1/products."),
        ErrorPage(
            "product.notFound", .caller,
            "There is no product with this SKU.",
            .request(#"POST /v1/quotes {"cart": {"channel": "web", "lines": [{"sku": "mug-001", "quantity": 1}]}}"#),
            "Correct the SKU; GET /v1/products lists them."),
        ErrorPage(
            "product.notYours", .caller,
            "The product belongs to another seller.",
            .request(#"POST /v1/stock {"sku": "mugs-001", "quantity": 5}"#),
            "Use the key of the seller whose product it is, or choose another SKU."),
        ErrorPage(
            "promotion.notFound", .caller,
            "The rulebook in force has no promotion or campaign of this name, or it is another seller's.",
            .request("GET /v1/promotions/spring/usage"),
            "Use the id that stands in the rule's file."),
        ErrorPage(
            "promotion.notLimited", .caller,
            "The promotion has no limits, so that nothing is counted for it.",
            .request("GET /v1/promotions/shirts-3-for-2/usage"),
            "Ask about a rule with 'limits', or look at the journal."),
        ErrorPage(
            "refund.currencyMismatch", .caller,
            "The refund is in another currency than the payment.",
            .request(#"POST /v1/orders/ord_1/refunds {"amount": {"amount": 1000, "currency": "KRW"}, "reason": "broken"}"#),
            "Refund in the currency of the order."),
        ErrorPage(
            "refund.exceedsPaid", .caller,
            "The refund is more than what is left of the payment; refunds never add up to more than was paid.",
            .request(#"POST /v1/orders/ord_1/refunds {"amount": {"amount": 999999, "currency": "USD"}, "reason": "broken"}"#),
            "Refund at most what the hint says is left."),
        ErrorPage(
            "refund.notPaid", .caller,
            "Nothing was paid for the order yet.",
            .request(#"POST /v1/orders/ord_1/refunds {"amount": {"amount": 1000, "currency": "USD"}, "reason": "too late"}"#),
            "Cancel the order instead."),
        ErrorPage(
            "refund.notPositive", .caller,
            "The refund is zero or less.",
            .request(#"POST /v1/orders/ord_1/refunds {"amount": {"amount": 0, "currency": "USD"}, "reason": "broken"}"#),
            "Ask for more than zero minor units."),
        ErrorPage(
            "return.cancelled", .caller,
            "The order was cancelled, so its goods went back already.",
            .request(#"POST /v1/orders/ord_1/returns {"lines": [{"line": "1", "quantity": 1}], "reason": "too small"}"#),
            "Look at the order; a cancelled one has nothing left to return."),
        ErrorPage(
            "return.exceedsBought", .caller,
            "More would come back than was bought and is not back already.",
            .request(#"POST /v1/orders/ord_1/returns {"lines": [{"line": "1", "quantity": 9}], "reason": "too small"}"#),
            "Return at most what the hint says; GET /v1/orders/{id} shows what came back."),
        ErrorPage(
            "return.unknownLine", .caller,
            "The order has no such line, or gave no such gift.",
            .request(#"POST /v1/orders/ord_1/returns {"lines": [{"line": "9", "quantity": 1}], "reason": "too small"}"#),
            "Use the ids of the order's lines, and the SKUs of its gifts."),
        ErrorPage(
            "seller.exists", .caller,
            "There is a seller of this id already.",
            .request(#"POST /v1/sellers {"id": "sel_acme", "name": "Acme"}"#),
            "Use another id, or the seller that is there."),
        ErrorPage(
            "stock.insufficient", .caller,
            "Fewer pieces can be sold now than the order asks for; none was reserved.",
            .request(#"POST /v1/orders {"cart": {"channel": "web", "lines": [{"sku": "mugs-001", "quantity": 600}]}, …}"#),
            "Ask for at most 'available', which this answer names."),
        ErrorPage(
            "stock.limitReached", .caller,
            "A Stock rule limits how many pieces of the article one customer may buy in a period, and the order asks for more.",
            .situation("'perCustomer: { quantity: 2, every: month }', and a third piece in November."),
            "Ask for at most 'left', which this answer names, or wait for the next period."),
        ErrorPage(
            "webhookDelivery.notFound", .caller,
            "There is no delivery of this id.",
            .request("POST /v1/webhooks/deliveries/whd_none/replay"),
            "List the deliveries with GET /v1/webhooks/deliveries."),
        ErrorPage(
            "webhookEndpoint.notFound", .operator,
            "A delivery belongs to an endpoint that does not exist any more.",
            .situation("A delivery that is sent again after the database was restored to a time before its endpoint was subscribed."),
            "Subscribe the URL anew with POST /v1/webhooks/endpoints."),
        ErrorPage(
            "workflowInstance.notFound", .caller,
            "There is no workflow instance of this id.",
            .request("GET /v1/workflows/instances/wfi_none"),
            "Use the 'instance' of the answer 202 that told you of the approval."),
    ]
}
