import CEL
import Diagnostics
import StoaCommerce
import StoaExpressions
import Testing

@Suite("Money in expressions is exact and keeps currencies apart")
struct MoneyTests {
    private func evaluate(_ text: String, currency: Currency? = .usd, command: Money = Money.zero(.usd)) throws -> Value {
        let environment = CommandEnvironment(currency: currency)
        var scope = CommandScope(environment)
        scope["command"] = MoneyValue.exact(command).celValue
        return try environment.expression(SourceText(name: "e", text: text)).value(in: scope)
    }

    @Test(
        "arithmetic and comparison",
        arguments: [
            "money(\"10.00\") + money(\"0.50\") == money(\"10.50\")", "money(\"10.00\") - money(\"0.50\") < money(\"9.51\")",
            "money(\"10.00\") * 3 >= money(\"30\")", "money(\"10.00\") * decimal(\"0.125\") == money(\"1.25\")",
            "money(\"1.00\") / money(\"3.00\") == decimal(1) / 3", "-money(\"1.00\") < money(\"0\")",
            "money({\"USD\": \"5.00\", \"KRW\": \"65000\"}) == money(\"5.00\")", "decimal(\"17.5\") > 17",
        ])
    func holds(text: String) throws {
        #expect(try evaluate(text) == .bool(true))
    }

    @Test("a stated currency is picked by the amount it meets")
    func picked() throws {
        let text = "command > money({\"USD\": \"50.00\", \"KRW\": \"65000\"})"
        #expect(try evaluate(text, command: try Money(65_001, .krw)) == .bool(true))
        #expect(try evaluate(text, command: try Money(5000, .usd)) == .bool(false))
        #expect(throws: EvaluationError.self) { try evaluate(text, command: try Money(1, .eur)) }
    }

    @Test("without a rulebook's currency an amount takes the one it meets")
    func unstated() throws {
        #expect(try evaluate("command >= money(\"50.00\")", currency: nil, command: try Money(5000, .usd)) == .bool(true))
        #expect(try evaluate("command >= money(\"50\")", currency: nil, command: try Money(49, .krw)) == .bool(false))
    }

    @Test(
        "mistakes that are known when compiling are findings",
        arguments: [
            ("money(\"1.001\") > money(\"1\")", "money.tooPrecise"),
            ("money({\"USD\": \"1\"}) < money({\"EUR\": \"1\"})", "money.currencyMismatch"),
            ("money(\"x\") == money(\"1\")", "money.malformed"), ("money({\"USX\": \"1\"}) == money(\"1\")", "currency.unknown"),
        ])
    func findings(text: String, code: String) {
        let environment = CommandEnvironment(currency: .usd)
        do throws(DiagnosticsError) {
            _ = try environment.expression(SourceText(name: "e", text: text))
            Issue.record("compiled: \(text)")
        } catch {
            #expect(error.diagnostics.map(\.code).contains(code))
        }
    }

    @Test(
        "sums",
        arguments: [
            "[money(\"1.10\"), money(\"2.20\"), money(\"3.30\")].sum() == money(\"6.60\")", "[money(\"0.10\")].sum() == money(\"0.10\")",
            "lists.range(10).map(i, money(\"0.10\")).sum() == money(\"1.00\")",
            "lists.range(0).map(i, money(\"0.10\")).sum() == money(\"0\")",
            "lists.range(0).map(i, money(\"0.10\")).sum() + money(\"1.00\") == money(\"1.00\")",
            "[money(\"1.00\"), money({\"USD\": \"2.00\", \"KRW\": \"3000\"})].sum() == money(\"3.00\")", "[1, 2, 3].sum() == 6",
            "[1.5, 2.5].sum() == 4.0", "[command, money(\"0.01\")].sum() == money(\"0.06\")",
        ])
    func sums(text: String) throws {
        #expect(try evaluate(text, command: try Money(5, .usd)) == .bool(true))
    }

    @Test(
        "currencies that are known when compiling do not mix",
        arguments: [
            "money({\"USD\": \"1\"}) + money({\"KRW\": \"1000\"}) == command", "money({\"EUR\": \"1\"}) - money(\"1\") == command",
            "[money({\"USD\": \"1\"}), money({\"KRW\": \"1000\"})].sum() == command",
            "money({\"USD\": \"1\"}) >= money({\"KRW\": \"1000\"})",
            "money({\"USD\": \"1\"}) / money({\"KRW\": \"1000\"}) == decimal(1)",
        ])
    func mixingFound(text: String) {
        let environment = CommandEnvironment(currency: .usd)
        do throws(DiagnosticsError) {
            _ = try environment.expression(SourceText(name: "e", text: text))
            Issue.record("compiled: \(text)")
        } catch {
            #expect(error.diagnostics.map(\.code) == ["money.currencyMismatch"])
        }
    }

    @Test(
        "currencies that only the facts tell do not mix either",
        arguments: [
            "command + money({\"USD\": \"1\"}) == command", "command < money({\"USD\": \"1\"})",
            "[command, money({\"USD\": \"1\"})].sum() == command",
            "lists.range(2).map(i, i == 0 ? command : money({\"USD\": \"1\"})).sum() == command",
            "command / money({\"USD\": \"1\"}) == decimal(1)",
        ])
    func mixingRefused(text: String) throws {
        let error = #expect(throws: EvaluationError.self) { try evaluate(text, command: try Money(1000, .krw)) }
        #expect(error?.code == "money.currencyMismatch")
    }

    @Test("amounts of different currencies are unequal, not an error")
    func unequal() throws {
        #expect(try evaluate("command == money({\"USD\": \"1\"})", command: try Money(100, .krw)) == .bool(false))
        #expect(try evaluate("command in [money({\"USD\": \"1\"})]", command: try Money(100, .krw)) == .bool(false))
    }
}
