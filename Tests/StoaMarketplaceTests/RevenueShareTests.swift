import StoaCommerce
import StoaMarketplace
import Testing

@Suite("A plugin's price is divided to the cent")
struct RevenueShareTests {
    private func check(sale: String, lifetime: String, marketplace: String, processing: String, vendor: String) throws {
        let share = try RevenueShare(
            freeLifetime: Money("1000000.00", .usd), rate: Rational(decimal: "0.15"), processingRate: Rational(decimal: "0.029"))
        let parts = try share.divide(Money(sale, .usd), afterLifetime: Money(lifetime, .usd))
        #expect(parts.marketplace == (try Money(marketplace, .usd)))
        #expect(parts.processing == (try Money(processing, .usd)))
        #expect(parts.vendor == (try Money(vendor, .usd)))
    }

    @Test("only what lies beyond the free lifetime is shared")
    func crossing() throws {
        try check(sale: "4000.00", lifetime: "998500.00", marketplace: "375.00", processing: "116.00", vendor: "3509.00")
    }

    @Test("before and after it")
    func eitherSide() throws {
        try check(sale: "10.00", lifetime: "0.00", marketplace: "0.00", processing: "0.29", vendor: "9.71")
        try check(sale: "10.00", lifetime: "1000000.00", marketplace: "1.50", processing: "0.29", vendor: "8.21")
    }

    @Test("other currencies and negative sales are refused")
    func refused() throws {
        let share = try RevenueShare(freeLifetime: Money(0, .usd), rate: Rational(0), processingRate: Rational(0))
        #expect { try share.divide(Money(1, .krw), afterLifetime: Money(0, .usd)) } throws: {
            ($0 as? CommerceError)?.code == "money.currencyMismatch"
        }
        #expect { try share.divide(Money(-1, .usd), afterLifetime: Money(0, .usd)) } throws: {
            ($0 as? CommerceError)?.code == "revenue.negative"
        }
    }
}
