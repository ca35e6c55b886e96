import CAllocations
import CEL
import Measuring

/// Conditions over a cart of 20 lines: facts bound as Swift values and as JSON would give them, beside Google's
/// implementation inside of its engine and beside closures that a programmer would write in their place.
struct CELArea: Area {
    let name = "cel"
    let isStandard = true

    private let duration = Duration.milliseconds(100)

    func measure(_ bench: Bench) async throws {
        let facts = RuleFacts()
        let (typed, dynamic) = (try RuleBinding.typed(facts), try RuleBinding.dynamic(facts))
        let peer = try CELPeer(bench, facts)
        guard let now = Timestamp(parsing: RuleFacts.now) else { throw BenchmarkError("the time of the facts is none") }
        let rules = try RuleExpression.all()
        for rule in rules {
            let typedProgram = try typed.environment.compile(rule.text, expecting: .bool)
            let dynamicProgram = try dynamic.environment.compile(rule.text, expecting: .bool)
            guard try typedProgram.evaluateBool(typed.bindings), try dynamicProgram.evaluateBool(dynamic.bindings), rule.closure(facts, now)
            else { throw BenchmarkError("'\(rule.text)' does not hold") }
            var subjects = [
                evaluation("typed", typedProgram, typed.bindings), evaluation("dynamic", dynamicProgram, dynamic.bindings),
                Subject("hand-written closure") { try holding { rule.closure(facts, now) } },
            ]
            if let peer { subjects.append(Subject("cel-expr-python in engine") { try peer.nanoseconds("engine", rule.text) }) }
            let values = try await medians(of: subjects, runs: bench.runs)
            try bench.report("\(rule.name), typed", unit: "ns", values[0], beside: subjects[2].name, values[2], runs: bench.runs)
            for index in 0...1 {
                let line = "\(rule.name), \(subjects[index].name)"
                if peer != nil {
                    try bench.report(line, unit: "ns", values[index], beside: subjects[3].name, values[3], runs: bench.runs)
                } else if index == 1 {
                    try bench.report(line, unit: "ns", values[index], runs: bench.runs)
                }
            }
            try bench.report(
                "\(rule.name), allocations", unit: "allocations", try allocations(typedProgram, typed.bindings), beside: "dynamic",
                try allocations(dynamicProgram, dynamic.bindings), runs: 1)
        }
        try await compile(rules[1], typed, peer, bench)
    }

    private func evaluation(_ name: String, _ program: Program, _ bindings: Bindings) -> Subject {
        Subject(name) { try holding { () throws(EvaluationError) in try program.evaluateBool(bindings) } }
    }

    /// Nanoseconds a run. The answers are counted, so that none is left out.
    private func holding<Failure: Error>(_ condition: () throws(Failure) -> Bool) throws -> Double {
        var (held, runs) = (0, 0)
        let nanoseconds = try nanosecondsPerRun(for: duration) { () throws(Failure) in
            runs += 1
            if try condition() { held += 1 }
        }
        guard held == runs else { throw BenchmarkError("a condition did not hold in each run") }
        return nanoseconds
    }

    /// Allocations of one evaluation, after the first, which converts what is kept with the facts.
    private func allocations(_ program: Program, _ bindings: Bindings) throws -> Double {
        let evaluations = 100
        _ = try program.evaluateBool(bindings)
        let before = allocations_counted()
        for _ in 0..<evaluations { _ = try program.evaluateBool(bindings) }
        return Double(allocations_counted() - before) / Double(evaluations)
    }

    private func compile(_ rule: RuleExpression, _ typed: RuleBinding, _ peer: CELPeer?, _ bench: Bench) async throws {
        let line = "\(rule.name), compile"
        let compile = Subject(line) {
            try nanosecondsPerRun(for: duration) { _ = try typed.environment.compile(rule.text, expecting: .bool) }
        }
        if let peer {
            try await bench.figure(
                line, unit: "ns", compile, beside: Subject("cel-expr-python") { try peer.nanoseconds("compile", rule.text) })
        } else {
            try bench.report(line, unit: "ns", try await medians(of: [compile], runs: bench.runs)[0], runs: bench.runs)
        }
    }
}
