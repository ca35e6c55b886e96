import StoaCommerce
import StoaExpressions

/// A cart's facts in the numbers of a book's vocabulary. Values that no rule asks for are left out.
struct CartLookup {
    /// Without order, each once.
    private(set) var values: [Int] = []
    /// By number of the vocabulary; nil where the cart does not state it.
    let numbers: [Int64?]
    /// By value: ``absent``, ``present``, or where the list of its items begins, counted from ``firstLink``. Small, because there
    /// is one for each value that a large book asks for.
    private var heads: [UInt16]
    /// Items that `lines` speaks of, in lists by value.
    private var links: [(item: Int32, next: UInt16)] = []

    private static let absent: UInt16 = 0
    /// Without a list of items: a fact of the cart or of any item, or one item too many to be listed.
    private static let present: UInt16 = 1
    private static let firstLink = 2
    /// Of fewer items each is asked sooner than it is listed.
    private static let itemsListed = 12

    init(_ vocabulary: FactVocabulary, _ cart: Cart, _ items: [Item], at instant: Instant) {
        numbers = vocabulary.numbers.map { $0.value(cart, items, at: instant) }
        heads = Array(repeating: Self.absent, count: vocabulary.valueCount)
        values.reserveCapacity(4 * items.count + 8)
        let listsItems = items.count >= Self.itemsListed
        for index in vocabulary.facts.indices {
            let (fact, values) = vocabulary.facts[index]
            let unknown = vocabulary.unknown[index]
            if fact == .segment {
                for segment in cart.customer?.segments ?? [] { add(values[text: segment]) }
                continue
            }
            switch fact.scope {
            case .cart: if let text = fact.text(in: cart) { add(values[text: text]) } else { add(unknown) }
            case .anyItem: for item in items.indices { add(fact.number(of: items[item].facts, in: values, unknown: unknown)) }
            case .discountable:
                // Each value's list begins with the last one added.
                for item in items.indices.reversed() where items[item].isForCatalog {
                    let value = fact.number(of: items[item].facts, in: values, unknown: unknown)
                    if listsItems { add(value, item) } else { add(value) }
                }
            }
        }
    }

    func has(_ value: Int32) -> Bool { heads[Int(value)] != Self.absent }

    /// Whether there are lists of items at all.
    var listsItems: Bool { !links.isEmpty }

    /// The items that have a value, in their order; nil where they are not listed.
    func items(with value: Int32) -> ItemList? {
        let head = Int(heads[Int(value)])
        return head < Self.firstLink ? nil : ItemList(links: links, place: head)
    }

    struct ItemList: Sequence, IteratorProtocol {
        fileprivate let links: [(item: Int32, next: UInt16)]
        fileprivate var place: Int

        mutating func next() -> Int? {
            guard place >= CartLookup.firstLink else { return nil }
            let link = links[place - CartLookup.firstLink]
            place = Int(link.next)
            return Int(link.item)
        }
    }

    private mutating func add(_ value: Int32?) {
        guard let value, heads[Int(value)] == Self.absent else { return }
        heads[Int(value)] = Self.present
        values.append(Int(value))
    }

    private mutating func add(_ value: Int32?, _ item: Int) {
        guard let value else { return }
        let head = heads[Int(value)]
        if head == Self.absent { values.append(Int(value)) }
        guard head != Self.present, let link = UInt16(exactly: links.count + Self.firstLink) else {
            heads[Int(value)] = Self.present
            return
        }
        links.append((Int32(item), head))
        heads[Int(value)] = link
    }
}
