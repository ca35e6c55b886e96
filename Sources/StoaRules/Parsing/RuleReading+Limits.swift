import StoaCommerce
import StrictYAML

extension RuleReading {
    /// `{ uses, perCustomer, perDay, budget: MONEY, atEdge: clip|reject }` of a promotion.
    func limits(_ value: YAMLValue, _ phase: Phase, _ gives: [Give]) -> UsageLimits? {
        value.mapping(RuleShapes.limits) { fields -> UsageLimits? in
            let uses = fields.optional("uses")?.useCount()
            let perCustomer = share(fields.optional("perCustomer"), of: uses)
            let perDay = share(fields.optional("perDay"), of: uses)
            let budget = fields.optional("budget").flatMap { budgetTable($0, gives) }
            let edge = fields.optional("atEdge")
            let atEdge = edge?.oneOf(UsageLimits.Edge.self) ?? .clip
            if let edge, !fields.has("budget") {
                edge.report("unusedField", "'atEdge' says what happens at the end of a budget, and there is none", hint: "add 'budget'")
            }
            // Whether the shipping would pass the budget is known only after the other parts were given.
            if let edge, atEdge == .reject, gives.contains(where: \.isShipping), !gives.allSatisfy(\.isShipping) {
                edge.report("notSupported", "'reject' is not supported for shipping beside other gives", hint: "use 'atEdge: clip'")
            }
            if phase == .catalog {
                value.report(
                    "conflictingFields", "a catalog rule has no limits: product pages show its price to everyone",
                    hint: "use another phase")
            }
            requireOne(of: ["uses", "perCustomer", "perDay", "budget"], fields, value)
            return UsageLimits(uses: uses, perCustomer: perCustomer, perDay: perDay, budget: budget, atEdge: atEdge)
        }
    }

    /// `{ uses, perCustomer }` of a campaign of codes.
    func campaignLimits(_ value: YAMLValue) -> UsageLimits? {
        value.mapping(RuleShapes.campaignLimits) { fields in
            let uses = fields.optional("uses")?.useCount()
            let perCustomer = share(fields.optional("perCustomer"), of: uses)
            requireOne(of: ["uses", "perCustomer"], fields, value)
            return UsageLimits(uses: uses, perCustomer: perCustomer)
        }
    }

    /// A number of uses that is part of all; more than all could never be reached.
    private func share(_ value: YAMLValue?, of uses: Int64?) -> Int64? {
        guard let value, let count = value.useCount() else { return nil }
        if let uses, count > uses {
            value.report(
                "neverReached", "\(value.name) is \(count), and all uses together are \(uses)", hint: "use less, or raise 'uses'")
        }
        return count
    }

    private func budgetTable(_ value: YAMLValue, _ gives: [Give]) -> MoneyTable? {
        guard value.node.entries != nil || settings.currency != nil else {
            value.report(
                "missingCurrency", "\(value.name) names no currency, and neither does the rulebook",
                hint: "write { USD: \"1000.00\" }; every currency has a budget of its own")
            return nil
        }
        let hasGift = gives.contains { if case .gift = $0.verb { true } else { false } }
        if hasGift {
            value.report(
                "notSupported", "a budget counts money that is taken off, and what gifts cost is not counted yet", hint: "limit 'uses'")
        }
        return value.money(settings)
    }

    private func requireOne(of keys: [String], _ fields: YAMLMappingReader, _ value: YAMLValue) {
        guard !keys.contains(where: { fields.has($0) }), !fields.has("atEdge") else { return }
        value.report("missingField", "\(value.name) limits nothing", hint: "add one of: \(keys.joined(separator: ", "))")
    }
}

extension YAMLValue {
    /// A number of uses; none at all would be a rule that never acts.
    fileprivate func useCount() -> Int64? { integer(in: 1...RuleLimits.usesMax).map(Int64.init) }
}
