extension ErrorCatalogue {
    /// What is wrong with an amount, a number, a time or an id, wherever it is read.
    static let moneyErrors: [ErrorPage] = [
        ErrorPage(
            "currency.unknown", .caller,
            "The text is not a currency code of ISO 4217.",
            .file(
                "cart.yaml",
                """
                currency: usd
                lines: []
                """),
            "Write three capital letters: USD, EUR, KRW."),
        ErrorPage(
            "decimal.dividedByZero", .caller,
            "A fraction has zero below the line.",
            .lua(#"stoa.decimal("1"):dividedBy("0", 2, "halfUp")"#),
            "Test the divisor first."),
        ErrorPage(
            "decimal.invalidDigits", .vendor,
            "A decimal was to be rounded to a number of digits that decimals do not have.",
            .lua(#"stoa.decimal("1.5"):rounded(13, "halfUp")"#),
            "Round to 0 to 12 digits."),
        ErrorPage(
            "decimal.malformed", .caller,
            "The text is not a decimal number.",
            .lua(#"stoa.decimal("1,5")"#),
            #"Write digits with a point: "1.5"."#),
        ErrorPage(
            "decimal.overflow", .caller,
            "An exact fraction grew past 128 bits.",
            .situation("A long chain of divisions by large primes."),
            "Round between the steps."),
        ErrorPage(
            "decimal.tooLarge", .caller,
            "A decimal has more than 18 digits before the point or 12 behind it.",
            .lua(#"stoa.decimal("1234567890123456789")"#),
            "Use fewer digits."),
        ErrorPage(
            "decimal.tooPrecise", .vendor,
            "The result of a plugin's arithmetic has more than 12 digits behind the point.",
            .lua(#"stoa.decimal("0.0000001") * "0.0000001""#),
            #"Round it first: value:rounded(2, "halfUp")."#),
        ErrorPage(
            "id.malformed", .caller,
            "The text is no id.",
            .request("GET /v1/orders/ord%201"),
            "Use the id as it was answered; ids have 1 to 100 letters, digits and _ - . / @ #."),
        ErrorPage(
            "money.currencyMismatch", .caller,
            "Two currencies meet in one sum or comparison, and there is no rate between them here.",
            .expression(#"money({"USD": "1.00"}) < money({"KRW": "1000"})"#),
            #"State the amount for each currency, money({"USD": "50.00", "KRW": "65000"}), or convert one side at a rate of your own."#),
        ErrorPage(
            "money.malformed", .caller,
            "The text is not an amount of money.",
            .expression(#"money({"USD": "fifty"}) < cart.subtotal"#),
            #"Write digits with a point: "50.00"."#),
        ErrorPage(
            "money.tooLarge", .caller,
            "An amount is past the limit of money, 10¹⁵ minor units.",
            .expression(#"money({"USD": "10000000000000000"}) > cart.subtotal"#),
            "Check the unit; amounts of requests are in minor units, such as cents."),
        ErrorPage(
            "money.tooPrecise", .caller,
            "An amount has more digits behind the point than its currency.",
            .expression(#"money({"USD": "5.001"}) < cart.subtotal"#),
            "Use as many digits as the currency has: two for USD, none for KRW."),
        ErrorPage(
            "money.unstatedCurrency", .merchant,
            "A calculation needs to know the currency of an amount that states none.",
            .expression(#"money("5.00") + money("6.00") > cart.subtotal"#),
            #"Name the currency in rulebook.yaml, or write money({"USD": "5.00"})."#),
        ErrorPage(
            "revenue.negative", .operator,
            "A sale, or the lifetime revenue before it, is negative.",
            .situation("A share of revenue asked for a sale of -5.00."),
            "Book a refund instead of a negative sale."),
        ErrorPage(
            "time.malformed", .caller,
            "The text is not an instant, or leaves open in which zone it is meant.",
            .request(#"POST /v1/quotes {"at": "2026-11-22 18:00", "cart": {…}}"#),
            "Write RFC 3339 with an offset: 2026-11-22T18:00:00Z."),
    ]
}
