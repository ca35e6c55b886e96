import Foundation
import JSONDocument
import Testing

@testable import StoaPlugins

/// What an expression comes to inside a plugin, as text; or the failure's code and message.
private func value(_ expression: String) async throws -> String {
    let body = "return { { id = 'x', percent = '1', message = tostring(\(expression)) } }"
    switch try await ask(body) {
    case .success(let answer): return answer.output[0]?["message"]?.string ?? "nothing"
    case .failure(let failure): return "\(failure.code) \(failure)"
    }
}

@Suite("Money and decimals in Lua are exact")
struct MoneyInLuaTests {
    @Test(
        "values",
        arguments: [
            ("quote.items[1].unitPrice", "19.99 EUR"), ("quote.items[1].unitPrice.amount", "1999"),
            ("quote.items[1].unitPrice.currency", "EUR"), ("stoa.money(5, 'EUR')", "0.05 EUR"), ("stoa.money(-5, 'EUR')", "-0.05 EUR"),
            ("stoa.money(-1234, 'KWD')", "-1.234 KWD"), ("stoa.money(65000, 'KRW')", "65000 KRW"), ("stoa.money(0, 'USD')", "0.00 USD"),
            ("stoa.money(5, 'EUR') + stoa.money(7, 'EUR')", "0.12 EUR"), ("stoa.money(5, 'EUR') - stoa.money(7, 'EUR')", "-0.02 EUR"),
            ("-stoa.money(5, 'EUR')", "-0.05 EUR"), ("quote.items[1].unitPrice * 3", "59.97 EUR"),
            ("3 * stoa.money(100, 'EUR')", "3.00 EUR"),
            ("stoa.money(5, 'EUR') == stoa.money(5, 'EUR')", "true"), ("stoa.money(5, 'EUR') == stoa.money(5, 'USD')", "false"),
            ("stoa.money(5, 'EUR') < stoa.money(7, 'EUR')", "true"), ("stoa.money(7, 'EUR') <= stoa.money(5, 'EUR')", "false"),
            ("stoa.money(2997, 'EUR'):percent('50', 'halfUp')", "14.99 EUR"),
            ("stoa.money(2997, 'EUR'):percent('50', 'down')", "14.98 EUR"),
            ("stoa.money(2997, 'EUR'):percent('50', 'halfEven')", "14.98 EUR"),
            ("stoa.money(1000, 'EUR'):times('0.333', 'halfUp')", "3.33 EUR"),
            ("stoa.money(1000, 'EUR'):times(stoa.decimal('1') - '0.15', 'halfUp')", "8.50 EUR"),
            ("stoa.decimal('17.50')", "17.5"), ("stoa.decimal('0.1') + '0.2'", "0.3"), ("stoa.decimal('1.1') * '1.1'", "1.21"),
            ("stoa.decimal(5) - stoa.decimal('5.25')", "-0.25"), ("-stoa.decimal('2.5')", "-2.5"),
            ("stoa.decimal('10'):dividedBy('3', 4, 'halfUp')", "3.3333"), ("stoa.decimal('2.345'):rounded(2, 'halfEven')", "2.34"),
            ("stoa.decimal('2.0') == stoa.decimal('2')", "true"), ("stoa.decimal('9') < stoa.decimal('10')", "true"),
            ("stoa.decimal('0.000000000001') * '1'", "0.000000000001"),
            ("stoa.json.encode { b = 1, a = { 'x', true } }", #"{"a":["x",true],"b":1}"#),
            ("stoa.json.decode('[1, {\"k\": 2.5}]')[2].k", "2.5"),
        ])
    func exact(expression: String, expected: String) async throws {
        #expect(try await value(expression) == expected)
    }

    @Test(
        "what is refused, at the plugin's line",
        arguments: [
            ("stoa.money(5, 'EUR') + stoa.money(5, 'USD')", "EUR and USD cannot be reckoned together"),
            ("stoa.money(5, 'EUR') < stoa.money(5, 'USD')", "EUR and USD cannot be reckoned together"),
            ("stoa.money(5, 'EUR') + 5", "money is reckoned with money only, not with the whole number 5"),
            ("stoa.money(5.5, 'EUR')", "stoa.money needs whole minor units, such as cents, not a floating-point number"),
            ("stoa.money('5', 'EUR')", "stoa.money needs whole minor units, such as cents, not the text '5'"),
            ("stoa.money(5, 'XYZ')", "'XYZ' is not a currency of ISO 4217; use a code such as USD, EUR or KRW"),
            ("stoa.money(5)", "stoa.money needs a currency, not nothing"),
            ("stoa.money(1000000000000001, 'EUR')", "an amount of money is at most 1000000000000000 minor units"),
            ("stoa.money(1000000000000, 'EUR') * 1001", "an amount of money is at most 1000000000000000 minor units"),
            ("stoa.money(2, 'EUR') * math.mininteger", "an amount of money is at most 1000000000000000 minor units"),
            ("stoa.money(5, 'EUR') * 0.5", "money is multiplied by whole numbers only; use money:times(\"0.85\", \"halfUp\")"),
            ("stoa.money(5, 'EUR') / 2", "money is not divided; use money:times(\"0.5\", \"halfUp\") and name the rounding"),
            ("stoa.money(5, 'EUR'):percent('10')", "name the rounding: \"halfUp\", \"halfEven\", \"down\""),
            (
                "stoa.money(5, 'EUR'):percent(1.5, 'halfUp')",
                "expected a decimal number as text, such as \"17.5\", not a floating-point number"
            ),
            ("stoa.decimal('1.5e3')", "'1.5e3' is not a decimal number; write digits with a point: \"17.5\""),
            (
                "stoa.decimal('0.0000001') * '0.0000001'",
                "the result has more than 12 digits after the point; round it first: value:rounded(2, \"halfUp\")"
            ),
            ("stoa.decimal('1'):dividedBy('0', 2, 'halfUp')", "a division by zero"),
            ("stoa.money(5, 'EUR').times(5)", "expected money, not the whole number 5; call methods with a colon"),
            ("stoa.money(5, 'EUR').percent('5', 'down')", "expected money, not the text '5'; call methods with a colon"),
            ("stoa.decimal('5').rounded()", "expected a decimal number as text, such as \"17.5\", not nothing"),
            ("stoa.list(5)", "stoa.list needs a table, not the whole number 5"),
            ("stoa.discount { percent = '5' }", "stoa.discount needs an id"),
            ("stoa.discount { id = 'x' }", "stoa.discount needs percent, amount or unitPrice"),
            ("stoa.discount { id = 'x', percnt = '5' }", "stoa.discount has no field 'percnt'; did you mean 'percent'?"),
        ])
    func refused(expression: String, message: String) async throws {
        #expect(try await value(expression) == "plugin.runtimeError main.lua:3: \(message)")
    }

    @Test(
        "money with changed fields is no money any more",
        arguments: ["tostring(m)", "-m", "m + m", "m * 2", "m < m", "m:percent('5', 'down')", "'x' .. m"])
    func changed(expression: String) async throws {
        for change in ["m.amount = 1.5", "m.amount = nil", "m.currency = nil", "m.amount = 'x'"] {
            let result = try await ask("local m = stoa.money(5, 'EUR') \(change) local x = \(expression) return {}")
            guard case .failure(let failure) = result else {
                Issue.record("\(change) \(expression) was accepted")
                continue
            }
            #expect(failure.code == "plugin.runtimeError")
            #expect(failure.message.hasPrefix("main.lua:3: "), "\(failure.message)")
        }
    }

    @Test(
        "what no pure point has is denied by name, with the reason",
        arguments: [
            ("stoa.http", "stoa.http is not available here: a pure point does no I/O"),
            ("stoa.call", "stoa.call is not available here: only an effect point may run commands"),
            ("stoa.mony", "stoa has no 'mony'; did you mean 'money'?"),
        ])
    func denied(expression: String, message: String) async throws {
        #expect(try await value(expression) == "plugin.denied main.lua:3: \(message)")
    }

    @Test("print is denied with the hint to use stoa.log")
    func print() async throws {
        #expect(try await value("print('x')").hasSuffix("(use stoa.log)"))
    }

    @Test("the log reaches the caller")
    func log() async throws {
        guard case .success(let answer) = try await ask("stoa.log('total', quote.items[1].unitPrice, 5) return {}") else {
            Issue.record("failed")
            return
        }
        #expect(answer.logLines == ["total 19.99 EUR 5"])
    }
}

@Suite("The annotations in sdk/lua say what the module has")
struct AnnotationTests {
    @Test("sdk/lua/stoa.lua is what the interface generates")
    func golden() throws {
        let file = packageRoot.appending(path: "sdk/lua/stoa.lua")
        if ProcessInfo.processInfo.environment["STOA_UPDATE"] == "1" {
            try LuaAnnotations.text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == LuaAnnotations.text, "run the test with STOA_UPDATE=1")
    }

