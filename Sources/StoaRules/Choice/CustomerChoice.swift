import StoaCommerce
import StoaExpressions

/// Finds the admissible set of rules that takes most off for the buyer; ties go to fewer rules, then to sorted ids. Rules of the
/// phase `catalog` are not chosen among: what product pages show holds in every cart.
///
/// Depth first in the order of computation, keeping a rule before leaving it out, so that a prefix of choices is an
/// exact state. Leaving a rule out is not tried where what it takes off outweighs all that could follow (``Advantage``).
/// A branch is left when even the most that its open rules could take off (``Potential``) cannot beat the best set
/// found. When the step budget ends, what the unexplored branches could at most add is the proven gap.
struct CustomerChoice {
    let pricer: Pricer
    let timeline: [TimelineEntry]
    let admissibility: Admissibility
    let stepsMax: Int

    /// A way not taken yet.
    private struct Branch {
        var next: Int
        var state: PricingState
        var kept: Kept
        var step: StepFacts?
    }

    private struct Best {
        let kept: Kept
        let state: PricingState
    }

    func choose(from start: PricingState) -> Choice {
        var open = [Branch(next: 0, state: start, kept: Kept(count: pricer.candidates.count))]
        var best: Best?
        var steps = 0
        var openBound: Objective?
        let most = mostOfAll(from: start)
        while var branch = open.popLast() {
            if let found = best {
                let bound = bound(of: branch)
                if cannotWin(branch, bound, against: found) { continue }
                if steps >= stepsMax {
                    openBound = max(openBound ?? bound, bound)
                    continue
                }
            }
            dive(&branch, leaving: &open, steps: &steps, most)
            if best.map({ wins(branch, against: $0) }) ?? true { best = Best(kept: branch.kept, state: branch.state) }
        }
        let result = best ?? Best(kept: Kept(count: pricer.candidates.count), state: start)
        guard let openBound else {
            return Choice(kept: result.kept, state: result.state, optimality: Quote.Optimality(status: .optimal, gap: 0))
        }
        let gap = max(0, openBound.money - result.state.objective.money)
        return Choice(kept: result.kept, state: result.state, optimality: Quote.Optimality(status: .bounded, gap: gap))
    }

    /// Goes to the end of the timeline, keeping every rule that can be kept, and notes where it could have left one out.
    private func dive(_ branch: inout Branch, leaving open: inout [Branch], steps: inout Int, _ most: [Potential]) {
        while branch.next < timeline.count {
            let entry = timeline[branch.next]
            if branch.next == 0 || timeline[branch.next - 1].stage != entry.stage { branch.step = pricer.begin(&branch.state) }
            branch.next += 1
            guard let step = branch.step else { continue }
            if entry.action == .complete {
                if branch.kept.contains(entry.candidate) { pricer.complete(entry, in: &branch.state, step) }
                continue
            }
            guard admissibility.obstacle(to: entry.candidate, kept: branch.kept) == nil else { continue }
            guard pricer.judge(entry.candidate, at: step) == .applies else { continue }
            // What product pages show holds in every cart: there is nothing to choose.
            if entry.stage.phase == .catalog {
                if pricer.give(entry.candidate, to: &branch.state, step) { branch.kept.insert(entry.candidate) }
                continue
            }
            steps += 1
            let without = branch
            guard pricer.give(entry.candidate, to: &branch.state, step) else { continue }
            branch.kept.insert(entry.candidate)
            if !isSurelyBetter(entry, branch, than: without, most) { open.append(without) }
        }
    }

    private func wins(_ branch: Branch, against best: Best) -> Bool {
        if branch.state.objective != best.state.objective { return best.state.objective < branch.state.objective }
        if branch.kept.order.count != best.kept.order.count { return branch.kept.order.count < best.kept.order.count }
        // Positions stand for sorted ids.
        return branch.kept.sorted.lexicographicallyPrecedes(best.kept.sorted)
    }

    private func cannotWin(_ branch: Branch, _ bound: Objective, against best: Best) -> Bool {
        if bound < best.state.objective { return true }
        return bound == best.state.objective && branch.kept.order.count > best.kept.order.count
    }

    // MARK: What need not be explored

    /// By candidate, the most it can give, however the quote goes.
    private func mostOfAll(from start: PricingState) -> [Potential] {
        var most = Array(repeating: Potential(), count: pricer.candidates.count)
        let step = StepFacts(start, items: pricer.facts.items)
        for entry in timeline {
            let potential = pricer.potential(entry, in: start, step, isRunning: false)
            switch entry.action {
            case .decide: most[entry.candidate] = potential
            case .complete:
                most[entry.candidate].shipping = min(Money.amountMax, most[entry.candidate].shipping + potential.shipping)
            }
        }
        return most
    }

