import StoaCommerce
import StoaExtension

/// What a quote was made from beside its book: enough to quote a part of the same cart under the same circumstances.
public struct QuoteInput: Sendable, Hashable, Codable {
    public var cart: Cart
    public var codes: [String]
    /// Which of the codes are generated ones.
    public var recognized: [String: RecognizedCode]
    public var proposals: [DiscountProposal]
    /// What was left of limits, by rule.
    public var left: [String: Remaining]
    public var at: Instant

    public init(
        cart: Cart, codes: [String], recognized: [String: RecognizedCode] = [:], proposals: [DiscountProposal], left: [String: Remaining],
        at: Instant
    ) {
        self.cart = cart
        self.codes = codes
        self.recognized = recognized
        self.proposals = proposals
        self.left = left
        self.at = at
    }
}
