import JSONDocument
import StoaCommerce

extension RuleShapes {
    /// The file itself, whatever stands in its list.
    static let tests = MappingShape(
        "tests beside a rule",
        [
            .required(
                "tests",
                .array(
                    of: .anyOf(
                        [
                            promotionTest, tableTest, failingTableTest, segmentTest, taxTest, failingTaxTest, commissionTest,
                            failingCommissionTest, permissionTest, stockTest, retentionTest, milestoneTest, tierTest,
                        ]
                        .map(\.schema)),
                    maxItems: RuleLimits.listMax))
        ])

    private static let testName = SchemaField.required("name", .string(), "what the test shows")
    private static let at = SchemaField.optional("at", instant, "2026-01-01T00:00:00Z when absent")
    private static let error = SchemaField.required("error", .string(), "the code of the error that is expected")

    // MARK: Beside promotions, and rules that carry no tests of their own

    static let promotionTest = MappingShape(
        "a quote and what it comes to",
        [
            testName, .required("cart", .reference(to: "CART")), .optional("codes", texts, "as typed; CAMPAIGN#0 for a generated one"), at,
            .optional("alone", .boolean(), "whether the other promotions are left out"),
            .optional("left", .dictionary(of: left), "what is left of limits, by rule"),
            .optional(
                "proposed", .array(of: proposedPrice.schema, maxItems: RuleLimits.listMax), "prices that plugins and models propose"),
            .optional("returned", .dictionary(of: minorUnits), "units that come back, by line"),
            .required("expect", expectation.schema),
        ])

    static let proposedPrice = MappingShape(
        "a proposed price",
        [.required("id", .string(), "source#id"), .required("sku", .string()), .required("unitPrice", minorUnits)])

    private static let left = Schema.object(
        fields: UsageCounter.Limit.allCases.map { .optional($0.rawValue, minorUnits) })

    static let expectation = MappingShape(
        "what the quote comes to, in minor units; only what is named is compared",
        [
            .optional("discount", minorUnits, "off the whole quote"), .optional("ruleDiscount", minorUnits, "off by this rule"),
            .optional("total", minorUnits), .optional("tax", minorUnits), .optional("undistributed", minorUnits),
            .optional("lines", .dictionary(of: minorUnits), "off each line named"),
            .optional("prices", .dictionary(of: minorUnits), "the unit price of each line named, before promotions"),
            .optional("gifts", .dictionary(of: minorUnits), "all of them, by SKU"),
            .optional("points", minorUnits, "that the order earns"),
            .optional("pointsUntil", instant, "when the first of them are no longer good"),
            .optional("status", .oneOf(RuleExpectation.Status.self)), .optional("missing", minorUnits, "still to spend"),
            .optional("refund", minorUnits, "back for what was returned"),
        ])

    // MARK: Beside other kinds

    static let tableTest = MappingShape(
        "a call of the table and its answer", [testName, .required("given", cells), .required("expect", tableAnswer)])
    static let failingTableTest = MappingShape("a call of the table that fails", [testName, .required("given", cells), error])
    private static let cells = Schema.dictionary(of: .anyOf([.string(), moneyOrNone]))
    private static let tableAnswer = Schema.anyOf([
        .oneOf(NoRow.self), .integer(minimum: 0, maximum: Int64(RuleLimits.tableRowsMax)), oneOrMore(cells),
    ])

    static let segmentTest = MappingShape(
        "a buyer, and whether the segment is theirs",
        [
            testName, .optional("customer", .reference(to: "CUSTOMER"), "a guest when absent"), .optional("channel", .string()), at,
            .required("expect", .boolean()),
        ])

    private static let taxed: [SchemaField] = [
        testName, .required("cart", .reference(to: "CART")), .required("zone", .string()), at,
    ]
    static let taxTest = MappingShape("a cart and its tax", taxed + [.required("expect", taxExpectation.schema)])
    static let failingTaxTest = MappingShape("a cart that cannot be taxed", taxed + [error])
    static let taxExpectation = MappingShape("the tax", [.required("tax", minorUnits)])

    private static let sold: [SchemaField] = [
        testName, .required("sale", sale.schema), .optional("returned", returnedPart.schema, "units that come back"),
    ]
    static let commissionTest = MappingShape("a sale and its fee", sold + [.required("expect", commissionExpectation.schema)])
    static let failingCommissionTest = MappingShape("a sale without a fee", sold + [error])
    static let commissionExpectation = MappingShape(
        "the fee", [.optional("fee", minorUnits), .optional("schedule", .string()), .optional("reversed", minorUnits)])
    static let returnedPart = MappingShape(
        "how much of the sale comes back", [.required("count", minorUnits), .required("units", quantity)])
    static let sale = MappingShape(
        "a sale, in minor units",
        [
            .required("currency", currency), .required("amount", minorUnits, "the goods before discounts"), at,
            .optional("sellerDiscount", minorUnits), .optional("platformDiscount", minorUnits), .optional("shipping", minorUnits),
            .optional("soldBefore", minorUnits), .optional("seller", .string()), .optional("category", .string()),
            .optional("channel", .string()),
        ])

    // MARK: Carts

    static let cart = MappingShape(
        "a cart; amounts are whole minor units",
        [
            .required("currency", currency), .required("lines", .array(of: cartLine.schema, maxItems: Cart.linesMax)),
            .optional("channel", .string()), .optional("pricesInclude", .oneOf(PriceBasis.self)),
            .optional("payment", cartPayment.schema), .optional("selectedShipping", .string()),
            .optional("customer", .reference(to: "CUSTOMER")), .optional("shipping", .array(of: shippingOption.schema, maxItems: 100)),
            .optional("taxRates", .dictionary(of: .string()), "percent by class of tax"),
        ])
    static let cartPayment = MappingShape("how it is paid", [.required("method", .string())])
    static let shippingOption = MappingShape("a way to ship", [.required("method", .string()), .required("price", minorUnits)])
    static let customer = MappingShape(
        "a buyer",
        [
            .optional("id", .string()), .optional("segments", texts), .optional("tier", .string()),
            .optional("orders", .integer(minimum: 0, maximum: 1_000_000_000), "paid orders so far"),
        ])
    static let cartLine = MappingShape(
        "a line of a cart",
        [
            .required("id", .string()), .optional("sku", .string()),
            .required("quantity", .integer(minimum: 0, maximum: Cart.quantityMax)), .required("unitPrice", minorUnits),
            .optional("category", .string()), .optional("attributes", .dictionary(of: .string())), .optional("seller", .string()),
            .optional("floor", minorUnits, "the least price of a unit"), .optional("cost", minorUnits, "of a unit"),
            .optional("taxClass", .string()), .optional("discountable", .boolean()), .optional("onSale", .boolean()),
        ])
}
