import StoaCommerce
import StoaKernel
import StoaRules

/// What an order's quote was made from. Kept for orders with a promotion that is clawed back, because a return from
/// them is quoted anew; written once, under the order's id.
struct KeptQuoteInput: Noun {
    static let kind = "quoteInput"
    static let idPrefix = "ord"

    let id: ID<KeptQuoteInput>
    let input: QuoteInput
}
