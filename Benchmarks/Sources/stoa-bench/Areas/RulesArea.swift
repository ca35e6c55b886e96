import CAllocations
import Foundation
import Measuring
import StoaCommerce
import StoaRules

/// What a quote costs as the book grows while as many rules match; compiling a book; a backtest; beside `zen-engine`, which
/// looks at every row of a decision table of the same size.
struct RulesArea: Area {
    let name = "rules"
    let isStandard = true

    private let seed: UInt64 = 20_261_123

    func measure(_ bench: Bench) async throws {
        for objective in ["priority", "customer"] {
            for lines in [20, 200] { try quotes(objective, lines: lines, bench) }
        }
        try compare(bench)
        try await backtest(bench)
    }

    private func quotes(_ objective: String, lines: Int, _ bench: Bench) throws {
        var few = 0.0
        for rules in [10, 100, 1_000, 10_000, 100_000] where bench.wants("\(objective), \(lines) lines, \(rules) rules,") {
            let trial = try RulesTrial(rules: rules, lines: lines, objective: objective, seed: seed)
            let line = "\(objective), \(lines) lines, \(rules) rules"
            let (p50, p99) = try trial.percentiles(runs: bench.runs)
            try bench.report("\(line), p50", unit: "µs", p50, beside: "p99", p99, runs: bench.runs)
            if rules == 100 { few = p50 }
            if rules == 10_000, few > 0 { try bench.report("\(line), p50", unit: "µs", p50, beside: "100 rules", few, runs: bench.runs) }
            guard lines == 20, objective == "customer" else { continue }
            try bench.report("\(line), applied", unit: "rules", trial.appliedMean, beside: "near misses", trial.nearMissesMean, runs: 1)
            try bench.report("compile \(rules) rules", unit: "ms", try trial.compileMilliseconds(runs: bench.runs), runs: bench.runs)
            try bench.report("memory, \(rules) rules", unit: "B/rule", Double(trial.bytes) / Double(rules), runs: 1)
        }
    }

    /// Every rule of the book counts as looked at, whether an index passes it over or a table tries it.
    private func compare(_ bench: Bench) throws {
        let sizes = [100, 1_000, 10_000].filter { bench.wants("20 lines, \($0) rules, zen-engine") }
        guard !sizes.isEmpty, let peer = try ZenPeer(bench) else { return }
        for rules in sizes {
            let trial = try RulesTrial(rules: rules, lines: 20, objective: "priority", seed: seed)
            let (own, theirs) = (try trial.meanNanoseconds(), try peer.nanosecondsPerCart(trial.book, trial.carts))
            try bench.report(
                "20 lines, \(rules) rules", unit: "rules/ms", Double(rules) / own * 1e6, beside: "zen-engine", Double(rules) / theirs * 1e6,
                runs: 1)
        }
    }

    private func backtest(_ bench: Bench) async throws {
        let processors = ProcessInfo.processInfo.activeProcessorCount
        for (objective, rules) in [("priority", 1_000), ("customer", 1_000)] where bench.wants("backtest, \(objective),") {
            let trial = try RulesTrial(rules: rules, lines: 5, objective: objective, seed: seed)
            let subject = Subject("backtest") {
                try await runsPerSecond(callers: processors, for: bench.duration) { run in _ = try trial.quote(run) }
            }
            try bench.report(
                "backtest, \(objective), 5 lines, \(rules) rules", unit: "carts/s",
                try await Measuring.medians(of: [subject], runs: bench.runs)[0],
                beside: "goal", 50_000, runs: bench.runs)
        }
    }
}
