import StoaCommerce

/// A rule that may apply to this cart: automatic, switched on by a code, or proposed by a plugin or model.
struct Candidate {
    let rule: Promotion
    /// Codes given that switch the rule on; empty for an automatic rule and for a proposal.
    let codes: [String]
    let isProposal: Bool
    /// Nil where nothing bounds what the rule gives in all.
    let budget: Budget?
    /// The items that its `lines` match, where that was found out already.
    let matches: [Int]?

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

    init(rule: Promotion, codes: [String], isProposal: Bool, budget: Budget? = nil, matches: [Int]? = nil) {
        self.rule = rule
        self.codes = codes
        self.isProposal = isProposal
        self.budget = budget
        self.matches = matches
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
        entries.reserveCapacity(candidates.count)
        for (index, candidate) in candidates.enumerated() {
            let stage = candidate.rule.stage
            entries.append(TimelineEntry(stage: stage, candidate: index, action: .decide))
            for phase in candidate.rule.laterPhases {
                entries.append(TimelineEntry(stage: Stage(phase: phase, step: stage.step), candidate: index, action: .complete))
            }
        }
        // Candidates are sorted by id, so their positions stand for it.
        entries.sort { $0.stage.order == $1.stage.order ? $0.candidate < $1.candidate : $0.stage.order < $1.stage.order }
        return entries
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
