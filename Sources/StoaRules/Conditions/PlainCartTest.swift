import StoaCommerce

/// A condition over the cart, its customer and its payment that is nothing but comparisons with constants, joined by `&&` and
/// `||`; as ``PlainItemTest`` for `when`.
indirect enum PlainCartTest: Sendable {
    enum Text: Sendable {
        case channel, selectedShipping, paymentMethod, customerID, customerTier
    }

    enum Number: Sendable {
        case orders, quantity
        /// Of the step that runs, but for the list total.
        case subtotal, total, listTotal
    }

    case text(Text, PlainTexts)
    case number(Number, NumberRelation, Int64)
    case segment(PlainTexts)
    /// `cart.items.exists(i, …)`
    case someItem(PlainItemTest)
    case both(PlainCartTest, PlainCartTest)
    case either(PlainCartTest, PlainCartTest)

    /// Segments of a buyer among which one is looked for here; looking through more costs steps, which only the language counts.
    private static let segmentsMax = 1000

    /// - Parameters:
    ///   - subtotal: the step's discountable merchandise in minor units.
    ///   - total: all of it.
    ///   - isSure: becomes false where the language has to judge.
    func holds(_ facts: QuoteFacts, subtotal: Int64, total: Int64, _ isSure: inout Bool) -> Bool {
        switch self {
        case .text(.channel, let texts): return texts.contains(facts.cart.channel, &isSure)
        case .text(.selectedShipping, let texts): return texts.contains(facts.cart.selectedShipping, &isSure)
        case .text(.paymentMethod, let texts): return texts.contains(facts.cart.payment?.method, &isSure)
        case .text(.customerID, let texts): return texts.contains(facts.cart.customer?.id, &isSure)
        case .text(.customerTier, let texts): return texts.contains(facts.cart.customer?.tier, &isSure)
        case .number(.orders, let relation, let bound): return facts.cart.customer?.orders.map { relation.holds($0, bound) } ?? false
        case .number(.quantity, let relation, let bound): return relation.holds(facts.quantity, bound)
        case .number(.subtotal, let relation, let bound): return relation.holds(subtotal, bound)
        case .number(.total, let relation, let bound): return relation.holds(total, bound)
        case .number(.listTotal, let relation, let bound): return relation.holds(facts.listTotal, bound)
        case .segment(let texts):
            guard let segments = facts.cart.customer?.segments else { return false }
            if segments.count > Self.segmentsMax { isSure = false }
            for segment in segments where texts.contains(segment, &isSure) { return true }
            return false
        case .someItem(let test):
            for index in facts.items.indices where test.holds(facts.items[index].facts, &isSure) { return true }
            return false
        case .both(let left, let right):
            return left.holds(facts, subtotal: subtotal, total: total, &isSure)
                && right.holds(facts, subtotal: subtotal, total: total, &isSure)
        case .either(let left, let right):
            return left.holds(facts, subtotal: subtotal, total: total, &isSure)
                || right.holds(facts, subtotal: subtotal, total: total, &isSure)
        }
    }
}
