import StoaCommerce
import StoaKernel

/// Where the mall's counted things stand. The names are part of the stored data and never change.
enum MallAccounts {
    static let pieces = "piece"

    /// Pieces that can still be sold; its floor of zero is what makes overselling impossible.
    static func available(_ sku: String) -> AccountOpening { AccountOpening(AccountID("stock:\(sku)/available"), unit: pieces) }
    static func sold(_ sku: String) -> AccountOpening { AccountOpening(AccountID("stock:\(sku)/sold"), unit: pieces) }
    /// Pieces that were sold before they were there, counted upwards: the limit comes with the transfer.
    static func owed(_ sku: String) -> (source: AccountOpening, count: AccountOpening) {
        (
            AccountOpening(AccountID("outside:stock:\(sku)/coming"), unit: pieces, floor: nil),
            AccountOpening(AccountID("stock:\(sku)/owed"), unit: pieces)
        )
    }
    /// Where pieces come from and go to; has no floor.
    static let suppliers = AccountOpening(AccountID("outside:suppliers"), unit: pieces, floor: nil)

    /// What buyers paid for an order and have not got back; its floor keeps refunds below payments.
    static func paid(_ order: ID<Order>, _ currency: Currency) -> AccountOpening {
        AccountOpening(AccountID("order:\(order)/paid"), unit: currency.code)
    }
    static func buyers(_ currency: Currency) -> AccountOpening {
        AccountOpening(AccountID("outside:buyers/\(currency)"), unit: currency.code, floor: nil)
    }

    /// A customer's points of one lot, and where they come from and go back to: an account for each customer, so that orders of others
    /// need not wait for it. `:` stands in no id, so that no lot shares a name with another customer.
    static func points(of customer: ID<Customer>, until end: Instant?) -> (source: AccountOpening, own: AccountOpening) {
        (
            AccountOpening(AccountID("outside:points:\(customer)"), unit: "point", floor: nil),
            AccountOpening(AccountID("points:\(customer)" + (end.map { ":\($0)" } ?? "")), unit: "point")
        )
    }

    /// Points that a customer spent and did not get back.
    static func spentPoints(of customer: ID<Customer>) -> AccountOpening {
        AccountOpening(AccountID("spent:points:\(customer)"), unit: "point")
    }

    /// Points of a customer whose time was over.
    static func expiredPoints(of customer: ID<Customer>) -> AccountOpening {
        AccountOpening(AccountID("expired:points:\(customer)"), unit: "point")
    }

    /// Where a rule's limit is counted: upwards, from an account without bounds that belongs to the rule alone.
    ///
    /// The limit is not a bound of the account, because it changes with the rulebook: every transfer brings along the
    /// ceiling of the book that its order was quoted with, and the commit holds the count against that. So a book that
    /// allows 200 instead of 100 goes on counting where the other stopped, and one that allows less than was used
    /// already lets nobody in and breaks nothing. `:` stands in no id, so that no two counters share a name.
    static func counter(
        _ counter: UsageCounter, of customer: String?, _ currency: Currency
    ) -> (source: AccountOpening, count: AccountOpening) {
        let rule = "\(counter.kind.rawValue):\(counter.rule)"
        let unit = counter.kind == .stock ? pieces : counter.limit == .budget ? currency.code : "use"
        let count =
            switch counter.limit {
            case .uses: "\(rule):used"
            case .perCustomer: "\(rule):customer:\(customer ?? "")" + (counter.day.map { ":\($0)" } ?? "")
            case .perDay: "\(rule):day:\(counter.day ?? "")"
            case .budget: "\(rule):given:\(currency)"
            }
        return (
            AccountOpening(AccountID("outside:\(rule):\(unit)"), unit: unit, floor: nil), AccountOpening(AccountID(count), unit: unit)
        )
    }
}
