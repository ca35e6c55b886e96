import StoaCommerce
import StoaExpressions
import StoaExtension

/// Where in the order of computation proposals act; the merchant sets it when a plugin is installed.
public struct ProposalPlacement: Sendable, Hashable {
    public enum Phase: String, Sendable, Codable, CaseIterable { case item, order }

    /// For proposals about one item; those about the whole order act in `order`.
    public var phase: Phase
    /// 1 to 99.
    public var step: Int
    /// Best-of group shared with the merchant's rules, or nil.
    public var group: String?

    public init(phase: Phase = .item, step: Int = 1, group: String? = nil) {
        self.phase = phase
        self.step = step
        self.group = group
    }
}

/// Plugins' and models' proposals as candidates beside the merchant's own rules.
struct ProposalReader {
    let items: [Item]
    let placement: ProposalPlacement
    let currency: Currency

    /// One rule for all proposals of one id, and the reasons for which some are refused.
    func rules(_ proposals: [DiscountProposal]) -> (rules: [Promotion], refused: [(id: String, reason: String)]) {
        var gives: [String: [(give: Give, isForOrder: Bool)]] = [:]
        var messages: [String: String] = [:]
        var refused: [(id: String, reason: String)] = []
        for proposal in proposals {
            switch give(proposal) {
            case .success(let give):
                gives[proposal.id, default: []].append((give, proposal.item == nil))
                if let message = proposal.message { messages[proposal.id] = message }
            case .failure(let refusal): refused.append((proposal.id, refusal.reason))
            }
        }
        let rules = gives.sorted { $0.key < $1.key }.map { id, gives in
            Promotion(
                id: id, message: messages[id].map { ["en": $0] } ?? [:],
                stage: Stage(
                    phase: gives.contains(where: \.isForOrder) || placement.phase == .order ? .order : .item,
                    step: min(99, max(1, placement.step))),
                gives: gives.map(\.give), stack: Stacking(group: placement.group))
        }
        return (rules, refused)
    }

    private struct Refusal: Error {
        let reason: String
    }

    private func give(_ proposal: DiscountProposal) -> Result<Give, Refusal> {
        if let item = proposal.item, !items.contains(where: { $0.facts.id == item }) {
            return .failure(Refusal(reason: "the cart has no item '\(item)'"))
        }
        let isForOrder = proposal.item == nil
        var give: Give
        switch proposal.give {
        case .percent(let text):
            guard let rate = try? Rational(decimal: text), Rational.zero < rate, rate <= Rational(100) else {
                return .failure(Refusal(reason: "'\(text.prefix(40))' is not a percentage above 0 and up to 100"))
            }
            give = Give(verb: .percent(rate))
        case .amount(let amount):
            guard amount > 0, let money = try? Money(amount, currency) else {
                return .failure(Refusal(reason: "\(amount) is not an amount above 0"))
            }
            give = Give(verb: .amount(MoneyTable([money]), per: isForOrder ? .order : .item))
        case .unitPrice(let price):
            // What a Price rule's guardrails keep to, nobody's proposal goes beyond.
            let bounds = items.first { $0.facts.id == proposal.item }?.price?.bounds
            guard price >= 0, let money = try? Money(bounds?.clamped(price).price ?? price, currency) else {
                return .failure(Refusal(reason: "\(price) is not a price"))
            }
            give = Give(verb: .price(MoneyTable([money]), per: .unit))
        }
        give.base = isForOrder ? .order : .lines
        give.item = proposal.item
        return .success(give)
    }
}
