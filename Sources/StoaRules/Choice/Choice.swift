import StoaCommerce

/// What a choice came to: the rules that apply, and the cart under them.
struct Choice {
    let kept: Kept
    let state: PricingState
    let optimality: Quote.Optimality
}
