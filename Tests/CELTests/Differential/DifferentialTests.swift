import CEL
import Diagnostics
import Foundation
import PropertyTesting
import Testing

@Suite(
    "Against Google's C++ runtime",
    .enabled(if: CELPeer.python != nil, "STOA_PYTHON names no Python with cel-expr-python; script/test makes one"))
struct DifferentialTests {
    /// What an expression comes to here, in the form of the peer's answers.
    static func outcome(_ expression: String, _ bindings: Bindings) -> String {
        do throws(DiagnosticsError) {
            let program = try ExpressionGenerator.environment.compile(expression)
            do throws(EvaluationError) { return try program.evaluate(bindings).canonical } catch { return "E \(error)" }
        } catch {
            return "C \(error.diagnostics.map { "\($0.code) \($0.message)" }.joined(separator: "; "))"
        }
    }

    /// Same value, or both an error; for an expression that does not compile, both refuse it.
    static func agree(_ ours: String, _ theirs: String) -> Bool {
        for letter in ["E", "C"] where ours.hasPrefix(letter) || theirs.hasPrefix(letter) {
            return ours.hasPrefix(letter) && theirs.hasPrefix(letter)
        }
        return Array(ours.utf8) == Array(theirs.utf8)
    }

    struct Comparison {
        var count = 0
        var values = 0
        var explained: [String: Int] = [:]
        var differences: [String] = []
    }

    /// - Parameter alter: changes an outcome of ours on its way to the comparison.
    static func compare(
        seed: UInt64, groups: Int, expressions: Int, alter: (String, String) -> String = { _, outcome in outcome }
    ) throws -> Comparison {
        var generator = ExpressionGenerator(seed: seed, dialect: .shared)
        let groups = (0..<groups).map { _ in
            CELPeer.Group(facts: generator.facts(), expressions: (0..<expressions).map { _ in generator.expression() })
        }
        let theirs = try CELPeer.outcomes(groups)
        try #require(theirs.count == groups.count)
        var comparison = Comparison()
        for (group, answers) in zip(groups, theirs) {
            try #require(answers.count == group.expressions.count)
            var bindings = Bindings(for: ExpressionGenerator.environment)
            for (variable, value) in zip(ExpressionGenerator.variables, group.facts) {
                bindings[try #require(ExpressionGenerator.environment.slot(of: variable.name))] = value
            }
            for (expression, theirs) in zip(group.expressions, answers) {
                let ours = alter(expression, outcome(expression, bindings))
                comparison.count += 1
                if !ours.hasPrefix("E"), !ours.hasPrefix("C") { comparison.values += 1 }
                if agree(ours, theirs) { continue }
                if let reason = ExplainedDifferences.reason(expression, ours: ours, theirs: theirs) {
                    comparison.explained[reason, default: 0] += 1
                } else {
                    let used = zip(ExpressionGenerator.variables, group.facts).filter { expression.contains($0.0.name) }
                    comparison.differences.append(
                        "\(expression)\n  ours   \(ours)\n  theirs \(theirs)\n  with   \(used.map { "\($0.0.name) = \($0.1)" }.joined(separator: ", "))"
                    )
                }
            }
        }
        return comparison
    }

    @Test("20,000 random expressions come to the same")
    func random() throws {
        let seed = TestRun.seed(0xCE1)
        let comparison = try Self.compare(seed: seed, groups: 40, expressions: TestRun.isLong ? 2500 : 500)
        print("compared \(comparison.count) expressions with the C++ runtime, seed \(seed): \(comparison.values) have a value")
        for (reason, count) in comparison.explained.sorted(by: { $0.key < $1.key }) { print("  \(count) explained: \(reason)") }
        #expect(comparison.count >= 20_000)
        #expect(comparison.values > comparison.count / 3, "too many of the expressions are errors")
        #expect(
            comparison.differences.isEmpty,
            "seed \(seed), \(comparison.differences.count) differences:\n\(comparison.differences.prefix(40).joined(separator: "\n"))")
    }

    @Test("What is explained still differs, and only so")
    func explained() throws {
        var generator = ExpressionGenerator(seed: 1, dialect: .shared)
        let group = CELPeer.Group(facts: generator.facts(), expressions: ExplainedDifferences.pinned.map(\.expression))
        let answers = try #require(try CELPeer.outcomes([group]).first)
        for (pinned, theirs) in zip(ExplainedDifferences.pinned, answers) {
            let ours = Self.outcome(pinned.expression, Bindings(for: ExpressionGenerator.environment))
            #expect(Self.agree(ours, pinned.ours), "\(pinned.expression) is \(ours) here")
            #expect(Self.agree(theirs, pinned.theirs), "\(pinned.expression) is \(theirs) there")
            #expect(!Self.agree(ours, theirs))
        }
    }

    @Test("A fault in one operator is found")
    func plantedFault() throws {
        let comparison = try Self.compare(seed: 7, groups: 2, expressions: 500) { expression, outcome in
            expression.contains(" - ") && outcome.hasPrefix("i:") ? "i:424242" : outcome
        }
        #expect(!comparison.differences.isEmpty)
        #expect(comparison.differences.allSatisfy { $0.contains(" - ") && $0.contains("i:424242") })
    }
}
