import CAllocations
import CEL
import Measuring

/// Conditions over a cart of 20 lines: facts bound as Swift values and as JSON would give them, beside Google's
/// implementation inside of its engine and beside closures that a programmer would write in their place.
struct CELArea: Area {
    let name = "cel"
    let isStandard = true

    /// Short and many, so that what else the machine does falls on all subjects alike.
    private let duration = Duration.milliseconds(10)
    private let slices = 10
    private let batch = 100

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
            let subjects = [
                evaluation("typed", typedProgram, typed.bindings), evaluation("dynamic", dynamicProgram, dynamic.bindings),
                Subject("hand-written closure") {
                    let closure = rule.closure
                    return try holding { (count: Int) in
                        var held = 0
                        for _ in 0..<count where closure(facts, now) { held += 1 }
                        return held
                    }
                },
            ]
            let values = try await medians(of: subjects, runs: bench.runs * slices)
            try bench.report("\(rule.name), typed", unit: "ns", values[0], beside: subjects[2].name, values[2], runs: bench.runs)
            let inEngine = Subject("cel-expr-python in engine") { try peer?.nanoseconds("engine", rule.text) ?? 0 }
            let peerValue = peer == nil ? 0 : try await medians(of: [inEngine], runs: bench.runs)[0]
            for index in 0...1 {
                let line = "\(rule.name), \(subjects[index].name)"
                if peer != nil {
                    try bench.report(line, unit: "ns", values[index], beside: inEngine.name, peerValue, runs: bench.runs)
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
        Subject(name) {
            try holding { (count: Int) throws(EvaluationError) in
                var held = 0
                for _ in 0..<count where try program.evaluateBool(bindings) { held += 1 }
                return held
            }
        }
    }

    /// Nanoseconds a run. The runs are counted by the hundred, so that what is around them takes no part, and the answers are
    /// counted, so that none is left out.
    private func holding<Failure: Error>(_ heldOf: (_ count: Int) throws(Failure) -> Int) throws -> Double {
        var (held, runs) = (0, 0)
        let nanoseconds = try nanosecondsPerRun(for: duration) { () throws(Failure) in
            runs += batch
            held += try heldOf(batch)
        }
        guard held == runs else { throw BenchmarkError("a condition did not hold in each run") }
        return nanoseconds / Double(batch)
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
