import StoaCommerce

/// What a choice came to: the rules that apply, and the cart under them.
struct Choice {
    let kept: Kept
    let state: PricingState
    let optimality: Quote.Optimality
    /// By candidate, nil for those that apply: why not. All of it is nil where the choice did not come by every candidate under
    /// the chosen rules alone, so that it has to be asked (``Pricer/explanations(of:from:timeline:_:)``).
    var explanations: [Explanation?]?
}
