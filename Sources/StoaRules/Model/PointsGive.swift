import StoaCommerce

/// Points of the customer's account. They follow what is paid: reckoned in the phase `earn`, from prices after all discounts.
enum PointsGive: Sendable {
    /// So many an order.
    case fixed(Int64)
    /// So many for each full amount that the matched lines cost, shipping left out.
    case perSpend(MoneyTable, earn: Int64)
    /// Raises what the other rules of the quote earn: 2 doubles it. Two such rules each add their part; they do not compound.
    case multiply(Rational)
}