    /// Whether a rule that was just kept is worth more than leaving it out, whichever rules follow.
    private func isSurelyBetter(_ entry: TimelineEntry, _ branch: Branch, than without: Branch, _ most: [Potential]) -> Bool {
        let gained = branch.state.objective.money - without.state.objective.money
        // A lower price earns fewer points: what that comes to is for the bounds to tell.
        guard gained > 0, !pricer.countsPoints, !pricer.candidates[entry.candidate].rule.gives.contains(where: \.isShipping) else {
            return false
        }
        let later = timeline[branch.next...].filter { admissibility.obstacle(to: $0.candidate, kept: without.kept) == nil }
        guard admissibility.isFree(entry.candidate, beside: later) else { return false }
        var advantage = Advantage(of: entry.candidate, in: branch.state, pricer)
        return advantage.remainder(of: gained, after: later, from: entry.stage) { most[$0] } > 0
    }

    // MARK: Bounds

    /// The most that a branch can come to: with its open rules together, or with one that stands alone.
    private func bound(of branch: Branch) -> Objective {
        let open = openRules(of: branch)
        if admissibility.isOpen { return bound(of: branch, with: open) }
        var best = bound(of: branch, with: withoutStraddlingGroups(open.filter { !$0.isAlone }, branch.kept))
        for alone in Set(open.filter(\.isAlone).map(\.candidate)) {
            best = max(best, bound(of: branch, with: open.filter { $0.candidate == alone }))
        }
        return best
    }

    private func openRules(of branch: Branch) -> [OpenPotential] {
        var open: [OpenPotential] = []
        var later = branch.state
        later.freeze()
        let laterStep = StepFacts(later, items: pricer.facts.items)
        let current = branch.next > 0 && branch.next < timeline.count ? timeline[branch.next - 1].stage : nil
        var undecided: Set<Int> = []
        for entry in timeline[branch.next...] {
            let isOpen: Bool
            switch entry.action {
            case .decide:
                isOpen = admissibility.obstacle(to: entry.candidate, kept: branch.kept) == nil
                if isOpen { undecided.insert(entry.candidate) }
            case .complete: isOpen = branch.kept.contains(entry.candidate) || undecided.contains(entry.candidate)
            }
            guard isOpen else { continue }
            let isRunning = entry.stage == current
            let potential = pricer.potential(
                entry, in: isRunning ? branch.state : later, isRunning ? branch.step ?? laterStep : laterStep, isRunning: isRunning)
            open.append(
                OpenPotential(
                    candidate: entry.candidate, stage: entry.stage, potential: potential,
                    group: entry.action == .decide ? admissibility.group(of: entry.candidate) : nil,
                    isAlone: undecided.contains(entry.candidate) && pricer.candidates[entry.candidate].rule.stack.alone))
        }
        return open
    }

    /// A group whose rules act in several steps is counted once, by the most that its rules could give. In which step
    /// its place is used, nobody knows yet; the last one leaves most for the shares that the others take.
    private func withoutStraddlingGroups(_ open: [OpenPotential], _ kept: Kept) -> [OpenPotential] {
        var members: [Int: [Int]] = [:]
        for (index, rule) in open.enumerated() { if let group = rule.group { members[group, default: []].append(index) } }
        var result = open
        for (group, indices) in members where Set(indices.map { open[$0].stage }).count > 1 {
            let most = indices.map { open[$0].potential.items }.sorted(by: >).prefix(max(0, admissibility.room(in: group, kept: kept)))
            for (place, index) in indices.enumerated() {
                var potential = open[index].potential
                potential.items = place == indices.count - 1 ? most.reduce(0) { min(Money.amountMax, $0 + $1) } : 0
                potential.share = nil
                result[index] = OpenPotential(
                    candidate: open[index].candidate, stage: open[index].stage, potential: potential, group: nil,
                    isAlone: open[index].isAlone)
            }
        }
        return result
    }

    private func bound(of branch: Branch, with open: [OpenPotential]) -> Objective {
        var sum = PotentialSum(items: discountableTotal(branch.state))
        var index = 0
        while index < open.count {
            let end = open[index...].firstIndex { $0.stage != open[index].stage } ?? open.count
            sum.add(Array(open[index..<end])) { admissibility.room(in: $0, kept: branch.kept) }
            index = end
        }
        let shipping = pricer.facts.selectedShipping.map { branch.state.shipping[$0].price } ?? 0
        return Objective(
            money: branch.state.objective.money + sum.itemsMoney + min(sum.shipping, shipping) + sum.worth,
            extras: branch.state.objective.extras + sum.extras)
    }

    private func discountableTotal(_ state: PricingState) -> Int64 {
        var sum: Int64 = 0
        for index in state.items.indices where pricer.facts.items[index].facts.discountable { sum += state.items[index].total }
        return sum
    }
}
