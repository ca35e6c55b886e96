/// How two values stand to each other; `unordered` when one of them is NaN.
enum Order: Sendable {
    case less, equal, greater, unordered

    init<Ordered: Comparable>(_ left: Ordered, _ right: Ordered) {
        self = left < right ? .less : left == right ? .equal : left > right ? .greater : .unordered
    }

    var reversed: Order {
        switch self {
        case .less: .greater
        case .greater: .less
        case .equal, .unordered: self
        }
    }
}

/// The order of two values by the specification, or nil when the language does not order their types.
func compare(_ left: Value, _ right: Value) -> Order? {
    switch (left, right) {
    case (.bool(let a), .bool(let b)): a == b ? .equal : b ? .less : .greater
    case (.string(let a), .string(let b)): compareCodePoints(a, b)
    case (.bytes(let a), .bytes(let b)): a == b ? .equal : a.lexicographicallyPrecedes(b) ? .less : .greater
    case (.timestamp(let a), .timestamp(let b)): Order(a, b)
    case (.duration(let a), .duration(let b)): Order(a, b)
    default: compareNumbers(left, right)
    }
}

/// UTF-8 keeps the order of code points, so bytes can be compared.
func compareCodePoints(_ left: String, _ right: String) -> Order {
    if left.utf8.lexicographicallyPrecedes(right.utf8) { return .less }
    return sameCodePoints(left, right) ? .equal : .greater
}

/// The order of two numbers, whatever their types; nil when one is not a number.
func compareNumbers(_ left: Value, _ right: Value) -> Order? {
    switch (left, right) {
    case (.int(let a), .int(let b)): Order(a, b)
    case (.uint(let a), .uint(let b)): Order(a, b)
    case (.double(let a), .double(let b)): Order(a, b)
    case (.int(let a), .uint(let b)): a < 0 ? .less : Order(UInt64(a), b)
    case (.uint(let a), .int(let b)): b < 0 ? .greater : Order(a, UInt64(b))
    case (.int(let a), .double(let b)): compareInteger(a, b)
    case (.double(let a), .int(let b)): compareInteger(b, a).reversed
    case (.uint(let a), .double(let b)): compareInteger(a, b)
    case (.double(let a), .uint(let b)): compareInteger(b, a).reversed
    default: nil
    }
}

/// The integer is rounded to the nearest double first: the suite has `9223372036854775807 >= 9223372036854775808.0`.
private func compareInteger<Integer: FixedWidthInteger>(_ left: Integer, _ right: Double) -> Order {
    Order(Double(left), right)
}
