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
        /// Conditions are judged, and all is given that acts in the rule's phase.
        case decide
        /// The parts of a list of gives that act in a later phase: shipping and points.
        case complete
    }

    let stage: Stage
    let candidate: Int
    let action: Action

    /// The order of computation: phase, step, id.
    static func timeline(of candidates: [Candidate]) -> [TimelineEntry] {
        var entries: [TimelineEntry] = []
        for (index, candidate) in candidates.enumerated() {
            entries.append(TimelineEntry(stage: candidate.rule.stage, candidate: index, action: .decide))
            for phase in [Phase.shipping, .earn] where phase != candidate.rule.stage.phase {
                guard candidate.rule.gives.contains(where: { $0.phase == phase }) else { continue }
                let stage = Stage(phase: phase, step: candidate.rule.stage.step)
                entries.append(TimelineEntry(stage: stage, candidate: index, action: .complete))
            }
        }
        // Candidates are sorted by id, so their positions stand for it.
        return entries.sorted { ($0.stage, $0.candidate) < ($1.stage, $1.candidate) }
    }
}

extension Give {
    /// The phase that it acts in whatever the rule's is; nil when that is the rule's.
    var phase: Phase? {
        switch verb {
        case .shipping: .shipping
        case .points: .earn
        case .percent, .amount, .price, .gift, .tiers: nil
        }
    }

    var isShipping: Bool { phase == .shipping }
    var isPoints: Bool { phase == .earn }
}
