import CEL
import Diagnostics
import Testing

@Suite("Errors of evaluation")
struct EvaluationErrorTests {
    @Test(
        "Each has its code",
        arguments: [
            ("1 / 0", "cel.divisionByZero"), ("1u % 0u", "cel.divisionByZero"), ("9223372036854775807 + 1", "cel.overflow"),
            ("0u - 1u", "cel.overflow"), ("-9223372036854775808 / -1", "cel.overflow"), ("-9223372036854775808 % -1", "cel.overflow"),
            ("{'a': 1}['b']", "cel.noSuchKey"),
            ("{'a': 1}.b", "cel.noSuchKey"), ("[1][1]", "cel.indexOutOfRange"), ("[1][-1]", "cel.indexOutOfRange"),
            ("dyn(1).b", "cel.noSuchField"), ("dyn(1) + dyn('a')", "cel.noOverload"), ("dyn(1) && true", "cel.noOverload"),
            ("int('x')", "cel.invalidArgument"), ("timestamp('2026-02-30T00:00:00Z')", "cel.invalidArgument"),
            ("duration('1d')", "cel.invalidArgument"), ("{1: 2, 1u: 3}", "cel.duplicateKey"), ("{dyn(1.5): 2}", "cel.invalidKey"),
            ("dyn([1]) in dyn({1: 2})", "cel.invalidKey"), ("{1: 2}.a", "cel.noSuchKey"),
            ("optional.none().value()", "cel.emptyOptional"), ("timestamp(0).getHours('Mars/Base')", "cel.unknownTimeZone"),
            ("['('].all(p, 'x'.matches(p))", "cel.invalidPattern"), ("dyn(5).all(x, true)", "cel.noOverload"),
            ("timestamp('9999-12-31T00:00:00Z') + duration('48h')", "cel.overflow"), ("int(1e30)", "cel.overflow"),
            ("string(b'\\xff')", "cel.invalidArgument"), ("'%d'.format(['x'])", "cel.invalidArgument"),
        ])
    func code(_ expression: String, expected: String) throws {
        #expect(try evaluationCode(expression) == expected)
    }

    @Test("In unchecked mode unknown names are errors only when they are reached")
    func unchecked() throws {
        #expect(try evaluationCode("x", mode: .unchecked) == "cel.unknownName")
        #expect(try evaluationCode("f(1)", mode: .unchecked) == "cel.unknownFunction")
        #expect(try evaluationCode("true || x", mode: .unchecked) == nil)
        #expect(try evaluationCode("f(1) && false", mode: .unchecked) == nil)
    }

    @Test("The other side of an optional is evaluated only when it is needed")
    func lazyOptional() throws {
        try check("optional.of(1).orValue(1 / 0)", 1)
        try check("optional.of(1).or(optional.of(1 / 0)).value()", 1)
        #expect(try evaluationCode("optional.none().orValue(1 / 0)") == "cel.divisionByZero")
    }

    @Test("An error says where it arose")
    func place() throws {
        let source = SourceText(name: "x.yaml", text: "[1, 2].all(i, 10 / (i - 1) > 0)")
        let program = try Environment().compile(source)
        let error = #expect(throws: EvaluationError.self) { try program.evaluate(Bindings(for: Environment())) }
        #expect(error?.span == SourceSpan(14, 26))
        #expect(error?.diagnostic(in: source).rendered().contains("x.yaml:1:15: error[cel.divisionByZero] division by zero") == true)
    }

    @Test("A huge value in a message is cut")
    func shortMessage() throws {
        let program = try Environment().compile("int('" + String(repeating: "x", count: 5000) + "')")
        let error = #expect(throws: EvaluationError.self) { try program.evaluate(Bindings(for: Environment())) }
        #expect((error?.message.utf8.count ?? .max) < 100)
    }
}
