import JSONDocument
import StoaCommerce
import StoaKernel
import StoaRules

/// What an order's quote was reckoned from, beside the order so that this stays small. Same id; written once.
struct OrderInput: Noun {
    static let kind = "orderInput"
    static let idPrefix = "ord"

    let id: ID<OrderInput>
    let input: QuoteInput
}

extension DecisionContext {
    /// Keeps what an order's price follows from, and notes the digest of its receipt in the journal: a receipt that was altered
    /// later, digests and all, no longer has the one that was noted.
    mutating func keepEvidence(of order: Order, _ input: QuoteInput) throws(Interruption) {
        try create(OrderInput(id: ID(trusted: order.id.text), input: input))
        note("receipt", .string(Receipt(of: order, input: input, files: nil).digest))
    }

    /// - Throws: `receipt.notKept`.
    mutating func input(of order: ID<Order>) throws(Interruption) -> QuoteInput {
        guard let kept = try find(ID<OrderInput>(trusted: order.text), .pinned)?.value.input else {
            throw .refused(
                Refusal(
                    .notFound, code: "receipt.notKept", "the order \(order) was placed by a version of Stoa that kept no evidence",
                    hint: "only orders that are placed from now on have receipts"))
        }
        return kept
    }
}
