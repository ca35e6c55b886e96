import StoaCommerce

/// What became of rules and codes: applied amounts, the fate of each code given, and what is nearly reached.
struct StatusReport {
    /// As ``Rulebook/couponPositions``.
    let couponPositions: [String: Int]
    let book: CodeBook
    let pricer: Pricer
    let choice: Choice
    let admissibility: Admissibility
    /// By candidate; nil for those that apply, and for all where nobody needs to be told.
    let explanations: [Explanation?]
    let refusedProposals: [(id: String, reason: String)]
    /// Price rules whose conditions could not be judged, with the reason.
    let failedPrices: [String: String]

    func discounts() -> [Quote.Discount] {
        var discounts: [Quote.Discount] = []
        discounts.reserveCapacity(choice.kept.order.count)
        for index in choice.kept.order {
            let rule = pricer.candidates[index].rule
            discounts.append(.init(rule: rule.id, amount: choice.state.amounts[index], funder: rule.funder, status: .applied))
        }
        for (index, candidate) in pricer.candidates.enumerated() where !choice.kept.contains(index) {
            // Whatever its condition comes to, a rule that another one excludes would not apply.
            if pricer.conditions.hasFailures, admissibility.obstacle(to: index, kept: choice.kept) == nil,
                let failure = pricer.conditions.failure(of: index)
            {
                discounts.append(refused(candidate.rule, "its condition could not be judged: \(failure)"))
            } else if explanations[index] == .overBudget {
                // Its codes are refused below, in the words for every reason.
                continue
            } else if !candidate.codes.isEmpty {
                discounts.append(fate(of: candidate.rule, explanations[index]))
            } else if candidate.isProposal {
                discounts.append(fate(of: candidate.rule, explanations[index]))
            }
        }
        discounts += codesWithoutCandidate()
        for proposal in refusedProposals {
            discounts.append(
                Quote.Discount(rule: proposal.id, amount: 0, funder: Promotion.defaultFunder, status: .refused, reason: proposal.reason))
        }
        for (rule, reason) in failedPrices.sorted(by: { $0.key < $1.key }) {
            discounts.append(
                Quote.Discount(
                    rule: rule, amount: 0, funder: Promotion.defaultFunder, status: .refused,
                    reason: "its condition could not be judged: \(reason)"))
        }
        return discounts
    }

    private func fate(of rule: Promotion, _ explanation: Explanation?) -> Quote.Discount {
        switch explanation {
        case .excluded(let rival): superseded(rule, by: rival)
        case .outbid:
            Quote.Discount(
                rule: rule.id, amount: 0, funder: rule.funder, status: .superseded, reason: "the cart is cheaper without it")
        case .spendShort(let missing): notYet(rule, missing: missing)
        case .conditionFalse, .spendOver, nil: notYet(rule, reason: rule.message.english ?? "its conditions are not met")
        case .nothingToGive, .overBudget: notYet(rule, reason: rule.message.english ?? "nothing in the cart can take this discount")
        }
    }

    /// Codes that are unknown, and codes whose rules are all out of force or used up: the public answer is one and the same.
    private func codesWithoutCandidate() -> [Quote.Discount] {
        var codes = book.refused
        guard !book.opened.isEmpty else { return codes.isEmpty ? [] : refusals(of: codes) }
        let live = Set(pricer.candidates.indices.filter { explanations[$0] != .overBudget }.flatMap { pricer.candidates[$0].codes })
        for id in book.opened.keys.sorted(by: { couponPositions[$0] ?? 0 < couponPositions[$1] ?? 0 }) {
            codes += (book.opened[id] ?? []).filter { !live.contains($0) }
        }
        return refusals(of: codes)
    }

    private func refusals(of codes: [String]) -> [Quote.Discount] {
        codes.map { code in
            Quote.Discount(rule: code, amount: 0, funder: Promotion.defaultFunder, status: .refused, reason: CodeBook.refusal)
        }
    }

    private func refused(_ rule: Promotion, _ reason: String) -> Quote.Discount {
        Quote.Discount(rule: rule.id, amount: 0, funder: rule.funder, status: .refused, reason: reason)
    }

    private func superseded(_ rule: Promotion, by rival: Int) -> Quote.Discount {
        Quote.Discount(
            rule: rule.id, amount: 0, funder: rule.funder, status: .superseded,
            reason: "superseded by \(pricer.candidates[rival].id)")
    }

    private func notYet(_ rule: Promotion, missing: Int64) -> Quote.Discount { notYet(rule, reason: addMessage(missing)) }

    private func notYet(_ rule: Promotion, reason: String) -> Quote.Discount {
        Quote.Discount(rule: rule.id, amount: 0, funder: rule.funder, status: .notYet, reason: reason)
    }

    private func addMessage(_ missing: Int64) -> String {
        let money = (try? Money(missing, pricer.facts.currency))?.majorUnits ?? String(missing)
        return "add \(money) to qualify"
    }

    /// Rules for which only the spend is missing, the nearest first.
    func nearMisses() -> [Quote.NearMiss] {
        var misses: [Quote.NearMiss] = []
        for (index, explanation) in explanations.enumerated() {
            guard case .spendShort(let missing)? = explanation else { continue }
            let rule = pricer.candidates[index].rule
            misses.append(.init(rule: rule.id, message: rule.message.english ?? addMessage(missing), missing: missing))
        }
        return misses.sorted { ($0.missing ?? 0, $0.rule) < ($1.missing ?? 0, $1.rule) }
    }
}

extension LocalizedText {
    /// The text in English, or in the first language that there is.
    var english: String? { self["en"] ?? sorted { $0.key < $1.key }.first?.value }
}
