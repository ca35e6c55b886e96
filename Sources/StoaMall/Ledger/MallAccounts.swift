import StoaCommerce
import StoaKernel

/// Where the mall's counted things stand. The names are part of the stored data and never change.
enum MallAccounts {
    static let pieces = "piece"
    static let uses = "use"

    /// Pieces that can still be sold; its floor of zero is what makes overselling impossible.
    static func available(_ sku: String) -> AccountOpening { AccountOpening(AccountID("stock:\(sku)/available"), unit: pieces) }
    static func sold(_ sku: String) -> AccountOpening { AccountOpening(AccountID("stock:\(sku)/sold"), unit: pieces) }
    /// Where pieces come from and go to; has no floor.
    static let suppliers = AccountOpening(AccountID("outside:suppliers"), unit: pieces, floor: nil)

    /// What buyers paid for an order and have not got back; its floor keeps refunds below payments.
    static func paid(_ order: ID<Order>, _ currency: Currency) -> AccountOpening {
        AccountOpening(AccountID("order:\(order)/paid"), unit: currency.code)
    }
    static func buyers(_ currency: Currency) -> AccountOpening {
        AccountOpening(AccountID("outside:buyers/\(currency)"), unit: currency.code, floor: nil)
    }

    /// Uses of a promotion, over all customers and by one of them; the ceiling is the rule's limit.
    static func uses(of rule: String, atMost ceiling: Int64) -> AccountOpening {
        AccountOpening(AccountID("rule:\(rule)/uses"), unit: uses, ceiling: ceiling)
    }
    static func uses(of rule: String, by customer: ID<Customer>, atMost ceiling: Int64) -> AccountOpening {
        AccountOpening(AccountID("rule:\(rule)/uses/\(customer)"), unit: uses, ceiling: ceiling)
    }
    /// Money a promotion has given away, in one currency.
    static func budget(of rule: String, atMost ceiling: Money) -> AccountOpening {
        AccountOpening(AccountID("rule:\(rule)/budget/\(ceiling.currency)"), unit: ceiling.currency.code, ceiling: ceiling.amount)
    }
    static let issuers = AccountOpening(AccountID("outside:issuers"), unit: uses, floor: nil)
    static func funders(_ currency: Currency) -> AccountOpening {
        AccountOpening(AccountID("outside:funders/\(currency)"), unit: currency.code, floor: nil)
    }
}
