import StoaCommerce

/// Keeps each candidate, in the order of computation, that applies and is admissible beside those kept; inside a group,
/// those that give most.
struct PriorityChoice {
    let pricer: Pricer
    let timeline: [TimelineEntry]
    let admissibility: Admissibility
    private var stepsLeft: Int

    init(pricer: Pricer, timeline: [TimelineEntry], admissibility: Admissibility, stepsMax: Int) {
        self.pricer = pricer
        self.timeline = timeline
        self.admissibility = admissibility
        stepsLeft = stepsMax
    }

    /// One way through the timeline, at some entry.
    fileprivate struct Run {
        var state: PricingState
        var kept: Kept
        /// By group: the members that may be kept, once that is settled.
        var winners: [Int: Set<Int>] = [:]
        /// What the candidates of groups gave, money and extras.
        var given: [Int: Objective] = [:]
        var step: StepFacts?
        /// As ``Choice/explanations``.
        var explanations: [Explanation?]?
    }

    mutating func choose(from start: PricingState) -> Choice {
        let count = pricer.candidates.count
        var run = Run(state: start, kept: Kept(count: count), explanations: Array(repeating: nil, count: count))
        proceed(&run, from: 0)
        guard stepsLeft <= 0 else {
            return Choice(
                kept: run.kept, state: run.state, optimality: Quote.Optimality(status: .optimal, gap: 0), explanations: run.explanations)
        }
        // Rules that were not reached could at most make everything free that is left.
        let shipping = pricer.facts.selectedShipping.map { run.state.shipping[$0].price } ?? 0
        let gap = run.state.items.reduce(shipping) { $0 + $1.total }
        return Choice(kept: run.kept, state: run.state, optimality: Quote.Optimality(status: .bounded, gap: gap))
    }

    private mutating func proceed(_ run: inout Run, from first: Int) {
        for index in first..<max(first, timeline.count) {
            let entry = timeline[index]
            if run.step == nil || index == 0 || timeline[index - 1].stage != entry.stage {
                run.step = pricer.begin(&run.state, after: run.step)
            }
            guard let step = run.step else { continue }
            let group = admissibility.group(of: entry.candidate)
            let before = run.state.objective
            if entry.action == .complete {
                if run.kept.contains(entry.candidate) { pricer.complete(entry, in: &run.state, step) }
            } else {
                if let group, run.winners[group] == nil { settle(group, in: &run, at: index) }
                guard group.map({ run.winners[$0]?.contains(entry.candidate) == true }) ?? true, stepsLeft > 0,
                    admissibility.obstacle(to: entry.candidate, kept: run.kept) == nil
                else {
                    run.explanations = nil
                    continue
                }
                guard decide(entry.candidate, in: &run, step) else { continue }
            }
            if group != nil { run.add(run.state.objective, since: before, to: entry.candidate) }
        }
    }

    /// Keeps a candidate that nothing stands in the way of, if it applies.
    private mutating func decide(_ candidate: Int, in run: inout Run, _ step: StepFacts) -> Bool {
        let verdict = pricer.judge(candidate, at: step)
        guard verdict == .applies else {
            run.explanations?[candidate] = Explanation(verdict)
            return false
        }
        stepsLeft -= 1
        guard stepsLeft > 0 else {
            run.explanations = nil
            return false
        }
        let attempt = pricer.attempt(candidate, on: &run.state, step)
        guard attempt == .given else {
            run.explanations?[candidate] = attempt == .overBudget ? .overBudget : .nothingToGive
            return false
        }
        run.kept.insert(candidate)
        return true
    }

    /// Tries each member of a group on its own, to the end, and admits those that give most; ties go to the earlier.
    private mutating func settle(_ group: Int, in run: inout Run, at index: Int) {
        let members = timeline[index...].filter { $0.action == .decide && admissibility.group(of: $0.candidate) == group }
        guard members.count > admissibility.limit(of: group) else {
            run.winners[group] = Set(members.map(\.candidate))
            return
        }
        var worths: [(candidate: Int, worth: Objective, place: Int)] = []
        for (place, member) in members.enumerated() where stepsLeft > 0 {
            var trial = run
            trial.winners[group] = [member.candidate]
            proceed(&trial, from: index)
            worths.append((member.candidate, trial.given[member.candidate] ?? Objective(), place))
        }
        worths.sort { $0.worth == $1.worth ? $0.place < $1.place : $1.worth < $0.worth }
        run.winners[group] = Set(worths.prefix(admissibility.limit(of: group)).map(\.candidate))
    }
}

extension PriorityChoice.Run {
    fileprivate mutating func add(_ after: Objective, since before: Objective, to candidate: Int) {
        given[candidate, default: Objective()].money += after.money - before.money
        given[candidate, default: Objective()].extras += after.extras - before.extras
    }
}
