import JSONDocument
import StoaCommerce
import StoaExtension

/// What of an order comes back.
struct ReturnRequest: Codable, Sendable, SchemaDescribed {
    struct Line: Codable, Sendable {
        let line: String
        let quantity: Int64
    }

    struct Gift: Codable, Sendable {
        let sku: String
        let quantity: Int64
    }

    let id: ID<Order>
    let lines: [Line]
    let gifts: [Gift]?
    let restock: Bool?
    let reason: String

    /// Units by line.
    var quantities: [String: Int64] { Dictionary(lines.map { ($0.line, $0.quantity) }, uniquingKeysWith: +) }

    static let schema = Schema.object(
        title: "ReturnRequest",
        fields: [
            .required("id", .id, "the order"),
            .required("lines", .array(of: lineSchema, maxItems: Cart.linesMax), "what comes back; may be empty when a gift does"),
            .optional("gifts", .array(of: giftSchema, maxItems: 100), "gifts that come back"),
            .optional("restock", .boolean(), "whether the pieces can be sold again; true when absent"),
            .required("reason", .string(minLength: 1, maxLength: 500), "why, for the buyer and the journal"),
        ])

    private static let lineSchema = Schema.object(
        title: "ReturnLine",
        fields: [
            .required("line", .id, "the id of a line of the order"),
            .required("quantity", .integer(minimum: 1, maximum: Cart.quantityMax), "pieces"),
        ])

    private static let giftSchema = Schema.object(
        title: "ReturnGift",
        fields: [.required("sku", .id), .required("quantity", .integer(minimum: 1, maximum: Cart.quantityMax), "pieces")])
}
