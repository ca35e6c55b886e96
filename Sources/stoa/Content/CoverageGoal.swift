import ArgumentParser
import JSONDocument
import StoaRules

/// How much of the rules the tests beside them must reach.
struct CoverageGoal: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Fail with exit code 1 when the tests reach less than this percentage of the rules' branches.", valueName: "percent"))
    var coverageAtLeast: Int?

    func validate() throws {
        guard let percent = coverageAtLeast, !(0...100).contains(percent) else { return }
        throw ValidationError("--coverage-at-least takes a whole number from 0 to 100")
    }

    func isReached(by coverage: RuleCoverage) -> Bool { coverage.percent >= coverageAtLeast ?? 0 }
}

extension RuleCoverage {
    /// Of several folders together.
    init?(_ parts: [RuleCoverage]) {
        guard !parts.isEmpty else { return nil }
        self.init(rules: parts.flatMap(\.rules))
    }

    /// `coverage: 34 of 40 branches (85 %)`
    var summary: String { "coverage: \(covered) of \(branches) branches (\(percent) %)" }

    /// A line for each rule that the tests do not reach entirely.
    var missingLines: [String] {
        rules.filter { $0.covered < $0.branches }.map { rule in
            let more = rule.branches - rule.covered - rule.missing.count
            return "not tested: \(rule.rule): " + rule.missing.joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
        }
    }

    func json() throws -> JSON {
        [
            "branches": JSON(branches), "covered": JSON(covered), "percent": JSON(percent),
            "rules": try JSONValueEncoder().encode(rules),
        ]
    }
}
