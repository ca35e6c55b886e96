import StoaCommerce
import StoaKernel

/// Where the analytics of promotions count: accounts of the ledger, so that hosts count side by side, exactly, and each
/// event once. The names are part of the stored data and never change.
struct PromotionCounters: Sendable {
    /// What the counts are about.
    enum Scope: Sendable {
        case everything
        case rulebook(String)
        case arm(Quote.Arm)

        fileprivate var text: String {
            switch self {
            case .everything: "all"
            case .rulebook(let hash): "book:\(hash)"
            case .arm(let arm): "experiment:\(arm.experiment):\(arm.arm.rawValue)"
            }
        }

        /// Every scope that a quote counts in.
        static func all(of quote: Quote) -> [Scope] {
            [.everything, .rulebook(quote.rulebook)] + (quote.experiment.map { [.arm($0)] } ?? [])
        }
    }

    /// Counts of orders.
    enum Count: String, Sendable, CaseIterable {
        /// Orders that were placed with the rule.
        case issued
        /// Of these, those that were paid.
        case redeemed
        /// Of these, those that were cancelled, or not paid in time.
        case released
        /// Orders whose quote named the rule, but did not give it. Of no rule, `refused` counts codes that opened nothing.
        case superseded, notYet, refused, paused
    }

    /// Sums over paid orders, in minor units; `orders` counts them by currency.
    enum Sum: String, Sendable, CaseIterable { case orders, value, discount }

    let scope: Scope
    /// Nil for all orders, whichever rules they have.
    let rule: String?

    func account(_ count: Count) -> AccountOpening { opening(count.rawValue, unit: "order") }

    func account(_ sum: Sum, _ currency: Currency) -> AccountOpening {
        opening("\(sum.rawValue):\(currency)", unit: sum == .orders ? "order" : currency.code)
    }

    /// Where counts come from. One a scope and rule, so that no account is shared by all of them.
    func source(unit: String) -> AccountOpening { AccountOpening(AccountID("outside:\(prefix):\(unit)"), unit: unit, floor: nil) }

    /// Without a floor: an order may be cancelled that was paid before anybody counted.
    private func opening(_ name: String, unit: String) -> AccountOpening {
        AccountOpening(AccountID("\(prefix):\(name)"), unit: unit, floor: nil)
    }

    /// `:` stands in no id.
    private var prefix: String { "analytics:\(scope.text):\(rule ?? "")" }
}
