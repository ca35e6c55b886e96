import StoaCommerce

/// The order of a cart's lines by what makes them one item: SKU, attributes, then every other fact. What is absent equals
/// what it stands for. Lines that are the same but for id and quantity come together, in the order of their ids.
struct LineOrder {
    enum Comparison { case before, same, after }

    private let lines: [Cart.Line]
    /// By line; made where two lines of one SKU differ in them.
    private var attributeTexts: [String?]

    init(_ lines: [Cart.Line]) {
        self.lines = lines
        attributeTexts = Array(repeating: nil, count: lines.count)
    }

    /// Positions of the lines that have units.
    mutating func sorted() -> [Int] {
        var keys: [(sku: ShortText?, line: Int)] = []
        keys.reserveCapacity(lines.count)
        for index in lines.indices where lines[index].quantity > 0 { keys.append((lines[index].sku.flatMap(ShortText.init), index)) }
        // Most SKUs are short and differ: two words say which is first.
        keys.sort { first, second in
            if let left = first.sku, let right = second.sku {
                if ShortText.precedes(left, right) { return true }
                if ShortText.precedes(right, left) { return false }
            }
            switch compare(first.line, second.line) {
            case .before: return true
            case .same: return lines[first.line].id < lines[second.line].id
            case .after: return false
            }
        }
        return keys.map(\.line)
    }

    /// As rules see the lines: `same` makes them one item.
    mutating func compare(_ first: Int, _ second: Int) -> Comparison {
        if let decided = Self.order(lines[first].sku, lines[second].sku) { return decided }
        if let decided = orderOfAttributes(first, second) { return decided }
        let (a, b) = (lines[first], lines[second])
        return Self.order(a.category, b.category) ?? Self.order(a.seller, b.seller) ?? Self.order(a.taxClass, b.taxClass)
            ?? Self.order(a.unitPrice, b.unitPrice) ?? Self.order(a.floor ?? 0, b.floor ?? 0) ?? Self.order(a.cost ?? -1, b.cost ?? -1)
            ?? Self.order(a.discountable ?? true, before: b.discountable ?? true) ?? Self.order(
                a.onSale ?? false, before: b.onSale ?? false)
            ?? .same
    }

    private mutating func orderOfAttributes(_ first: Int, _ second: Int) -> Comparison? {
        guard (lines[first].attributes ?? [:]) != (lines[second].attributes ?? [:]) else { return nil }
        // Names that hold the signs between them could read alike.
        return Self.order(attributeText(first), attributeText(second))
            ?? Self.order(text(of: first) { $0.debugDescription }, text(of: second) { $0.debugDescription })
    }

    private mutating func attributeText(_ line: Int) -> String {
        if let known = attributeTexts[line] { return known }
        let text = text(of: line) { $0 }
        attributeTexts[line] = text
        return text
    }

    private func text(of line: Int, _ name: (String) -> String) -> String {
        (lines[line].attributes ?? [:]).sorted { $0.key < $1.key }.map { "\(name($0.key))=\($0.value)" }.joined(separator: "\u{0}")
    }

    private static func order<Fact: Comparable>(_ first: Fact, _ second: Fact) -> Comparison? {
        first == second ? nil : first < second ? .before : .after
    }

    /// What is absent comes first.
    private static func order(_ first: String?, _ second: String?) -> Comparison? {
        if let first, let second { return order(first, second) }
        return first == nil && second == nil ? nil : first == nil ? .before : .after
    }

    private static func order(_ first: Bool, before second: Bool) -> Comparison? { first == second ? nil : first ? .before : .after }
}
