import StoaCommerce

/// How large a synthesised cart is, beyond what conditions ask for.
struct CartShape: Sendable, Hashable {
    /// Of a unit whose price no condition narrows, in major units of the currency's usual size.
    var unitPrice: Int64 = 20
    /// How many times the units that are needed.
    var factor: Int64 = 1
    /// Minor units above the lowest amount that a threshold asks for; below it when negative.
    var surplus: Int64 = 0
    /// Units of the first line, where a row of tiers asks for them.
    var units: Int64?
    /// Different goods, where tiers count them.
    var items = 1

    static let usual: [CartShape] = [
        CartShape(), CartShape(factor: 2), CartShape(unitPrice: 95), CartShape(factor: 5), CartShape(unitPrice: 7),
        CartShape(unitPrice: 500),
        CartShape(unitPrice: 3, factor: 3), CartShape(factor: 10, surplus: 1), CartShape(unitPrice: 95, factor: 20),
    ]
}

/// Makes a cart that meets a requirement, as far as the requirement is understood.
struct CartMaker {
    /// The rules that the cart is for: their sets, sellers, codes and ways to ship.
    let rules: [Promotion]
    let coupons: [Coupon]
    let currency: Currency

    /// 2026-01-05T12:00:00Z, a Monday: when nothing is said about time.
    static let usualInstant = Instant(millisecondsSince1970: 1_767_614_400_000)

    /// - Parameter ignoresTime: takes the usual instant where no window is open.
    func trial(_ requirement: Requirement, _ shape: CartShape = CartShape(), ignoresTime: Bool = false) -> Trial? {
        let campaigns = campaigns()
        guard let at = instant(requirement, campaigns) ?? (ignoresTime ? Self.usualInstant : nil) else { return nil }
        var cart = Cart(currency: currency, lines: lines(requirement, shape))
        cart.channel = requirement.domain(.cart, "channel").value()?.text
        cart.customer = customer(requirement, campaigns)
        cart.payment = requirement.domain(.cart, "payment.method").value()?.text.map { Cart.Payment(method: $0) }
        addShipping(&cart, requirement)
        return Trial(cart: cart, codes: campaigns.compactMap(\.specimen), at: at)
    }

    /// One campaign for every rule that needs a code.
    private func campaigns() -> [Coupon] {
        var chosen: [Coupon] = []
        for rule in rules where !rule.coupons.isEmpty && !chosen.contains(where: { rule.coupons.contains($0.id) }) {
            let own = coupons.filter { rule.coupons.contains($0.id) }
            let open = own.first { rule.active.opening(beside: [$0.active], near: Self.usualInstant) != nil }
            if let coupon = open ?? own.first { chosen.append(coupon) }
        }
        return chosen
    }

    private func instant(_ requirement: Requirement, _ campaigns: [Coupon]) -> Instant? {
        let now = requirement.domain(.cart, "now")
        let usual =
            now.number(near: Self.usualInstant.millisecondsSince1970).map { Instant(millisecondsSince1970: $0) } ?? Self.usualInstant
        guard let first = rules.first else { return usual }
        return first.active.opening(beside: rules.dropFirst().map(\.active) + campaigns.map(\.active), near: usual)
    }

    private func customer(_ requirement: Requirement, _ campaigns: [Coupon]) -> Cart.Buyer? {
        var buyer = Cart.Buyer()
        var segments = requirement.segments
        for audience in campaigns.compactMap(\.audience) {
            if let segment = audience.segments.first(where: { !requirement.foreignSegments.contains($0) }) {
                segments.insert(segment)
            } else {
                buyer.id = audience.customers.first
            }
        }
        if !segments.isEmpty { buyer.segments = segments.sorted() }
        buyer.tier = requirement.domain(.cart, "customer.tier").value()?.text
        if let id = requirement.domain(.cart, "customer.id").value()?.text { buyer.id = id }
        let orders = requirement.domain(.cart, "customer.orders")
        if requirement.facts(of: .cart).contains(.cart("customer.orders")) { buyer.orders = orders.number(near: 0) }
        return buyer == Cart.Buyer() ? nil : buyer
    }

    private func addShipping(_ cart: inout Cart, _ requirement: Requirement) {
        let gives = rules.flatMap(\.gives).compactMap { give -> ShippingGive? in
            if case .shipping(let shipping) = give.verb { shipping } else { nil }
        }
        let selected = requirement.domain(.cart, "cart.selectedShipping").value()?.text
        guard !gives.isEmpty || selected != nil else { return }
        let method = selected ?? gives.compactMap { $0.methods?.first }.first ?? "standard"
        cart.shipping = [ShippingOption(method: method, price: amount(major: 5))]
        cart.selectedShipping = method
    }

    /// Minor units of an amount of the usual size: a currency without minor units counts in thousands.
    private func amount(major: Int64) -> Int64 { major * (currency.minorDigits == 0 ? 1000 : currency.minorUnitsPerMajor) }

    // MARK: Lines

