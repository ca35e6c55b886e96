import Diagnostics
import Foundation
import Measuring
import StoaCommerce
import StoaRules

/// How many past orders a second are compared by two books, parsing excluded.
struct SimulateArea: Area {
    let name = "simulate"
    let isStandard = true

    func measure(_ bench: Bench) async throws {
        let processors = ProcessInfo.processInfo.activeProcessorCount
        for objective in ["priority", "customer"] {
            let older = try RulesTrial(rules: 1_000, lines: 5, objective: objective, seed: 20_261_123)
            // The same rules; what takes a percentage off takes one percent more.
            let changed = older.book.files.map { file in
                SourceText(name: file.name, text: file.text.replacing(/\n  percent: (\d+)/) { "\n  percent: \((Int($0.1) ?? 0) + 1)" })
            }
            let simulation = Simulation(from: older.compiled, to: try Rulebook.compile(changed))
            let inputs = older.carts.map { QuoteInput(cart: $0.cart, codes: $0.codes, at: SyntheticMall.now) }
            let both = Subject("two books") {
                try await runsPerSecond(callers: processors, for: bench.duration) { run in
                    _ = try simulation.compare(inputs[run % inputs.count])
                }
            }
            let one = Subject("a quote each") {
                try await runsPerSecond(callers: processors, for: bench.duration) { run in _ = try older.quote(run) }
            }
            try await bench.figure("backtest, \(objective), 5 lines, 1000 rules", unit: "carts/s", both, beside: one)
        }
    }
}
