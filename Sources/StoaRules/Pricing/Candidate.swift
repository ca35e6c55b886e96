import StoaCommerce

/// A rule that may apply to this cart: automatic, switched on by a code, or proposed by a plugin or model.
struct Candidate {
    let rule: Promotion
    /// Codes given that switch the rule on; empty for an automatic rule and for a proposal.
    let codes: [String]
    let isProposal: Bool
    /// Nil where nothing bounds what the rule gives in all.
    let budget: Budget?

    /// What is left of a rule's budget in the cart's currency.
    struct Budget: Hashable {
        /// Minor units, above 0.
        let left: Int64
        /// Whether more than that is not given at all, rather than cut.
        let rejects: Bool

        init?(_ limits: UsageLimits?, left: Remaining?, in currency: Currency) {
            guard let limits, let whole = limits.budget?.amount(in: currency) else { return nil }
            self.left = min(whole, left?.budget ?? whole)
            rejects = limits.atEdge == .reject
        }
    }

    init(rule: Promotion, codes: [String], isProposal: Bool, budget: Budget? = nil) {
        self.rule = rule
        self.codes = codes
        self.isProposal = isProposal
        self.budget = budget
    }

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
