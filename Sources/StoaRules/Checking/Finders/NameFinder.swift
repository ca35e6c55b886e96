import Diagnostics
import StoaCommerce

/// Names that stand in one rule alone and look like a slip of one that others use, and campaigns that nobody uses.
enum NameFinder {
    static func suspicions(_ study: Study) -> [Suspicion] { slips(study) + idleCoupons(study) }

    // MARK: Slips

    /// One use of a name: what it names, and where.
    private struct Use {
        /// `category`, `customer.tier`, `channel`.
        let kind: String
        let name: String
        let rule: String
        let origin: Origin
    }

    private static func slips(_ study: Study) -> [Suspicion] {
        let uses = study.rules.flatMap { self.uses(in: $0, study) }
        var rulesByName: [String: [String: Set<String>]] = [:]
        for use in uses { rulesByName[use.kind, default: [:]][use.name, default: []].insert(use.rule) }
        var seen: Set<[String]> = []
        return uses.compactMap { use in
            if let given = givenTier(near: use, study) { return suspicion(use, usual: given.tier, said: given.by, study) }
            guard let rules = rulesByName[use.kind], rules[use.name]?.count == 1, seen.insert([use.kind, use.name]).inserted,
                let usual = rules.keys.sorted().first(where: { rules[$0]?.count ?? 0 > 1 && isSlip(use.name, of: $0) })
            else { return nil }
            return suspicion(
                use, usual: usual, said: "stands in this rule alone, and \(rules[usual]?.count ?? 0) others say '\(usual)'", study)
        }
    }

    /// The tier that customers can reach and whose name is nearly that of a condition.
    private static func givenTier(near use: Use, _ study: Study) -> (tier: String, by: String)? {
        guard use.kind == "customer.tier", let tiers = study.book.loyalty.tiers, !tiers.rows.contains(where: { $0.tier == use.name }),
            let row = tiers.rows.first(where: { isSlip(use.name, of: $0.tier) })
        else { return nil }
        return (row.tier, "is no tier that customers reach, and '\(tiers.id)' gives '\(row.tier)'")
    }

    private static func suspicion(_ use: Use, usual: String, said: String, _ study: Study) -> Suspicion? {
        guard let rule = study.rule(use.rule) else { return nil }
        for trial in study.witnesses(of: rule) {
            var corrected = trial
            corrected.cart = trial.cart.replacing(use.kind, use.name, with: usual)
            guard corrected != trial, study.quote(corrected, only: [rule.id])?.isApplied(rule.id) == false else { continue }
            return Suspicion(
                code: "misspeltName", rules: [rule.id], span: study.places.span(rule.id, use.origin),
                message: "'\(use.name)' \(said)", hint: "did you mean '\(usual)'?",
                trials: [(trial, [rule.id]), (corrected, [rule.id])],
                isShown: { $0[0].isApplied(rule.id) && !$0[1].isApplied(rule.id) },
                shows: { _ in "the rule applies with \(use.kind) '\(use.name)' and not with '\(usual)'" })
        }
        return nil
    }

    private static let kinds: Set<String> = [
        "category", "seller", "taxClass", "channel", "customer.tier", "payment.method", "cart.selectedShipping",
    ]

    private static func uses(in rule: Promotion, _ study: Study) -> [Use] {
        var uses: [Use] = []
        for clause in study.requirements(of: rule).flatMap(\.clauses) {
            switch clause.kind {
            case .comparison(let fact, .equal, let constants) where kinds.contains(fact.path) || fact.path.hasPrefix("attributes."):
                uses += constants.compactMap(\.text).map { Use(kind: fact.path, name: $0, rule: rule.id, origin: clause.origin) }
            case .segment(let name, _): uses.append(Use(kind: "segment", name: name, rule: rule.id, origin: clause.origin))
            default: break
            }
        }
        return uses
    }

    /// Another case, letters exchanged, or a letter more or less. Another letter in its place makes another word (skirts,
    /// shirts), another digit another number.
    static func isSlip(_ name: String, of usual: String) -> Bool {
        let (a, b) = (Array(name.lowercased()), Array(usual.lowercased()))
        guard name != usual, min(a.count, b.count) >= 3 else { return false }
        if a == b { return true }
        if a.count == b.count { return a.sorted() == b.sorted() && zip(a, b).count(where: { $0 != $1 }) == 2 }
        let (long, short) = a.count > b.count ? (a, b) : (b, a)
        guard long.count == short.count + 1, let place = long.indices.first(where: { $0 == short.count || long[$0] != short[$0] }) else {
            return false
        }
        return !long[place].isNumber && Array(long[..<place] + long[(place + 1)...]) == short
    }

    // MARK: Campaigns

    private static func idleCoupons(_ study: Study) -> [Suspicion] {
        let used = Set(study.rules.flatMap(\.coupons))
        return study.book.coupons.filter { !used.contains($0.id) }.compactMap { coupon in
            guard let code = coupon.specimen else { return nil }
            let at = coupon.active.opening(near: CartMaker.usualInstant) ?? CartMaker.usualInstant
            var cart = Cart(currency: study.currencies[0], lines: [Cart.Line(id: "line-1", sku: "sku-1", quantity: 1, unitPrice: 100_00)])
            if let audience = coupon.audience {
                cart.customer = Cart.Buyer(id: audience.customers.first, segments: audience.segments.isEmpty ? nil : audience.segments)
            }
            return Suspicion(
                code: "unusedCoupon", rules: [coupon.id], span: study.places.span(coupon.id, ["id"]),
                message: "no promotion uses the codes of '\(coupon.id)'",
                hint: "name the Coupon in the 'code' of a promotion, or remove it",
                trials: [(Trial(cart: cart, codes: [code], at: at), nil)],
                isShown: { $0[0].discounts.contains { $0.rule == code && $0.status == .refused } },
                shows: { _ in "the code '\(code)' is refused to those it was made for" })
        }
    }
}

extension Cart {
    /// The cart with one name in the place of another, wherever it means the same kind of thing.
    fileprivate func replacing(_ kind: String, _ name: String, with other: String) -> Cart {
        func replaced(_ text: String?) -> String? { text == name ? other : text }
        var cart = self
        switch kind {
        case "channel": cart.channel = replaced(channel)
        case "customer.tier": cart.customer?.tier = replaced(customer?.tier)
        case "segment": cart.customer?.segments = customer?.segments?.map { replaced($0) ?? $0 }
        case "payment.method": cart.payment = payment.map { Payment(method: replaced($0.method) ?? $0.method) }
        case "cart.selectedShipping":
            cart.selectedShipping = replaced(selectedShipping)
            cart.shipping = shipping?.map { ShippingOption(method: replaced($0.method) ?? $0.method, price: $0.price) }
        default:
            for index in lines.indices {
                cart.lines[index].category = kind == "category" ? replaced(lines[index].category) : lines[index].category
                cart.lines[index].seller = kind == "seller" ? replaced(lines[index].seller) : lines[index].seller
                cart.lines[index].taxClass = kind == "taxClass" ? replaced(lines[index].taxClass) : lines[index].taxClass
                guard kind.hasPrefix("attributes."), lines[index].attributes?[String(kind.dropFirst(11))] == .text(name) else { continue }
                cart.lines[index].attributes?[String(kind.dropFirst(11))] = .text(other)
            }
        }
        return cart
    }
}
