import CEL
import Diagnostics
import Testing

@Suite("Limits")
struct LimitTests {
    private func nested(_ open: String, _ core: String, _ close: String, _ count: Int) -> String {
        String(repeating: open, count: count) + core + String(repeating: close, count: count)
    }

    @Test("Depth is refused, not followed until the stack ends")
    func depth() {
        for (open, core, close) in [
            ("(", "1", ")"), ("[", "1", "]"), ("-(", "x", ")"), ("!", "true", ""), ("0?1:", "2", ""), ("f(", "", ")"),
        ] {
            #expect(compileCodes(nested(open, core, close, 20_000)).first == "cel.tooDeep", "\(open)")
        }
        #expect(compileCodes("1" + String(repeating: " + 1", count: 5000)) == ["cel.tooDeep"])
        #expect(compileCodes("x" + String(repeating: ".y", count: 5000)) == ["cel.tooDeep"])
        #expect(compileCodes(nested("(", "1", ")", 150)) == [])
        #expect(compileCodes("1" + String(repeating: " + 1", count: 150)) == [])
    }

    @Test("Long chains of conditions are not deep")
    func chains() throws {
        try check("true" + String(repeating: " && true", count: 5000), true)
        #expect(compileCodes("true" + String(repeating: " && true", count: 12_000)).first == "cel.tooManyNodes")
        #expect(compileCodes("'" + String(repeating: "x", count: 100_001) + "'") == ["cel.tooLong"])
    }

    @Test("Nested comprehensions end at the cost limit, and || does not hide it")
    func cost() throws {
        let ten = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"
        var expression = "true"
        for name in ["a", "b", "c", "d", "e", "f", "g", "h"] { expression = "\(ten).all(\(name), \(expression))" }
        #expect(try evaluationCode(expression) == "cel.costExceeded")
        #expect(try evaluationCode("\(expression) || true") == "cel.costExceeded")
        let program = try Environment().compile("\(ten).all(x, x >= 0)")
        #expect(throws: EvaluationError.self) { try program.evaluate(Bindings(for: Environment()), limit: 20) }
        #expect(try program.evaluateBool(Bindings(for: Environment()), limit: 200))
    }

    @Test("Values that double with each step are refused before memory is")
    func doubling() throws {
        var text = "size(a40)"
        for step in (1...40).reversed() { text = "cel.bind(a\(step), a\(step - 1) + a\(step - 1), \(text))" }
        let size = try evaluationCode("cel.bind(a0, 'xxxxxxxxxxxxxxxx', \(text))")
        #expect(size == "cel.tooLarge" || size == "cel.costExceeded")
        // A list of lists that share their elements is small in memory and endless to walk.
        func chain(_ name: String, _ core: String, _ body: String) -> String {
            var text = body
            for step in (1...60).reversed() { text = "cel.bind(\(name)\(step), [\(name)\(step - 1), \(name)\(step - 1)], \(text))" }
            return "cel.bind(\(name)0, \(core), \(text))"
        }
        #expect(try evaluationCode(chain("a", "dyn([1])", chain("b", "dyn([1])", "a60 == b60"))) == "cel.costExceeded")
        #expect(try evaluationCode(chain("a", "dyn([1])", "'%s'.format([a60]) == ''")) == "cel.costExceeded")
        #expect(try evaluationCode(chain("a", "dyn([1])", chain("b", "dyn([1])", "a60 in [b60]"))) == "cel.costExceeded")
        #expect(try evaluationCode(chain("a", "dyn([1])", chain("b", "dyn([1])", "{'x': a60} == {'x': b60}"))) == "cel.costExceeded")
        #expect(try evaluationCode(chain("a", "dyn([1])", "[a60].size() == 1")) == nil)
    }

    @Test("Each limit of the compiler has a code, and what is just below it compiles")
    func codes() {
        #expect(compileCodes("'" + String(repeating: "x", count: Limits.sourceBytesMax - 2) + "'") == [])
        #expect(compileCodes("'" + String(repeating: "x", count: Limits.sourceBytesMax - 1) + "'") == ["cel.tooLong"])
        #expect(compileCodes(nested("[", "1", "]", Limits.depthMax - 1)) == [])
        #expect(compileCodes(nested("[", "1", "]", Limits.depthMax)).first == "cel.tooDeep")
        #expect(compileCodes("[" + String(repeating: "1,", count: Limits.nodesMax - 1) + "]") == [])
        #expect(compileCodes("[" + String(repeating: "1,", count: Limits.nodesMax) + "]") == ["cel.tooManyNodes"])
        #expect(compileCodes(nested("[1].all(x, ", "true", ")", Limits.comprehensionsMax)) == [])
        #expect(compileCodes(nested("[1].all(x, ", "true", ")", Limits.comprehensionsMax + 1)) == ["cel.tooNested"])
        // One after another is not one in another.
        #expect(compileCodes("[1]" + String(repeating: ".map(x, x)", count: 40)) == [])
    }

    @Test("The deepest expression that compiles can also be evaluated in part, estimated and written")
    func deepest() throws {
        var environment = Environment()
        environment.declare(variable: "b", .bool)
        environment.declare(variable: "x", .dyn)
        let unknown = try #require(AttributePattern("b"))
        for text in [
            nested("!", "b", "", Limits.depthMax - 1), nested("[", "b", "]", Limits.depthMax - 1),
            "b" + String(repeating: " == b", count: Limits.depthMax - 1),
            nested("b ? b : ", "b", "", Limits.depthMax - 1), "x" + String(repeating: ".y", count: Limits.depthMax - 1),
            nested("cel.bind(v, b, ", "v", ")", Limits.depthMax - 1),
        ] {
            let program = try environment.compile(text)
            _ = try? program.evaluate(Bindings(for: environment), unknown: [unknown])
            #expect(program.costEstimate().minimum > 0)
            #expect(throws: Never.self) { try Expression(parsing: SourceText(name: "again", text: program.expression.text)) }
        }
    }
}
