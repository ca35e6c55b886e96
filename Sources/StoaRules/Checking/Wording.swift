import StoaCommerce

/// Names in a sentence: `'a', 'b'`.
func quoted(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }

extension Int64 {
    /// Minor units as people read them: `42.00 USD`.
    func text(in currency: Currency) -> String { (try? Money(self, currency))?.description ?? "\(self)" }
}