    private func lines(_ requirement: Requirement, _ shape: CartShape) -> [Cart.Line] {
        let take = rules.first { !$0.take.isEmpty }?.take ?? []
        var lines: [Cart.Line] = []
        for position in 0..<max(take.count, shape.items, 1) {
            let owner = Fact.Owner.line(position < take.count || take.isEmpty && position > 0 ? (take.isEmpty ? 0 : position) : 0)
            var line = line(owner, id: "line-\(position + 1)", requirement, shape)
            let needed = position < take.count ? take[position].quantity : position == 0 ? shape.units ?? units() : 1
            let most = requirement.domain(owner, "quantity").most ?? .max
            line.quantity = min(max(most, 1), max(line.quantity, needed * shape.factor))
            lines.append(line)
        }
        let own = lines.count
        for (index, owner) in requirement.otherLines.enumerated() {
            lines.append(line(owner, id: "other-\(index + 1)", requirement, CartShape()))
        }
        limitUnits(&lines, requirement)
        meetThresholds(&lines, own: own, requirement, shape)
        return lines
    }

    /// Units that the rules' gives need to come to something.
    private func units() -> Int64 {
        rules.flatMap(\.gives).map { give in
            if case .units(let units) = give.every { return units }
            guard case .tiers(let tiers) = give.verb, tiers.measure == .units, case .count(let count)? = tiers.rows.first?.from else {
                return 1
            }
            return count
        }.max() ?? 1
    }

    private func line(_ owner: Fact.Owner, id: String, _ requirement: Requirement, _ shape: CartShape) -> Cart.Line {
        func text(_ path: String) -> String? { requirement.domain(owner, path).value()?.text }
        let price = requirement.domain(owner, "unitPrice").number(near: amount(major: shape.unitPrice)) ?? amount(major: shape.unitPrice)
        var line = Cart.Line(
            id: text("id") ?? id, sku: text("sku") ?? "sku-" + id, quantity: requirement.domain(owner, "quantity").number(near: 1) ?? 1,
            unitPrice: price, category: text("category"), seller: text("seller") ?? rules.compactMap(\.sellers?.first).first,
            taxClass: text("taxClass"), discountable: requirement.domain(owner, "discountable").value()?.bool,
            onSale: requirement.domain(owner, "onSale").value()?.bool)
        // Goods of unknown cost get nothing from a rule that minds it.
        if rules.contains(where: { if case .aboveCost = $0.floor { true } else { false } }) { line.cost = price / 4 }
        for fact in requirement.facts(of: owner) where fact.path.hasPrefix("attributes.") {
            var attributes = line.attributes ?? [:]
            switch requirement.domain(fact).value() {
            case .bool(let flag): attributes[String(fact.path.dropFirst(11))] = .bool(flag)
            case .number(let number): attributes[String(fact.path.dropFirst(11))] = .integer(number)
            case .text(let text): attributes[String(fact.path.dropFirst(11))] = .text(text)
            case nil: break
            }
            line.attributes = attributes
        }
        for path in ["listTotal", "total"] {
            let total = requirement.domain(owner, path)
            if let wanted = total.number(near: line.unitPrice * line.quantity) {
                line.unitPrice = max(0, (wanted + line.quantity - 1) / line.quantity)
            }
        }
        return line
    }

    private func limitUnits(_ lines: inout [Cart.Line], _ requirement: Requirement) {
        let domain = requirement.domain(.cart, "cart.quantity")
        let count = lines.reduce(0) { $0 + $1.quantity }
        if let most = domain.most, count > most { lines[0].quantity = max(1, lines[0].quantity - (count - most)) }
        if let least = domain.least, count < least { lines[0].quantity += least - count }
    }

    private func meetThresholds(_ lines: inout [Cart.Line], own: Int, _ requirement: Requirement, _ shape: CartShape) {
        func sum(_ lines: ArraySlice<Cart.Line>) -> Int64 { lines.reduce(0) { $0 + $1.unitPrice * $1.quantity } }
        let others = sum(lines[own...])
        let ownLeast = requirement.domain(.cart, "spend.lines").least ?? 0
        let list = requirement.listTotal
        let least = max((list.least ?? 0) - others, ownLeast)
        if least > 0, sum(lines[..<own]) < least || shape.surplus < 0 {
            raise(&lines[0], to: least + shape.surplus - sum(lines[1..<own]), requirement)
        }
        let bounds = [requirement.domain(.cart, "cart.subtotal").most, requirement.domain(.cart, "spend.lines").most, list.most]
        let most = bounds.compactMap(\.self).min() ?? .max
        guard sum(lines[...]) > most else { return }
        let rest = sum(lines[1...])
        if most - rest >= lines[0].quantity {
            lines[0].unitPrice = (most - rest) / lines[0].quantity
        } else {
            let units = lines.reduce(0) { $0 + $1.quantity }
            for index in lines.indices { lines[index].unitPrice = max(0, most) / units }
        }
    }

    /// Makes a line worth an amount: by its price where the conditions leave that free, otherwise by its units.
    private func raise(_ line: inout Cart.Line, to amount: Int64, _ requirement: Requirement) {
        guard amount > 0 else { return }
        let most = requirement.domain(.line(0), "unitPrice").most
        let price = (amount + line.quantity - 1) / line.quantity
        if let most, price > most, line.unitPrice > 0 {
            line.quantity = (amount + line.unitPrice - 1) / line.unitPrice
        } else {
            line.unitPrice = price
        }
    }
}
