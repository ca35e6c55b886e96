import Crypto
import JSONDocument
import StoaCommerce
import StoaExtension

/// The evidence of an order's price: what was known, by which rules, and what came of it. ``ReceiptVerifier`` reckons every
/// number of it again, without a server.
///
/// Its text is JSON. Digests are SHA-256 of canonical text (RFC 8785): of `order`, `input` and `quote` each, and of the
/// receipt, which binds these to its id and rulebook and which the journal notes when the order is placed.
public struct Receipt: Sendable, Hashable, Codable {
    public static let format = "stoa/receipt/1"
    static let fields = ["format", "id", "order", "input", "quote", "rulebook", "digests", "digest"]

    public var format: String
    /// The order's id.
    public var id: String
    public var order: PlacedOrder
    public var input: QuoteInput
    public var quote: Quote
    public var rulebook: Book
    public var digests: Digests
    public var digest: String

    /// What was agreed on when the order was placed; what became of it later is not part of it.
    public struct PlacedOrder: Sendable, Hashable, Codable {
        public var customer: String
        public var channel: String
        public var currency: Currency
        public var placedAt: Instant
        public var lines: [Order.Line]
        /// Without the providers' tokens.
        public var tenders: [Tender]
        /// What the order counts against limits of rules.
        public var redemptions: [Redemption]?
    }

    public struct Tender: Sendable, Hashable, Codable {
        public var kind: Order.Tender.Kind
        public var amount: Int64
    }

    /// The rules: named by their hash, and their files where they are enclosed.
    public struct Book: Sendable, Hashable, Codable {
        public var hash: String
        /// Without tests; absent where they are kept elsewhere.
        public var files: [RuleFile]?
    }

    public struct Digests: Sendable, Hashable, Codable {
        public var order: String
        public var input: String
        public var quote: String
    }

    /// - Parameter files: of the rulebook that the quote names; nil to leave them out.
    public init(of order: Order, input: QuoteInput, files: [RuleFile]?) {
        format = Receipt.format
        id = order.id.text
        self.order = PlacedOrder(
            customer: order.customer.text, channel: order.channel.text, currency: order.currency, placedAt: order.placedAt,
            lines: order.lines, tenders: order.tenders.map { Tender(kind: $0.kind, amount: $0.amount) }, redemptions: order.redemptions)
        self.input = input
        quote = order.quote
        rulebook = Book(hash: order.quote.rulebook, files: files?.filter { !$0.isTest }.sorted { $0.name < $1.name })
        digests = Digests(
            order: Receipt.digest(of: self.order), input: Receipt.digest(of: input), quote: Receipt.digest(of: order.quote))
        digest = Receipt.digest(format: format, id: id, rulebook: rulebook.hash, digests)
    }

    static func digest(of value: some Encodable) -> String {
        // These types hold neither infinities nor integers beyond 64 bits: they can always be written.
        digest(of: (try? JSONValueEncoder().encode(value)) ?? .null)
    }

    static func digest(of json: JSON) -> String { SHA256.hash(data: Array(json.canonicalText.utf8)).hexadecimal }

    static func digest(format: String, id: String, rulebook: String, _ digests: Digests) -> String {
        digest(of: [
            "format": .string(format), "id": .string(id), "rulebook": .string(rulebook), "order": .string(digests.order),
            "input": .string(digests.input), "quote": .string(digests.quote),
        ])
    }
}
