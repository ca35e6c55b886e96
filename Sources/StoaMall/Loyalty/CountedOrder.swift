import StoaCommerce
import StoaKernel

/// What of an order stands in its customer's ``Standing``. Same id as the order; so whichever of its events comes, and however
/// often, what is counted is what the order comes to now.
struct CountedOrder: Noun {
    static let kind = "countedOrder"
    static let idPrefix = "ord"

    let id: ID<CountedOrder>
    /// In which it was first counted, and is corrected.
    let month: CivilMonth
    var tally: Standing.Tally
}

extension Order {
    /// What of the order counts: nothing until it is paid, and nothing more when all of it came back or was given back.
    var tally: Standing.Tally {
        guard state != .cancelled, state != .pendingPayment, state != .applied else { return .zero }
        let kept = captured - refunded
        guard kept > 0 || captured == 0 && !isWhollyReturned else { return .zero }
        return Standing.Tally(orders: 1, points: pointsHeld, spend: kept > 0 ? [currency.code: kept] : [:])
    }
}
