import StoaCommerce

/// A rule that may apply to this cart: automatic, switched on by a code, or proposed by a plugin or model.
struct Candidate {
    let rule: Promotion
    /// Codes given that switch the rule on; empty for an automatic rule and for a proposal.
    let codes: [String]
    let isProposal: Bool

    var id: String { rule.id }
}

/// When a candidate is decided, or a part of it acts.
struct TimelineEntry: Sendable {
    enum Action: Sendable {
        /// Conditions are judged and everything but shipping is given.
        case decide
        /// The shipping part of a list of gives acts in the shipping phase.
        case ship
    }

    let stage: Stage
    let candidate: Int
    let action: Action

    /// The order of computation: phase, step, id.
    static func timeline(of candidates: [Candidate]) -> [TimelineEntry] {
        var entries: [TimelineEntry] = []
        for (index, candidate) in candidates.enumerated() {
            entries.append(TimelineEntry(stage: candidate.rule.stage, candidate: index, action: .decide))
            if candidate.rule.stage.phase != .shipping, candidate.rule.gives.contains(where: \.isShipping) {
                let stage = Stage(phase: .shipping, step: candidate.rule.stage.step)
                entries.append(TimelineEntry(stage: stage, candidate: index, action: .ship))
            }
        }
        // Candidates are sorted by id, so their positions stand for it.
        return entries.sorted { ($0.stage, $0.candidate) < ($1.stage, $1.candidate) }
    }
}

extension Give {
    var isShipping: Bool {
        if case .shipping = verb { true } else { false }
    }
}
