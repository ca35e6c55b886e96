import StoaCommerce

extension Fact {
    /// The list price of a cart in books whose prices can rise above it, so that what is to be paid bounds nothing of it.
    static let listApart = Fact.cart("cart.listTotal alone")
}

extension Clause {
    /// The clause with a list price of the cart that no other amount says anything of.
    ///
    /// A ``Requirement`` takes `cart.listTotal` for an upper bound of `cart.total`, which holds where prices only fall.
    var withListApart: Clause {
        guard case .comparison(.cart("cart.listTotal"), let relation, let constants) = kind else { return self }
        return Clause(kind: .comparison(.listApart, relation, constants), origin: origin)
    }
}

extension Requirement {
    /// What the conditions leave of the cart's list price, which is what a made cart is measured by.
    var listTotal: Domain {
        var list = domain(.cart, "cart.listTotal")
        let apart = domain(.listApart)
        // Nothing follows from an amount that is to be paid; a cart at list prices is only where to begin.
        if let most = apart.most { list = Domain(least: min(list.least ?? 0, most)) }
        if let least = apart.least { list.raise(to: least) }
        if let most = apart.most { list.lower(to: most) }
        return list
    }
}
