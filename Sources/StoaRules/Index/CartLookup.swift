import StoaCommerce
import StoaExpressions

/// A cart's facts in the numbers of a book's vocabulary. Values that no rule asks for are left out.
struct CartLookup {
    /// Without order, each once.
    private(set) var values: [Int] = []
    /// By number of the vocabulary; nil where the cart does not state it.
    let numbers: [Int64?]
    private var isPresent: [Bool]

    init(_ vocabulary: FactVocabulary, _ cart: Cart, _ items: [Item], at instant: Instant) {
        numbers = vocabulary.numbers.map { $0.value(cart, items, at: instant) }
        isPresent = Array(repeating: false, count: vocabulary.valueCount)
        for index in vocabulary.facts.indices {
            let fact = vocabulary.facts[index].fact
            let unknown = vocabulary.unknown[index]
            if fact == .segment {
                for segment in cart.customer?.segments ?? [] { add(vocabulary.facts[index].values[text: segment]) }
                continue
            }
            switch fact.scope {
            case .cart: add(fact.value(in: cart).map { vocabulary.facts[index].values[$0] } ?? unknown)
            case .discountable, .anyItem:
                for item in items.indices where fact.scope == .anyItem || items[item].isForCatalog {
                    add(fact.value(of: items[item].facts).map { vocabulary.facts[index].values[$0] } ?? unknown)
                }
            }
        }
    }

    func has(_ value: Int32) -> Bool { isPresent[Int(value)] }

    private mutating func add(_ value: Int32?) {
        guard let value, !isPresent[Int(value)] else { return }
        isPresent[Int(value)] = true
        values.append(Int(value))
    }
}
