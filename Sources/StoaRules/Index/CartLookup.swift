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
        for (index, (fact, known)) in vocabulary.facts.enumerated() {
            let unknown = vocabulary.unknown[index]
            func number(of constant: Constant?) -> Int32? {
                guard let constant else { return unknown }
                return known[constant]
            }
            switch fact.scope {
            case .cart:
                if fact == .segment {
                    for segment in cart.customer?.segments ?? [] { add(known[.text(segment)]) }
                } else {
                    add(number(of: fact.value(in: cart)))
                }
            case .discountable: for item in items where item.facts.isForCatalog { add(number(of: fact.value(of: item))) }
            case .anyItem: for item in items { add(number(of: fact.value(of: item))) }
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
