import StoaCommerce
import Testing

@Suite("Money is exact")
struct MoneyTests {
    @Test(arguments: [("50.00", "USD", 5000), ("-0.05", "USD", -5), ("65000", "KRW", 65000), ("1.234", "KWD", 1234), ("0", "JPY", 0)])
    func reads(text: String, code: String, minor: Int64) throws {
        #expect(try Money(text, Currency(code)).amount == minor)
    }

    @Test(arguments: [
        ("50.001", "USD", "money.tooPrecise"), ("1.5", "KRW", "money.tooPrecise"), ("fifty", "USD", "money.malformed"),
        ("1,000", "USD", "money.malformed"), ("", "USD", "money.malformed"), (".5", "USD", "money.malformed"),
        ("5.", "USD", "money.malformed"), ("1e3", "USD", "money.malformed"), ("10000000000000000", "USD", "money.tooLarge"),
    ])
    func refuses(text: String, code: String, error: String) throws {
        let currency = try Currency(code)
        #expect { try Money(text, currency) } throws: { ($0 as? CommerceError)?.code == error }
    }

    @Test(arguments: [("usd", "write it as USD"), ("XXX", "use a code such as USD, EUR or KRW")])
    func unknownCurrency(code: String, hint: String) {
        #expect { try Currency(code) } throws: {
            ($0 as? CommerceError)
                == CommerceError(
                    code: "currency.unknown", "'\(code)' is not a currency of ISO 4217", hint: hint)
        }
    }

    @Test("currencies do not mix")
    func mixing() throws {
        let dollars = try Money(100, .usd)
        let won = try Money(100, .krw)
        #expect { try dollars.plus(won) } throws: { ($0 as? CommerceError)?.code == "money.currencyMismatch" }
    }

    @Test("arithmetic past the limit is an error, not a wrap")
    func limits() throws {
        let most = try Money(Money.amountMax, .usd)
        #expect { try most.plus(Money(1, .usd)) } throws: { ($0 as? CommerceError)?.code == "money.tooLarge" }
        #expect { try most.times(.max) } throws: { ($0 as? CommerceError)?.code == "money.tooLarge" }
    }

    @Test(arguments: [(1999, "USD", "19.99 USD"), (-5, "USD", "-0.05 USD"), (65000, "KRW", "65000 KRW"), (1234, "KWD", "1.234 KWD")])
    func prints(minor: Int64, code: String, text: String) throws {
        #expect(try Money(minor, Currency(code)).description == text)
    }
}

@Suite("Fractions are exact until their one rounding")
struct RationalTests {
    @Test(
        "modes",
        arguments: [
            ("14.985", Rounding.halfUp, 15), ("14.5", .halfUp, 15), ("14.5", .halfEven, 14), ("15.5", .halfEven, 16),
            ("14.999", .down, 14), ("14.4999", .halfUp, 14), ("-0.5", .halfEven, 0), ("-1.5", .down, -2),
        ])
    func rounding(text: String, mode: Rounding, result: Int64) throws {
        #expect(try Rational(decimal: text).rounded(mode) == result)
    }

    @Test("products reduce crosswise, so big amounts times small rates fit")
    func crosswise() throws {
        let amount = Rational(Money.amountMax)
        let rate = try Rational(decimal: "0.000000000001")
        #expect(try amount.times(rate).times(Rational(1000)) == Rational(1_000_000))
    }

    @Test(arguments: [("1,5", "decimal.malformed"), ("", "decimal.malformed"), ("1234567890123456789", "decimal.tooLarge")])
    func refuses(text: String, code: String) {
        #expect { try Rational(decimal: text) } throws: { ($0 as? CommerceError)?.code == code }
    }

    @Test("what has no exact result is an error")
    func noResult() throws {
        #expect { try Rational(1, over: 0) } throws: { ($0 as? CommerceError)?.code == "decimal.dividedByZero" }
        #expect { try Rational(1).divided(by: Rational(0)) } throws: { ($0 as? CommerceError)?.code == "decimal.dividedByZero" }
        let small = try Rational(1, over: Int128.max)
        #expect { try small.times(small) } throws: { ($0 as? CommerceError)?.code == "decimal.overflow" }
    }

    @Test("comparison needs no common denominator")
    func comparison() throws {
        let third = try Rational(1, over: 3)
        let nearly = try Rational(333_333_333_333_333_333, over: 1_000_000_000_000_000_000)
        #expect(nearly < third)
        #expect(!(third < nearly))
        #expect(try Rational(-1, over: 3) < Rational(0))
        #expect(!(third < third))
    }
}
