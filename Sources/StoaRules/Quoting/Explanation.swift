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
}

extension Pricer {
    /// Goes once more through the timeline with the chosen rules and asks about the others.
    func explanations(of choice: Choice, from start: PricingState, timeline: [TimelineEntry], _ admissibility: Admissibility) -> [Int:
        Explanation]
    {
        conditions.forgetFailuresOfPrices()
        var state = start
        var step: StepFacts?
        var result: [Int: Explanation] = [:]
        for (index, entry) in timeline.enumerated() {
            if index == 0 || timeline[index - 1].stage != entry.stage { step = begin(&state) }
            guard let step else { continue }
            let isKept = choice.kept.contains(entry.candidate)
            switch entry.action {
            case .complete: if isKept { complete(entry, in: &state, step) }
            case .decide where isKept: _ = give(entry.candidate, to: &state, step)
            case .decide:
                switch judge(entry.candidate, at: step) {
                case .conditionFalse: result[entry.candidate] = .conditionFalse
                case .spendShort(let missing): result[entry.candidate] = .spendShort(missing)
                case .spendOver: result[entry.candidate] = .spendOver
                case .applies:
                    var trial = state
                    let attempt = attempt(entry.candidate, on: &trial, step)
                    if attempt != .given {
                        result[entry.candidate] = attempt == .overBudget ? .overBudget : .nothingToGive
                    } else if let rival = admissibility.obstacle(to: entry.candidate, kept: choice.kept) {
                        result[entry.candidate] = .excluded(by: rival)
                    } else {
                        result[entry.candidate] = .outbid
                    }
                }
            }
        }
        return result
    }
}
