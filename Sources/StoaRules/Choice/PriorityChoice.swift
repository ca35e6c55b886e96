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
        /// What the candidates gave, money and extras.
        var given: [Int: Objective] = [:]
        var step: StepFacts?
    }

    mutating func choose(from start: PricingState) -> Choice {
        var run = Run(state: start, kept: Kept(count: pricer.candidates.count))
        proceed(&run, from: 0)
        guard stepsLeft <= 0 else {
            return Choice(kept: run.kept, state: run.state, optimality: Quote.Optimality(status: .optimal, gap: 0))
        }
        // Rules that were not reached could at most make everything free that is left.
        let shipping = pricer.facts.selectedShipping.map { run.state.shipping[$0].price } ?? 0
        let gap = run.state.items.reduce(shipping) { $0 + $1.total }
        return Choice(kept: run.kept, state: run.state, optimality: Quote.Optimality(status: .bounded, gap: gap))
    }

    private mutating func proceed(_ run: inout Run, from first: Int) {
        for index in first..<max(first, timeline.count) {
            let entry = timeline[index]
            if run.step == nil || index == 0 || timeline[index - 1].stage != entry.stage { run.step = pricer.begin(&run.state) }
            guard let step = run.step else { continue }
            if entry.action == .complete {
                let before = run.state.objective
                if run.kept.contains(entry.candidate) { pricer.complete(entry, in: &run.state, step) }
                run.add(run.state.objective, since: before, to: entry.candidate)
                continue
            }
            if let group = admissibility.group(of: entry.candidate) {
                if run.winners[group] == nil { settle(group, in: &run, at: index) }
                guard run.winners[group]?.contains(entry.candidate) == true else { continue }
            }
            guard stepsLeft > 0, admissibility.obstacle(to: entry.candidate, kept: run.kept) == nil,
                pricer.judge(entry.candidate, at: step) == .applies
            else { continue }
            stepsLeft -= 1
            guard stepsLeft > 0 else { continue }
            let before = run.state.objective
            guard pricer.give(entry.candidate, to: &run.state, step) else { continue }
            run.kept.insert(entry.candidate)
            run.add(run.state.objective, since: before, to: entry.candidate)
        }
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
