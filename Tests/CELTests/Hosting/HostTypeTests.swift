import CEL
import Diagnostics
import Testing

@Suite("Host types and functions")
struct HostTypeTests {
    let shop = Shop()

    private func evaluate(_ expression: String, cart: Cart = Cart()) throws -> Value {
        var bindings = Bindings(for: shop.environment)
        bindings.set(shop.cart, cart)
        return try shop.environment.compile(expression).evaluate(bindings)
    }

    @Test(
        "Fields, operators and functions of host types",
        arguments: [
            "cart.currency == 'USD'",
            "cart.subtotal >= money('50.00')",
            "cart.subtotal >= money({'USD': '50.00', 'KRW': '65000'})",
            "!(cart.subtotal >= money('50.01'))",
            "cart.subtotal == money('50.00')",
            "cart.subtotal != krw(5000)",
            "cart.subtotal + cart.subtotal == money('50.00') * 2",
            "2 * money('1.50') == money('3.00')",
            "cart.lines.exists(l, l.price * l.quantity >= money('10.00'))",
            "cart.lines.all(l, l.sku == 'A' && l.quantity == 1)",
            "!has(cart.lines[0].section)",
            "cart.lines[0].?section.orValue('none') == 'none'",
            "cart.lines.map(l, l.price)[0].currency == 'USD'",
            "type(cart.subtotal) == money",
            "dyn(cart).subtotal == dyn(money('50.00'))",
            "dyn(cart.subtotal) * dyn(2) == money('100.00')",
            "cart.attributes.?colour.orValue('none') == 'none'",
            "cart.subtotal in [money('1.00'), money('50.00')]",
            "cart.subtotal != null",
        ])
    func holds(_ expression: String) throws {
        #expect(try evaluate(expression) == .bool(true))
    }

    @Test(
        "Mistakes about host types are found when compiling",
        arguments: [
            ("cart.subtotl >= money('1.00')", "cel.unknownField", "did you mean 'subtotal'?"),
            ("carts.subtotal >= money('1.00')", "cel.unknownName", "did you mean 'cart'?"),
            ("cart.subtotal >= 5", "cel.noOverload", nil),
            ("cart.subtotal == 5", "cel.noOverload", nil),
            ("cart.subtotal * 1.5 == cart.subtotal", "cel.noOverload", nil),
            ("mony('1.00') == cart.subtotal", "cel.unknownFunction", "did you mean 'money'?"),
            ("cart.subtotal >= money('12')", "money.malformed", "write it as \"50.00\""),
            ("money('1.00') + krw(3) == cart.subtotal", "money.currencyMismatch", nil),
            ("cart{currency: 'USD'} == cart", "cel.unsupported", "bind one to a variable"),
        ] as [(String, String, String?)])
    func mistakes(_ expression: String, code: String, hint: String?) {
        let error = #expect(throws: DiagnosticsError.self) { try shop.environment.compile(expression) }
        #expect(error?.diagnostics.map(\.code) == [code])
        if let hint { #expect(error?.diagnostics.first?.hint == hint) }
    }

    @Test("What constants break is reported together with the other mistakes, in the order of the source")
    func allMistakes() {
        let codes = compileCodes("money('1') == cart.subtotal || cart.nope || money('2') == cart.subtotal", in: shop.environment)
        #expect(codes == ["money.malformed", "cel.unknownField", "money.malformed"])
    }

    @Test("A host function's error says where it was called")
    func hostErrorHasSpan() throws {
        let error = #expect(throws: EvaluationError.self) {
            try evaluate("true && cart.subtotal + krw(cart.lines[0].quantity) == cart.subtotal")
        }
        #expect(error?.code == "money.currencyMismatch")
        #expect(error?.span == SourceSpan(8, 51))
    }

    @Test("An absent field is an error with the way out in its hint")
    func absentField() throws {
        let error = #expect(throws: EvaluationError.self) { try evaluate("cart.lines[0].section == 'x'") }
        #expect(error?.code == "cel.absentField")
        #expect(error?.hint == "test it with has(…), or read it with .?section")
        #expect(try evaluate("has(cart.lines[0].section)", cart: Cart(lines: [Line(section: "x")])) == true)
    }

    @Test("A program of a smaller environment runs with bindings of a larger one")
    func largerEnvironment() throws {
        let program = try shop.environment.compile("cart.currency", expecting: .string)
        var larger = shop.environment
        let line = larger.declare(variable: "line", Line.self)
        let conditionOfLine = try larger.compile("line.quantity > 1 && cart.currency == 'USD'", expecting: .bool)
        var bindings = Bindings(for: larger)
        bindings.set(shop.cart, Cart())
        bindings[line] = .object(Line(quantity: 2))
        #expect(try program.evaluate(bindings) == "USD")
        #expect(try conditionOfLine.evaluateBool(bindings))
        bindings[line] = .object(Line(quantity: 1))
        #expect(try !conditionOfLine.evaluateBool(bindings))
    }

    @Test("A variable that is not set is an error of its own, and so is one of another type")
    func unsetVariable() throws {
        let program = try shop.environment.compile("cart.currency == 'USD'")
        var bindings = Bindings(for: shop.environment)
        let unset = #expect(throws: EvaluationError.self) { try program.evaluate(bindings) }
        #expect(unset?.code == "cel.unboundVariable")
        bindings[shop.cart] = .int(1)
        let error = #expect(throws: EvaluationError.self) { try program.evaluate(bindings) }
        #expect(error?.code == "cel.noSuchField")
    }

    @Test("Conjuncts, constants and variables can be read from a program")
    func introspection() throws {
        let program = try shop.environment.compile("cart.currency == 'USD' && cart.subtotal >= money('50.00') && now > timestamp(0)")
        let conjuncts = program.expression.conjuncts
        #expect(conjuncts.map(\.text) == ["cart.currency == \"USD\"", "cart.subtotal >= money(\"50.00\")", "now > timestamp(0)"])
        #expect(conjuncts[0].children.first?.path == ["cart", "currency"])
        #expect(program.constant(conjuncts[1].children[1]) == .object(Money(minor: 5000, "USD")))
        #expect(program.variables == ["cart", "now"])
        #expect(program.resultType == .bool)
        #expect(program.type(of: conjuncts[1].children[0]) == Money.celType)
    }
}
