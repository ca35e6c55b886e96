import JSONDocument
import StoaCommerce
import StoaExtension
import StoaRules

enum ReceiptSchemas {
    static let readers: Set<String> = ["admin", "support", "finance"]

    static let digest = Schema.string(minLength: 64, maxLength: 64, description: "SHA-256 of canonical text (RFC 8785), in hexadecimal")
}

extension Receipt: SchemaDescribed {
    public static let schema = Schema.object(
        title: "Receipt",
        fields: [
            .required("format", .constant(.string(Receipt.format))), .required("id", .id, "the order"),
            .required("order", orderSchema, "what was agreed on"), .required("input", QuoteInput.schema, "what was known"),
            .required("quote", Quote.schema, "what came of it"),
            .required(
                "rulebook",
                .object(
                    title: "ReceiptRules",
                    fields: [
                        .required("hash", RulebookSchemas.id), .optional("files", .array(of: RulebookSchemas.file), "without tests"),
                    ]), "by which rules"),
            .required(
                "digests",
                .object(fields: [
                    .required("order", ReceiptSchemas.digest), .required("input", ReceiptSchemas.digest),
                    .required("quote", ReceiptSchemas.digest),
                ]), "of the parts"),
            .required("digest", ReceiptSchemas.digest, "of format, id, rulebook's hash and the digests; the journal notes it"),
        ])

    private static let orderSchema = Schema.object(
        title: "PlacedOrder",
        fields: [
            .required("customer", .id), .required("channel", .id), .required("currency", .currency), .required("placedAt", .instant),
            .required("lines", .array(of: OrderView.lineSchema)),
            .required(
                "tenders",
                .array(
                    of: .object(fields: [
                        .required("kind", .oneOf(Order.Tender.Kind.self)), .required("amount", .integer(minimum: 1), "minor units"),
                    ]))),
            .optional("redemptions", .array(of: redemptionSchema), "what the order counts against limits"),
        ])

    private static let redemptionSchema = Schema.object(
        title: "Redemption",
        fields: [
            .required(
                "counter",
                .object(fields: [
                    .required("rule", .string()), .required("kind", .oneOf(UsageCounter.Kind.self)),
                    .required("limit", .oneOf(UsageCounter.Limit.self)), .optional("day", .string()), .required("ceiling", .integer()),
                ])),
            .required("amount", .integer(minimum: 0), "one use, or minor units for a budget"),
        ])
}
