extension ErrorCatalogue {
    /// Why a cart could not be quoted.
    static let quoteErrors: [ErrorPage] = [
        ErrorPage(
            "cart.duplicateLine", .caller,
            "Two lines of the cart have the same id.",
            .request(
                """
                POST /v1/quotes {"cart": {"channel": "web", "lines": [{"id": "1", "sku": "mugs-001", "quantity": 1}, {"id": "1", \
                "sku": "mugs-002", "quantity": 1}]}}
                """),
            "Give every line an id of its own, or leave the ids out."),
        ErrorPage(
            "quote.amountTooLarge", .caller,
            "The cart, or one line of it, is worth more than an amount can say.",
            .file(
                "cart.yaml",
                """
                currency: USD
                lines: [ { id: "1", quantity: 1000000, unitPrice: 1000000000000000 } ]
                """),
            "Check the unit: prices are in minor units, such as cents."),
        ErrorPage(
            "quote.cartMalformed", .caller,
            "The cart contradicts itself: a line or a shipping method twice, a negative price, a tax rate that is no percentage.",
            .file(
                "cart.yaml",
                """
                currency: USD
                lines: [ { id: "1", quantity: 1, unitPrice: 900 }, { id: "1", quantity: 1, unitPrice: 700 } ]
                """),
            "Correct what the message names."),
        ErrorPage(
            "quote.changed", .caller,
            """
            The total is not the one the customer was shown, because a price, a rule or a budget changed in between; nothing was \
            bought.
            """,
            .request(#"POST /v1/orders {"expectedTotal": 5700, …}"#),
            "Show the new quote, which this answer carries in 'quote', and ask the customer again."),
        ErrorPage(
            "quote.currencyMismatch", .caller,
            "The cart names another currency than its channel sells in.",
            .request(#"POST /v1/quotes {"cart": {"channel": "web", "currency": "KRW", "lines": []}}"#),
            "Leave the currency out, or use the channel's."),
        ErrorPage(
            "quote.factsNotAllowed", .caller,
            "A cart from outside states prices or customer facts, which come from the store.",
            .request(#"POST /v1/quotes {"cart": {"channel": "web", "lines": [{"sku": "mugs-001", "quantity": 1, "unitPrice": 1}]}}"#),
            "Send sku and quantity only, or use a key with the scope quote.simulate."),
        ErrorPage(
            "quote.quantityOutOfRange", .caller,
            "A line has a negative quantity, or one past the limit.",
            .situation("A cart built by a program, with -1 mugs."),
            "Use a whole number from 0 to the limit in the hint."),
        ErrorPage(
            "quote.tooManyCodes", .caller,
            "More than 32 codes were entered for one cart.",
            .command("stoa quote --rules rules --cart cart.json --code A --code B …"),
            "Send the codes that the buyer entered, not all that exist."),
        ErrorPage(
            "quote.tooManyLines", .caller,
            "The cart has more lines than one quote may have.",
            .situation("A cart of an embedding program with more than a thousand lines."),
            "Join lines of the same article by quantity, or split the cart."),
    ]
}
