import StoaCommerce
import Testing

@testable import StoaPlugins

@Suite("Decimals are handed to Lua as exact text, or not at all")
struct DecimalTextTests {
    private func code(_ body: () throws(CommerceError) -> String) -> String? {
        do throws(CommerceError) { _ = try body() } catch { return error.code }
        return nil
    }

    @Test func limits() throws {
        let third = try Rational(1, over: 3)
        #expect(code { () throws(CommerceError) in try DecimalText.exact(third) } == "decimal.tooPrecise")
        #expect(code { () throws(CommerceError) in try DecimalText.rounded(third, digits: 13, .halfUp) } == "decimal.invalidDigits")
        #expect(code { () throws(CommerceError) in try DecimalText.rounded(third, digits: -1, .halfUp) } == "decimal.invalidDigits")
        #expect(try DecimalText.rounded(third, digits: 12, .halfUp) == "0.333333333333")
    }
}
