extension ErrorCatalogue {
    /// What a receipt that was reckoned again can come to, and a backtest.
    static let receiptErrors: [ErrorPage] = [
        ErrorPage(
            "receipt.altered", .caller,
            "A part of the receipt is not what it was when its digest was made, or the digest is not the one that the journal noted.",
            .situation("A quantity in 'input' was changed from 1 to 2 after the export."),
            "Export the receipt again; if the digest differs still, compare it with the note 'receipt' of the order's journal entry."),
        ErrorPage(
            "receipt.differs", .caller,
            "A number or a name in the receipt does not follow from its input by its rules.",
            .situation("A receipt whose quote says that a line costs 1700, and whose rules come to 1800."),
            "Look at 'recorded' and 'reckoned' at the place that is named; export the receipt again."),
        ErrorPage(
            "receipt.malformed", .caller,
            "The receipt lacks a part, has one too many, or one of the wrong kind.",
            .situation("A receipt from which 'input' was removed."),
            "Export the receipt again, and keep the file as it is."),
        ErrorPage(
            "receipt.notKept", .caller,
            "The order was placed by a version of Stoa that did not keep what its price follows from.",
            .request("GET /v1/orders/ord_1/receipt"),
            "Nothing mends it for this order; orders placed from now on have receipts."),
        ErrorPage(
            "receipt.otherEngine", .caller,
            "The order was quoted by an engine that reads rules otherwise than this one.",
            .situation("A receipt with \"semantics\": 1, verified by a stoa whose semantics are 2."),
            "Verify it with a version of stoa that has the semantics of the receipt."),
        ErrorPage(
            "receipt.otherRulebook", .caller,
            "The rules, enclosed or named with --rules, are not those whose hash the receipt names.",
            .command("stoa receipt verify receipt.json --rules rules-of-today"),
            "Get the files of the version that is named: GET /v1/rulebooks/{hash}."),
        ErrorPage(
            "receipt.rulesMissing", .caller,
            "The receipt does not enclose its rules, and no folder was named.",
            .command("stoa receipt verify receipt-of-a-list.json"),
            "Name a folder that holds them with --rules, or export the receipt alone with GET /v1/orders/{id}/receipt."),
        ErrorPage(
            "receipt.rulesUnreadable", .caller,
            "The rules are those of the receipt, but this version of Stoa does not compile them.",
            .situation("Rules that use a field which a later version removed."),
            "Verify it with the version of stoa that placed the order."),
        ErrorPage(
            "receipt.unknownFormat", .caller,
            "The file is no receipt, or one of another form than stoa/receipt/1.",
            .command("stoa receipt verify cart.json"),
            "Export one with GET /v1/orders/{id}/receipt; a later form needs a later stoa."),
        ErrorPage(
            "simulate.totalTooLarge", .merchant,
            "The orders of a backtest add up to more than 64 bits hold, and a rounded total would be a wrong one.",
            .situation("Ten thousand orders of 10,000,000,000,000.00 each."),
            "Check the unit: amounts are in minor units. Otherwise simulate the orders in parts."),
    ]
}
