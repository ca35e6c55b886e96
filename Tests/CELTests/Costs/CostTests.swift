import CEL
import PropertyTesting
import Testing

@Suite("Costs")
struct CostTests {
    private static let environment: Environment = {
        var environment = Environment()
        environment.declare(variable: "cart", .map(key: .string, value: .dyn))
        environment.declare(variable: "lines", .list(.int))
        environment.declare(variable: "names", .list(.string))
        environment.declare(variable: "s", .string)
        environment.declare(variable: "n", .int)
        return environment
    }()

    private func estimate(_ text: String, _ sizes: SizeHints = SizeHints()) throws -> CostEstimate {
        try Self.environment.compile(text).costEstimate(sizes: sizes)
    }

    @Test("Without loops and texts the cost is the number of parts")
    func scalars() throws {
        #expect(try estimate("n > 1 && n < 5") == CostEstimate(minimum: 7, maximum: 7))
        #expect(try estimate("1 + 2") == CostEstimate(minimum: 3, maximum: 3))
    }

    @Test("A comprehension costs its body for each element there may be")
    func comprehensions() throws {
        // 6 parts, the variable's name among them; a turn costs 1 and the 3 parts of its body.
        #expect(try estimate("lines.all(l, l > 0)", ["lines": 0...500]) == CostEstimate(minimum: 6, maximum: 6 + 500 * 4))
        #expect(try estimate("lines.map(l, l + 1)", ["lines": 2...3]) == CostEstimate(minimum: 6 + 2 * 4, maximum: 6 + 3 * 4))
        #expect(try estimate("lines.all(l, l > 0)").maximum == nil)
        let inner = try #require(try estimate("lines.all(l, lines.exists(k, k > l))", ["lines": 0...10]).maximum)
        let outer = try #require(try estimate("lines.all(l, lines.exists(k, k > l))", ["lines": 0...20]).maximum)
        #expect(outer > inner * 3 && outer < inner * 5)
    }

    @Test("Texts cost by their length")
    func texts() throws {
        let short = try #require(try estimate("s.matches('a+b')", ["s": 0...16]).maximum)
        let long = try #require(try estimate("s.matches('a+b')", ["s": 0...1600]).maximum)
        #expect(long > short * 10)
        #expect(try estimate("s.contains('x')").maximum == nil)
        #expect(try estimate("names.exists(x, x.startsWith('a'))", ["names": 0...10, "names[*]": 0...32]).maximum != nil)
        #expect(try estimate("names.exists(x, x.startsWith('a'))", ["names": 0...10]).maximum == nil)
    }

    @Test("What is too large to count is as good as unbounded")
    func saturation() throws {
        let huge: SizeHints = ["lines": 0...UInt64.max]
        #expect(try estimate("lines.all(a, lines.all(b, lines.all(c, a + b > c)))", huge).maximum == nil)
        let large: SizeHints = ["lines": 1...(1 << 40)]
        let estimate = try estimate("lines.map(a, lines.map(b, lines.map(c, a)))", large)
        #expect(estimate.maximum == nil)
        #expect(estimate.minimum > 0)
    }

    @Test("What an evaluation costs lies within the estimate")
    func boundsHold() throws {
        let seed = TestRun.seed(0xC057)
        let environment = ExpressionGenerator.environment
        var generator = ExpressionGenerator(seed: seed, dialect: .whole)
        var bounded = 0
        for _ in 0..<(TestRun.isLong ? 100_000 : 6000) {
            let text = generator.expression()
            let facts = generator.facts()
            var bindings = Bindings(for: environment)
            var sizes = SizeHints()
            for (variable, value) in zip(ExpressionGenerator.variables, facts) {
                bindings[try #require(environment.slot(of: variable.name))] = value
                hint(&sizes, variable.name, value)
            }
            guard let program = try? environment.compile(text) else { continue }
            let estimate = program.costEstimate(sizes: sizes)
            guard let cost = try? program.measured(bindings).cost else { continue }
            #expect(cost >= estimate.minimum, "seed \(seed): \(text) costs \(cost), \(estimate)")
            #expect(cost <= estimate.maximum ?? .max, "seed \(seed): \(text) costs \(cost), \(estimate)")
            if estimate.maximum != nil { bounded += 1 }
        }
        #expect(bounded > 2000, "only \(bounded) estimates have a bound")
    }

    /// The sizes of a fact: as it is, or with room around it.
    private func hint(_ sizes: inout SizeHints, _ path: String, _ value: Value) {
        switch value {
        case .string(let text): sizes.set(path, 0...UInt64(text.utf8.count))
        case .bytes(let bytes): sizes.set(path, UInt64(bytes.count)...UInt64(bytes.count))
        case .list(let values):
            sizes.set(path, UInt64(values.count)...UInt64(values.count + 2))
            sizes.set(path + "[*]", 0...32)
        case .map(let map): sizes.set(path, 0...UInt64(map.count))
        default: break
        }
    }
}
