import StoaCommerce

/// Why a candidate that was not chosen was not: judged in its own step, beside the rules that were.
enum Explanation: Equatable {
    case conditionFalse
    /// Minor units still to spend.
    case spendShort(Int64)
    case spendOver
    /// Its conditions hold, but it finds nothing to take off.
    case nothingToGive
    /// It would take off more than its budget has left, and is not cut.
    case overBudget
    /// Another rule excludes it; the position of that rule.
    case excluded(by: Int)
    /// It could apply, but the cart is cheaper without it.
    case outbid

    /// Nil for a verdict that leaves the candidate in.
    init?(_ verdict: Pricer.Verdict) {
        switch verdict {
        case .applies: return nil
        case .conditionFalse: self = .conditionFalse
        case .spendShort(let missing): self = .spendShort(missing)
        case .spendOver: self = .spendOver
        }
    }
}

extension Pricer {
    /// Goes once more through the timeline with the chosen rules and asks about the others.
    ///
    /// - Returns: by candidate; nil for the chosen ones.
    func explanations(
        of choice: Choice, from start: PricingState, timeline: [TimelineEntry], _ admissibility: Admissibility
    ) -> [Explanation?] {
        conditions.forgetFailures()
        var state = start
        var step: StepFacts?
        var result = [Explanation?](repeating: nil, count: candidates.count)
        for (index, entry) in timeline.enumerated() {
            if index == 0 || timeline[index - 1].stage != entry.stage { step = begin(&state, after: step) }
            guard let step else { continue }
            let isKept = choice.kept.contains(entry.candidate)
            switch entry.action {
            case .complete: if isKept { complete(entry, in: &state, step) }
            case .decide where isKept: _ = give(entry.candidate, to: &state, step)
            case .decide:
                result[entry.candidate] =
                    Explanation(judge(entry.candidate, at: step))
                    ?? explanation(of: entry.candidate, beside: choice, in: state, step, admissibility)
            }
        }
        return result
    }

    /// Why a candidate whose conditions hold was not chosen.
    private func explanation(
        of candidate: Int, beside choice: Choice, in state: PricingState, _ step: StepFacts, _ admissibility: Admissibility
    ) -> Explanation {
        var trial = state
        switch attempt(candidate, on: &trial, step) {
        case .overBudget: return .overBudget
        case .nothing: return .nothingToGive
        case .given: return admissibility.obstacle(to: candidate, kept: choice.kept).map { .excluded(by: $0) } ?? .outbid
        }
    }
}
