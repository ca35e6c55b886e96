import CEL
import Diagnostics
import StoaCommerce
import StoaExpressions
import Testing

@Suite("Templates put values into fields")
struct TemplateTests {
    private func value(_ text: String) throws -> Value {
        let environment = CommandEnvironment(currency: .usd)
        var scope = CommandScope(environment)
        scope["command"] = dynamicObject(["amount": dynamicObject(["amount": .int(1999), "currency": "USD"]), "name": "x}y"])
        scope["tasks"] = .map(MapValue([:]))
        return try environment.template(SourceText(name: "field", text: text)).value(in: scope)
    }

    @Test("a field that is wholly an expression keeps the value's type")
    func typed() throws {
        #expect(try value("${ command.amount }").object(as: MoneyValue.self) == .exact(try Money(1999, .usd)))
        #expect(try value("${ 1 + 2 }") == .int(3))
        #expect(try value("${ {'a': 1}.a }") == .int(1))
        #expect(try value("${ '}' + \"{\" }") == .string("}{"))
    }

    @Test(
        "inside longer text the value is put in as text",
        arguments: [
            ("sum: ${ command.amount }", "sum: 19.99 USD"), ("${1}${true}", "1true"), ("$${ not } ${ 'a' }", "${ not } a"),
            ("plain $5", "plain $5"),
            ("name ${ command.name }!", "name x}y!"), ("", ""),
        ])
    func interpolated(text: String, expected: String) throws {
        #expect(try value(text) == .string(expected))
    }

    @Test("results are never evaluated again")
    func notTwice() throws {
        #expect(try value("${ '$' + '{ 1 }' }") == .string("${ 1 }"))
    }

    @Test("mistakes point into the field")
    func mistakes() {
        let environment = CommandEnvironment(currency: .usd)
        func findings(_ text: String) -> [Diagnostic] {
            do throws(DiagnosticsError) { _ = try environment.template(SourceText(name: "f", text: text)) } catch {
                return error.diagnostics
            }
            return []
        }
        #expect(findings("a ${ 1 + ").map(\.code) == ["template.unclosed"])
        #expect(findings("a ${ nobody }").first?.span?.start == 5)
        #expect(findings("a ${ nobody } ${ 1 +/ 2 }").count == 2)
    }

    @Test("a list has no text")
    func list() {
        #expect(throws: EvaluationError.self) { try value("a ${ [1] }") }
    }
}
