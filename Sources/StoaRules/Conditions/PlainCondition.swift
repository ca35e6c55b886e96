import StoaCommerce

/// A condition that is judged without the language, in carts of one currency where it names amounts.
struct PlainCondition<Test: Sendable>: Sendable {
    private let test: Test
    /// Of the amounts in the condition; nil where it has none.
    private let currency: Currency?

    init(_ test: Test, _ currency: Currency?) {
        self.test = test
        self.currency = currency
    }

    /// Nil where the language has to judge: amounts of two currencies meet.
    @inline(__always)
    func test(in currency: Currency) -> Test? { self.currency == nil || self.currency == currency ? test : nil }
}
