import Diagnostics
import Foundation
import PropertyTesting
import StoaCommerce
import StoaExpressions
import Testing

@testable import StoaRules

/// Prices every admissible set of candidates and keeps the best; slow, short, and without any of the bounds.
struct BruteForce {
    let pricer: Pricer
    let timeline: [TimelineEntry]
    let admissibility: Admissibility
    let start: PricingState

    struct Outcome: Equatable {
        var objective: Objective
        var rules: [Int]
    }

    func best() -> Outcome {
        var best: Outcome?
        for mask in 0..<(1 << pricer.candidates.count) {
            let chosen = pricer.candidates.indices.filter { mask & (1 << $0) != 0 }
            guard isAdmissible(chosen) else { continue }
            let outcome = Outcome(objective: price(Set(chosen)), rules: chosen)
            if let known = best, !wins(outcome, known) { continue }
            best = outcome
        }
        return best ?? Outcome(objective: Objective(), rules: [])
    }

    private func wins(_ left: Outcome, _ right: Outcome) -> Bool {
        if left.objective != right.objective { return right.objective < left.objective }
        if left.rules.count != right.rules.count { return left.rules.count < right.rules.count }
        return left.rules.lexicographicallyPrecedes(right.rules)
    }

    private func isAdmissible(_ chosen: [Int]) -> Bool {
        chosen.allSatisfy { one in
            var others = Kept(count: pricer.candidates.count)
            for other in chosen where other != one { others.insert(other) }
            return admissibility.obstacle(to: one, kept: others) == nil
        }
    }

    func price(_ chosen: Set<Int>) -> Objective {
        var state = start
        var step: StepFacts?
        var given: Set<Int> = []
        for (index, entry) in timeline.enumerated() {
            if index == 0 || timeline[index - 1].stage != entry.stage { step = pricer.begin(&state) }
            guard chosen.contains(entry.candidate), let step else { continue }
            if entry.action == .complete {
                if given.contains(entry.candidate) { pricer.complete(entry, in: &state, step) }
            } else if pricer.judge(entry.candidate, at: step) == .applies, pricer.give(entry.candidate, to: &state, step) {
                given.insert(entry.candidate)
            }
        }
        return state.objective
    }
}

/// Whether `script/test --long` runs the tests.

@Suite("The choice among rules is the best there is")
struct ChoiceTests {
    private func check(_ seed: UInt64, rules count: Int, stepsMax: Int = 100_000, fault: Bool = false) throws -> Bool {
        var random = RandomBooks(seed: seed)
        let cart = random.cart()
        let book = try Rulebook.compile(random.rules(count))
        let items = try Item.merged(from: cart)
        let facts = QuoteFacts(
            cart, items, giftWorth: 0, pointWorth: Int64(seed % 5 / 2), at: Instant(millisecondsSince1970: 0))
        let candidates = book.promotions.map { rule in
            Candidate(
                rule: rule, codes: rule.coupons.isEmpty ? [] : ["CODE"], isProposal: false,
                budget: Candidate.Budget(rule.limits, left: nil, in: .usd))
        }
        let scope = PromotionScope(book.environment, channel: nil, customer: nil, payment: nil, now: facts.at, costMax: 100_000)
        let pricer = Pricer(facts, candidates: candidates, scope: scope, refusesShortCodes: false)
        let timeline = TimelineEntry.timeline(of: candidates)
        let admissibility = Admissibility(candidates)
        let start = PricingState(items: items, shipping: facts.shipping, candidates: candidates.count)
        let choice = CustomerChoice(pricer: pricer, timeline: timeline, admissibility: admissibility, stepsMax: stepsMax).choose(
            from: start)
        let oracle = BruteForce(pricer: pricer, timeline: timeline, admissibility: admissibility, start: start)
        var expected = oracle.best()
        // The planted fault: an oracle that overlooks one rule must be noticed.
        if fault, let lost = expected.rules.first {
            expected = .init(objective: oracle.price(Set(expected.rules).subtracting([lost])), rules: expected.rules.filter { $0 != lost })
        }
        if choice.optimality.status == .bounded {
            return choice.state.objective.money <= expected.objective.money
                && choice.state.objective.money + choice.optimality.gap >= expected.objective.money
        }
        return choice.state.objective == expected.objective && choice.kept.sorted == expected.rules
    }

    @Test("equal to all admissible sets priced one by one")
    func equalToBruteForce() throws {
        for seed in 1...(TestRun.isLong ? 50_000 : 1_000) as ClosedRange<UInt64> {
            let matches = try check(seed, rules: Int(seed % 8) + 1)
            #expect(matches, "seed \(seed), \(seed % 8 + 1) rules")
        }
    }

    @Test("when the steps end first the gap that is told is true")
    func bounded() throws {
        for seed in 1...150 as ClosedRange<UInt64> {
            let holds = try check(seed, rules: 7, stepsMax: 8)
            #expect(holds, "seed \(seed)")
        }
    }

    @Test("the comparison can fail")
    func plantedFault() throws {
        let noticed = try (1...20 as ClosedRange<UInt64>).contains { try !check($0, rules: 5, fault: true) }
        #expect(noticed)
    }
}
