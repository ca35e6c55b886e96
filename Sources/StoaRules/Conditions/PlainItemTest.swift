import StoaCommerce
import StoaExpressions

/// A condition over one item that is nothing but comparisons of its own facts with constants, joined by `&&` and `||`.
///
/// Nearly every `lines` is such a condition. Tested where the facts lie it takes some nanoseconds; the language, which knows
/// every failure and every cost, takes a hundred. The answer is the same: without a negation around it, a comparison with a
/// fact that an item does not state is false, whatever stands beside it.
struct PlainItemTest: Sendable {
    enum Text: Sendable {
        case sku, category, seller, taxClass
        case attribute(String)
    }

    enum Number: Sendable {
        case unitPrice, listTotal, quantity
    }

    enum Comparison: Sendable {
        case text(Text, PlainTexts)
        case number(Number, NumberRelation, Int64)
    }

    /// All comparisons of one of them must hold.
    private let alternatives: [[Comparison]]

    /// A condition with more alternatives is left to the language.
    private static let alternativesMax = 8

    init(_ comparison: Comparison) { alternatives = [[comparison]] }

    private init?(_ alternatives: [[Comparison]]) {
        guard alternatives.count <= Self.alternativesMax else { return nil }
        self.alternatives = alternatives
    }

    /// Nil for a condition of too many alternatives.
    func and(_ other: PlainItemTest) -> PlainItemTest? {
        PlainItemTest(alternatives.flatMap { left in other.alternatives.map { left + $0 } })
    }

    /// As above.
    func or(_ other: PlainItemTest) -> PlainItemTest? { PlainItemTest(alternatives + other.alternatives) }

    /// - Parameter isSure: becomes false where the language has to judge.
    func holds(_ item: ItemFacts, _ isSure: inout Bool) -> Bool {
        for alternative in alternatives where alternative.allSatisfy({ $0.holds(item, &isSure) }) { return true }
        return false
    }
}

extension PlainItemTest.Comparison {
    @inline(__always)
    fileprivate func holds(_ item: ItemFacts, _ isSure: inout Bool) -> Bool {
        switch self {
        case .text(.sku, let texts): texts.contains(item.sku, &isSure)
        case .text(.category, let texts): texts.contains(item.category, &isSure)
        case .text(.seller, let texts): texts.contains(item.seller, &isSure)
        case .text(.taxClass, let texts): texts.contains(item.taxClass, &isSure)
        case .text(.attribute(let name), let texts):
            if case .text(let text)? = item.attribute(name) { texts.contains(text, &isSure) } else { false }
        case .number(.unitPrice, let relation, let bound): relation.holds(item.unitPrice.amount, bound)
        case .number(.listTotal, let relation, let bound): relation.holds(item.listTotal.amount, bound)
        case .number(.quantity, let relation, let bound): relation.holds(item.quantity, bound)
        }
    }
}

/// How a number stands to a constant.
enum NumberRelation: Sendable {
    case equal, less, lessOrEqual, greater, greaterOrEqual

    func holds(_ number: Int64, _ bound: Int64) -> Bool {
        switch self {
        case .equal: number == bound
        case .less: number < bound
        case .lessOrEqual: number <= bound
        case .greater: number > bound
        case .greaterOrEqual: number >= bound
        }
    }

    var mirrored: NumberRelation {
        switch self {
        case .equal: .equal
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
