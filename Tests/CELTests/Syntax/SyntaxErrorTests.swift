import CEL
import Diagnostics
import Testing

@Suite("Syntax errors")
struct SyntaxErrorTests {
    @Test(
        "Each mistake has a code, a place and a hint where there is one",
        arguments: [
            ("1 +", "cel.syntax", 3, nil), ("(1", "cel.syntax", 2, nil), ("a = 1", "cel.syntax", 2, "write '==' to compare"),
            ("true & false", "cel.syntax", 5, "write '&&' for 'and'"), ("true and false", "cel.syntax", 5, "write '&&'"),
            ("'abc", "cel.syntax", 0, "add the closing quote"),
            ("'\\q'", "cel.syntax", 1, "write \\\\ for a backslash, or put r before the text"),
            ("12abc", "cel.syntax", 0, "put an operator between the number and the name"), ("for", "cel.syntax", 0, "use another name"),
            ("[1, 2", "cel.syntax", 5, nil), ("{1}", "cel.syntax", 2, nil), ("x.1", "cel.syntax", 1, nil),
            ("9223372036854775808", "cel.numberRange", 0, "write 9223372036854775808.0 for a double"), ("1e999", "cel.numberRange", 0, nil),
            ("has(1)", "cel.syntax", 4, "write has(object.field)"), ("[1].all(1, true)", "cel.syntax", 8, "write a plain name, such as x"),
            ("[1].exists(i, i, true)", "cel.syntax", 14, "use two names"), ("a ? b", "cel.syntax", 5, nil), ("§", "cel.syntax", 0, nil),
            ("(1, 2)", "cel.syntax", 0, "write [a, b] for a list"), ("f(1,)", "cel.syntax", 4, nil), ("'\\ud800'", "cel.syntax", 1, nil),
            ("", "cel.syntax", 0, nil), ("x.in", "cel.syntax", 2, "write [\"in\"]"),
        ] as [(String, String, Int, String?)])
    func mistake(_ source: String, code: String, start: Int, hint: String?) throws {
        let error = try #require(throws: DiagnosticsError.self) { try Environment().compile(source) }
        let first = try #require(error.diagnostics.first)
        #expect(first.code == code)
        #expect(first.span?.start == start)
        #expect(first.hint == hint)
    }

    @Test("Several mistakes are found in one run")
    func several() {
        #expect(compileCodes("[1 +, 2 *, (3]") == ["cel.syntax", "cel.syntax", "cel.syntax"])
        #expect(
            compileCodes("a + b || c.d(1 + 'x')")
                == ["cel.unknownName", "cel.unknownName", "cel.unknownName", "cel.unknownFunction", "cel.noOverload"])
        #expect(compileCodes("§ + §") == ["cel.syntax", "cel.syntax"])
    }

    @Test("A mistake is rendered with its line and a caret")
    func rendered() throws {
        var environment = Environment()
        environment.declare(variable: "customer", .map(key: .string, value: .string))
        let source = SourceText(name: "rule.yaml", text: "true &&\n  custmer.tier == 'vip'")
        let error = try #require(throws: DiagnosticsError.self) { try environment.compile(source) }
        #expect(
            error.description == """
                rule.yaml:2:3: error[cel.unknownName] 'custmer' is not declared
                    custmer.tier == 'vip'
                    ^~~~~~~
                  hint: did you mean 'customer'?

                """)
    }
}
