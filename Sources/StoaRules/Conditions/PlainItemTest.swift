import StoaCommerce
import StoaExpressions

/// A condition over one item that is nothing but comparisons of its own facts with constants, joined by `&&` and `||`.
///
/// Nearly every `lines` is such a condition. Tested where the facts lie it takes some nanoseconds; the language, which knows
/// every failure and every cost, takes a hundred. The answer is the same: without a negation around it, a comparison with a
/// fact that an item does not state is false, whatever stands beside it.
indirect enum PlainItemTest: Sendable {
    enum Text: Sendable {
        case sku, category, seller, taxClass
        case attribute(String)
    }

    enum Number: Sendable {
        case unitPrice, listTotal, quantity
    }

    case text(Text, PlainTexts)
    case number(Number, NumberRelation, Int64)
    case both(PlainItemTest, PlainItemTest)
    case either(PlainItemTest, PlainItemTest)

    /// - Parameter isSure: becomes false where the language has to judge.
    func holds(_ item: Item, _ isSure: inout Bool) -> Bool {
        switch self {
        case .text(.sku, let texts): texts.contains(item.facts.sku, &isSure)
        case .text(.category, let texts): texts.contains(item.facts.category, &isSure)
        case .text(.seller, let texts): texts.contains(item.facts.seller, &isSure)
        case .text(.taxClass, let texts): texts.contains(item.facts.taxClass, &isSure)
        case .text(.attribute(let name), let texts):
            if case .text(let text)? = item.facts.attribute(name) { texts.contains(text, &isSure) } else { false }
        case .number(.unitPrice, let relation, let bound): relation.holds(item.unitPrice, bound)
        case .number(.listTotal, let relation, let bound): relation.holds(item.listTotal, bound)
        case .number(.quantity, let relation, let bound): relation.holds(item.quantity, bound)
        case .both(let left, let right): left.holds(item, &isSure) && right.holds(item, &isSure)
        case .either(let left, let right): left.holds(item, &isSure) || right.holds(item, &isSure)
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
