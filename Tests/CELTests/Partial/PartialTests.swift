import CEL
import Diagnostics
import PropertyTesting
import Testing

@Suite("Evaluation with unknown facts")
struct PartialTests {
    private static let environment: Environment = {
        var environment = Environment()
        environment.declare(variable: "cart", .map(key: .string, value: .dyn))
        environment.declare(variable: "lines", .list(.map(key: .string, value: .int)))
        environment.declare(variable: "a", .bool)
        environment.declare(variable: "b", .bool)
        environment.declare(variable: "n", .int)
        environment.declare(variable: "s", .string)
        return environment
    }()

    private func evaluate(_ text: String, unknown: [String], _ mode: CompileMode = .checked) throws -> PartialResult {
        let environment = Self.environment
        var bindings = Bindings(for: environment)
        bindings[try #require(environment.slot(of: "cart"))] = .map(
            MapValue(["currency": "USD", "total": 900, "tags": ["vip"], "customer": .map(MapValue(["tier": "gold", "age": 30]))]))
        bindings[try #require(environment.slot(of: "lines"))] = [
            .map(MapValue(["price": 100, "quantity": 2])), .map(MapValue(["price": 500, "quantity": 1])),
        ]
        bindings[try #require(environment.slot(of: "a"))] = true
        bindings[try #require(environment.slot(of: "n"))] = 7
        let patterns = try unknown.map { try #require(AttributePattern($0), "\($0)") }
        return try environment.compile(text, mode: mode).evaluate(bindings, unknown: patterns)
    }

    @Test(
        "What does not matter is not asked for",
        arguments: [
            ("b && false", ["b"], "false"), ("false && b", ["b"], "false"), ("b || true", ["b"], "true"), ("a || b", ["b"], "true"),
            ("a ? 1 : n", ["n"], "1"), ("n == 7", ["b"], "true"), ("cart.currency == 'USD'", ["cart.customer.tier"], "true"),
            ("cart.customer.age", ["cart.customer.tier"], "30"), ("lines.exists(l, l.price > 400)", ["lines[0]"], "true"),
            ("lines.all(l, l.quantity < 2)", ["lines[*].price"], "false"), ("lines.map(l, l.quantity)", ["lines[*].price"], "[2, 1]"),
            ("lines[1].price", ["lines[0]"], "500"), ("size(lines)", ["b"], "2"), ("(b && false) || n > 3", ["b"], "true"),
            ("1 / 0 > 0 && b && false", ["b"], "false"), ("cel.bind(x, n, a || b)", ["b"], "true"),
            ("optional.of(n).orValue(size(s))", ["s"], "7"), ("[1, 2].filter(i, a || b)", ["b"], "[1, 2]"),
        ])
    func known(_ text: String, unknown: [String], value: String) throws {
        guard case .known(let found) = try evaluate(text, unknown: unknown) else {
            Issue.record("\(text) is not known")
            return
        }
        #expect(found.description == value)
    }

    @Test(
        "What is left, and what it depends on",
        arguments: [
            ("a && b", ["b"], "b", ["b"]),
            (
                "cart.total >= 500 && cart.customer.tier == 'gold'", ["cart.customer"], "cart.customer.tier == \"gold\"",
                ["cart.customer.tier"]
            ),
            ("n + 1 > size(s)", ["s"], "8 > size(s)", ["s"]), ("b || n > 10", ["b"], "b", ["b"]),
            ("b && s == 'x'", ["b", "s"], "b && s == \"x\"", ["b", "s"]), ("b ? n : n + 1", ["b"], "b ? 7 : 8", ["b"]),
            ("1 / 0 > 0 || b", ["b"], "1 / 0 > 0 || b", ["b"]),
            ("lines.all(l, l.price > n)", ["lines[*].price"], "lines.all(l, l.price > 7)", ["lines[0].price", "lines[1].price"]),
            ("lines.exists(l, l.price > n * 100)", ["lines[1]"], "lines.exists(l, l.price > 700)", ["lines[1]"]),
            ("lines.map(l, l.quantity * n)", ["lines"], "lines.map(l, l.quantity * 7)", ["lines"]),
            ("[1, n].map(i, i + size(s))", ["s"], "[1, 7].map(i, i + size(s))", ["s"]),
            ("cart.customer == {}", ["cart.customer.tier"], "cart.customer == {}", ["cart.customer"]),
            ("cart[s]", ["s"], "cart[s]", ["s"]), ("cart[s] == 1", ["cart.total", "s"], "cart[s] == 1", ["cart[*]", "s"]),
            ("has(cart.customer.tier)", ["cart.customer.tier"], "has(cart.customer.tier)", ["cart.customer.tier"]),
            ("cel.bind(x, size(s), x > n)", ["s"], "cel.bind(x, size(s), x > 7)", ["s"]),
            (
                "cart.?customer.?tier.orValue('none')", ["cart.customer.tier"], "cart.?customer.?tier.orValue(\"none\")",
                ["cart.customer.tier"]
            ),
            ("timestamp(n) > timestamp(s)", ["s"], "timestamp(\"1970-01-01T00:00:07Z\") > timestamp(s)", ["s"]),
            ("dyn(n) == dyn(s)", ["s"], "dyn(7) == dyn(s)", ["s"]),
        ])
    func residual(_ text: String, unknown: [String], left: String, attributes: [String]) throws {
        guard case .unknown(let residual) = try evaluate(text, unknown: unknown) else {
            Issue.record("\(text) is known")
            return
        }
        #expect(residual.description == left)
        #expect(residual.attributes.map(\.description) == attributes)
    }

    @Test("An error is one only when nothing unknown could absorb it")
    func errors() throws {
        #expect(throws: EvaluationError.self) { try evaluate("1 / 0 > 0 && a", unknown: ["b"]) }
        #expect(throws: EvaluationError.self) { try evaluate("n / 0 > 0", unknown: ["b"]) }
        guard case .unknown = try evaluate("1 / 0 + size(s)", unknown: ["s"]) else {
            Issue.record("unknown goes before error")
            return
        }
        let unset = #expect(throws: EvaluationError.self) { try evaluate("s == 'x'", unknown: ["b"]) }
        #expect(unset?.code == "cel.unboundVariable")
    }

    @Test("The cost limit ends it")
    func limit() throws {
        let program = try Self.environment.compile("b || lists.range(1000).all(i, lists.range(1000).all(j, b || j >= 0))")
        let pattern = try #require(AttributePattern("b"))
        let error = #expect(throws: EvaluationError.self) {
            try program.evaluate(Bindings(for: Self.environment), unknown: [pattern], limit: 20_000)
        }
        #expect(error?.code == "cel.costExceeded")
    }

    @Test("Paths", arguments: ["a", "cart.customer.tier", "cart.lines[*].price", "tiers[0]", "rates[\"U S\"]"])
    func paths(_ text: String) throws {
        #expect(try #require(AttributePattern(text)).description == text)
        #expect(AttributePattern(text + " + 1") == nil)
    }

    /// Facts of which some are left out come to what all of them come to.
    @Test("What is left of a random expression comes to what the whole does")
    func agreesWithTheWhole() throws {
        let seed = TestRun.seed(0x9A27)
        let environment = ExpressionGenerator.environment
        var generator = ExpressionGenerator(seed: seed, dialect: .whole)
        let paths = ["x.k", "x.n", "m.a", "m.k", "li[0]", "li[*]", "ls[1]", "x.k.p"] + ExpressionGenerator.variables.map(\.name)
        var unknownCount = 0
        var knownCount = 0
        for _ in 0..<(TestRun.isLong ? 100_000 : 6000) {
            let text = generator.expression()
            var bindings = Bindings(for: environment)
            for (variable, value) in zip(ExpressionGenerator.variables, generator.facts()) {
                bindings[try #require(environment.slot(of: variable.name))] = value
            }
            let unknown = (0..<(1 + generator.random.below(6))).compactMap { _ in AttributePattern(generator.random.pick(paths)) }
            guard let program = try? environment.compile(text) else { continue }
            let whole = outcome { try program.evaluate(bindings) }
            let part: String
            do {
                switch try program.evaluate(bindings, unknown: unknown) {
                case .known(let value):
                    part = value.canonical
                    knownCount += 1
                case .unknown(let residual):
                    unknownCount += 1
                    let left = try environment.compile(residual.description)
                    part = outcome { try left.evaluate(bindings) }
                }
            } catch let error as EvaluationError {
                part = "E"
                _ = error
            } catch { part = "\(error)" }
            #expect(part == whole, "seed \(seed): \(text) without \(unknown.map(\.description))")
        }
        #expect(unknownCount > 1000 && knownCount > 1000, "\(unknownCount) unknown, \(knownCount) known")
    }

    private func outcome(_ evaluate: () throws -> Value) -> String {
        do { return try evaluate().canonical } catch { return "E" }
    }
}
