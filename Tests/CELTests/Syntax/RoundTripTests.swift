import CEL
import CELConformance
import Diagnostics
import PropertyTesting
import Testing

@Suite("Text to tree to text")
struct RoundTripTests {
    private func parse(_ text: String) -> Expression? { try? Expression(parsing: SourceText(name: "e", text: text)) }

    /// Nil when the tree stays the same, otherwise what was written.
    private func loss(_ tree: Expression) -> String? {
        let text = tree.text
        guard let again = parse(text) else { return "does not parse: \(text)" }
        return again.hasSameTree(as: tree) ? nil : text
    }

    /// In four parts, so that they run beside each other.
    @Test("100,000 random expressions keep their tree", arguments: 0..<4)
    func random(_ part: Int) {
        let seed = TestRun.seed(0x707) &+ UInt64(part)
        var generator = ExpressionGenerator(seed: seed, dialect: .whole, depthMax: 3)
        var losses: [String] = []
        for _ in 0..<25_000 {
            let text = generator.expression()
            guard let tree = parse(text) else {
                losses.append("the generator made what does not parse: \(text)")
                continue
            }
            if let loss = loss(tree) { losses.append("\(text) → \(loss)") }
        }
        #expect(losses.isEmpty, "seed \(seed), \(losses.count) losses:\n\(losses.prefix(20).joined(separator: "\n"))")
    }

    @Test(
        "Every official expression keeps its tree",
        .enabled(if: SharedSuite.folder != nil, "the shared folder with data/cel is not on this machine"))
    func official() throws {
        let expressions = try SharedSuite.read().files.flatMap { $0.tests.map(\.expression) }
        var count = 0
        var losses: [String] = []
        for text in expressions {
            // Some tests are about what does not parse.
            guard let tree = parse(text) else { continue }
            count += 1
            if let loss = loss(tree) { losses.append("\(text) → \(loss)") }
        }
        #expect(count > expressions.count * 9 / 10)
        #expect(losses.isEmpty, "\(losses.joined(separator: "\n"))")
    }

    @Test(
        "Trees that differ are told apart",
        arguments: [
            ("a + b", "b + a"), ("-(1)", "-1"), ("a.b", "a.?b"), ("[x]", "[?x]"), ("1", "1u"), ("1.0", "1"),
            ("x.all(i, i)", "x.exists(i, i)"),
        ])
    func different(_ left: String, _ right: String) throws {
        #expect(try !#require(parse(left)).hasSameTree(as: try #require(parse(right))))
    }
}
