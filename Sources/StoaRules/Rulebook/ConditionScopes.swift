import StoaCommerce
import StoaExpressions

/// Makes the facts of a cart as the language reads them. A class, so that a quote that may need them keeps one reference and not
/// the environment with all that is in it.
final class ConditionScopes: Sendable {
    private let environment: PromotionEnvironment

    init(_ environment: PromotionEnvironment) { self.environment = environment }

    func scope(for cart: Cart, at instant: Instant) -> PromotionScope {
        PromotionScope(
            environment, channel: cart.channel, customer: cart.customer, payment: cart.payment, now: instant,
            costMax: UInt64(RuleLimits.conditionStepsMax))
    }
}
