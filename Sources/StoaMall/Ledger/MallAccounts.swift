import StoaCommerce
import StoaKernel

/// Where the mall's counted things stand. The names are part of the stored data and never change.
enum MallAccounts {
    static let pieces = "piece"

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
}
