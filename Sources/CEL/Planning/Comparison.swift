/// One of the six comparisons. Decided at each comparison, which takes less than a call of a closure for it.
enum Comparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    init?(_ function: String) {
        switch function {
        case Operator.equal: self = .equal
        case Operator.notEqual: self = .notEqual
        case Operator.less: self = .less
        case Operator.lessOrEqual: self = .lessOrEqual
        case Operator.greater: self = .greater
        case Operator.greaterOrEqual: self = .greaterOrEqual
        default: return nil
        }
    }

    @inline(__always)
    func holds<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }
}
