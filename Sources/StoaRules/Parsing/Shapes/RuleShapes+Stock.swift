import JSONDocument
import StoaCommerce

extension RuleShapes {
    static let stock = file(
        "Stock", "what is kept back, sold ahead, and sold to one customer",
        [
            .required("id", id), .optional("title", localized),
            .optional("lines", condition(over: "line, channel, customer's segments and now"), "which articles; all when absent"),
            .optional("channels", texts), .optional("active", windows),
            .optional("safety", .integer(minimum: 1, maximum: Int64(RuleLimits.piecesMax)), "pieces that are kept back from sale"),
            .optional(
                "backOrder", .integer(minimum: 0, maximum: Int64(RuleLimits.piecesMax)), "pieces that may be sold before they are there"),
            .optional("perCustomer", customerLimit.schema, "pieces of an article that one customer may buy"),
            .optional("reserve", duration, "how long an unpaid order holds its pieces, PT1M to P30D"),
        ])

    static let customerLimit = MappingShape(
        "pieces of an article that one customer may buy",
        [.required("quantity", quantity), .optional("every", .oneOf(StockRule.Period.self), "by the rulebook's zone; ever when absent")])

    private static let duration = Schema.string(
        pattern: "^P([0-9]{1,4}D)?(T([0-9]{1,6}H)?([0-9]{1,8}M)?)?$", description: "such as PT30M, PT12H or P2D")

    // MARK: Tests

    static let stockTest = MappingShape(
        "an article in a cart, and what an order of it comes to",
        [
            .required("name", .string(), "what the test shows"), .required("line", cartLine.schema),
            .required("stock", stockCount.schema, "what is there"),
            .optional("bought", minorUnits, "pieces that the customer bought of it before"),
            .optional("channel", .string()), .optional("currency", currency, "the rulebook's, or USD, when absent"),
            .optional("customer", .reference(to: "CUSTOMER")), .optional("at", instant, "2026-01-01T00:00:00Z when absent"),
            .required("expect", stockExpectation.schema),
        ])
    static let stockCount = MappingShape(
        "what the ledger holds", [.required("available", minorUnits), .optional("owed", minorUnits, "sold before it was there")])
    static let stockExpectation = MappingShape(
        "what it comes to, in pieces; only what is named is compared",
        [
            .optional("fromStock", minorUnits), .optional("backOrdered", minorUnits), .optional("short", minorUnits, "that are refused"),
            .optional("customerLeft", minorUnits, "that the customer may still buy"), .optional("reserve", duration),
        ])
}
