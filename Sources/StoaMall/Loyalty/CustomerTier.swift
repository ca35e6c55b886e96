import StoaCommerce
import StoaKernel
import StoaRules

extension DecisionContext {
    /// A customer with every fact that rules read, and with the tier that follows from what was bought where the book has such tiers.
    mutating func buyer(_ customer: Customer, by book: Rulebook) throws(Interruption) -> Cart.Buyer {
        var buyer = Cart.Buyer(customer)
        buyer.tier = try tier(of: customer.id, stated: customer.tier, by: book)
        return buyer
    }

    /// Costs a read only where the book has tiers.
    mutating func tier(of customer: ID<Customer>, stated: String?, by book: Rulebook) throws(Interruption) -> String? {
        guard book.hasTiers else { return stated }
        return book.tier(of: try standing(of: customer, .pinned).value, stated: stated, at: now)
    }
}

extension CartFacts {
    /// With the tier that follows from what the buyer bought, where the caller left their facts to the store.
    func withTier(by book: Rulebook, _ context: inout DecisionContext) throws(Interruption) -> CartFacts {
        guard isBuyerStored, book.hasTiers, let id = cart.customer?.id else { return self }
        var facts = self
        facts.cart.customer?.tier = try context.tier(of: ID(trusted: id), stated: cart.customer?.tier, by: book)
        return facts
    }
}