    /// The names of a table's functions, joined.
    private func names(_ table: String) async throws -> [String] {
        let body = """
            local names = {}
            for name, value in pairs(\(table)) do names[#names + 1] = name .. ":" .. type(value) end
            return { { id = 'x', percent = '1', message = table.concat(names, " ") } }
            """
        guard case .success(let answer) = try await ask(body) else { return [] }
        return (answer.output[0]?["message"]?.string ?? "").split(separator: " ").map(String.init)
    }

    @Test("module and annotations name the same functions")
    func sameFunctions() async throws {
        let annotated = StoaInterface.functions.map { $0.name + ":function" } + StoaInterface.groups.map { $0.name + ":table" }
        #expect(try await names("stoa") == annotated.sorted())
        for group in StoaInterface.groups {
            #expect(try await names("stoa.\(group.name)") == group.functions.map { $0.name + ":function" }.sorted())
        }
        let samples = ["stoa.Money": "stoa.money(1, 'EUR')", "stoa.Decimal": "stoa.decimal('1')"]
        for type in StoaInterface.classes {
            let sample = try #require(samples[type.name])
            #expect(try await names("getmetatable(\(sample)).__index") == type.methods.map { $0.name + ":function" }.sorted())
            #expect(try await names(sample).map { $0.prefix { $0 != ":" } } == type.fields.map { $0.name[...] }.sorted())
        }
    }

    @Test("what is withheld is not annotated")
    func withheld() {
        let offered = Set(StoaInterface.functions.map(\.name) + StoaInterface.groups.map(\.name))
        #expect(offered.isDisjoint(with: StoaInterface.withheld.keys))
    }
}
