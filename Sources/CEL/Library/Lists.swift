extension FunctionTable {
    /// The `lists` extension, and sums and extremes of a list. `sortBy` is a macro.
    mutating func addLists() {
        let a = CELType.parameter("A")
        let list = CELType.list(a)
        unary("lists.range", [(.int, .list(.int))]) { (x) throws(EvaluationError) in
            guard case .int(let count) = x else { return nil }
            guard count <= Limits.elementsMax / 100 else {
                throw EvaluationError(code: "cel.tooLarge", "lists.range makes at most \(Limits.elementsMax / 100) elements")
            }
            return .list((0..<max(0, count)).map(Value.int))
        }
        unary("first", style: .receiver, [(list, .optional(a))]) { x in
            if case .list(let values) = x { .optional(values.first) } else { nil }
        }
        unary("last", style: .receiver, [(list, .optional(a))]) { x in
            if case .list(let values) = x { .optional(values.last) } else { nil }
        }
        unary("reverse", style: .receiver, [(list, list)], visitsElements: true) { x in
            if case .list(let values) = x { .list(values.reversed()) } else { nil }
        }
        variadic("slice", style: .receiver, [([list, .int, .int], list)], visitsElements: true) {
            (arguments: [Value]) throws(EvaluationError) in
            try slice(arguments)
        }
        variadic("flatten", style: .receiver, [([.list(list)], list), ([.list(.dyn), .int], .list(.dyn))], visitsElements: true) {
            (arguments: [Value]) throws(EvaluationError) in try flatten(arguments)
        }
        metered("distinct", style: .receiver, [([list], list)], visitsElements: true) {
            (arguments: [Value], frame: inout Frame) throws(EvaluationError) in
            guard case .list(let values) = arguments[0] else { return nil }
            return .list(try distinct(values, &frame))
        }
        unary("sort", style: .receiver, [(list, list)], visitsElements: true) { (x) throws(EvaluationError) in
            guard case .list(let values) = x else { return nil }
            return .list(try sorted(values, by: values))
        }
        for (type, zero) in [(CELType.int, Value.int(0)), (.uint, .uint(0)), (.double, .double(0)), (.duration, .duration(.zero))] {
            // One implementation a type, because the sum of no elements has a type too.
            unary("sum", style: .receiver, [(.list(type), type)], visitsElements: true) { (x) throws(EvaluationError) in
                guard case .list(let values) = x else { return nil }
                return try sum(values, zero)
            }
        }
        addExtreme("min") { $0 == .less }
        addExtreme("max") { $0 == .greater }
    }

    private mutating func addExtreme(_ name: String, _ replaces: @escaping @Sendable (Order) -> Bool) {
        let ordered: [CELType] = [.int, .uint, .double, .string, .bool, .bytes, .timestamp, .duration]
        unary(name, style: .receiver, ordered.map { (.list($0), $0) }, visitsElements: true) { (x) throws(EvaluationError) in
            guard case .list(let values) = x else { return nil }
            guard var best = values.first else { throw .invalid("\(name) of an empty list", hint: "test size() first") }
            for value in values {
                guard let order = compare(value, best) else { throw .noOverload("<", [value, best]) }
                if replaces(order) { best = value }
            }
            return best
        }
    }
}

private func slice(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    guard case .list(let values) = arguments[0], case .int(let from) = arguments[1], case .int(let to) = arguments[2] else { return nil }
    guard let start = Int(exactly: from), let end = Int(exactly: to), start >= 0, start <= end, end <= values.count else {
        throw EvaluationError(code: "cel.indexOutOfRange", "a list of \(values.count) elements has no slice from \(from) to \(to)")
    }
    return .list(Array(values[start..<end]))
}

/// Takes the elements of lists in a list out, one level or as many as asked for.
private func flatten(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    guard case .list(var values) = arguments[0] else { return nil }
    var levels: Int64 = 1
    if arguments.count == 2 {
        guard case .int(let depth) = arguments[1] else { return nil }
        guard depth >= 0 else { throw .invalid("flatten cannot go \(depth) levels deep") }
        levels = depth
    }
    while levels > 0, values.contains(where: { if case .list = $0 { true } else { false } }) {
        var flat: [Value] = []
        for value in values {
            if case .list(let inner) = value { flat += inner } else { flat.append(value) }
            guard flat.count <= Limits.elementsMax else { throw .tooLarge("the list") }
        }
        values = flat
        levels -= 1
    }
    return .list(values)
}

/// The first of equal elements, in their order.
func distinct(_ values: [Value], _ frame: inout Frame) throws(EvaluationError) -> [Value] {
    var keys: Set<MapKey> = []
    var kept: [Value] = []
    for value in values {
        if let key = MapKey(value) {
            // Values of one key are equal, and nothing without a key equals them but a double that is out of range.
            if keys.insert(key).inserted { kept.append(value) }
        } else {
            try frame.charge(UInt64(kept.count))
            try frame.chargeVisiting(value)
            if !kept.contains(value) { kept.append(value) }
        }
    }
    return kept
}

/// The values in the order of their keys; equal keys keep theirs.
func sorted(_ values: [Value], by keys: [Value]) throws(EvaluationError) -> [Value] {
    guard let first = keys.first else { return values }
    for key in keys {
        guard key.typeName == first.typeName, compare(key, first) != nil else { throw .noOverload("<", [key, first]) }
    }
    return keys.indices.sorted { left, right in
        compare(keys[left], keys[right]) == .less || (compare(keys[left], keys[right]) != .greater && left < right)
    }.map { values[$0] }
}

private func sum(_ values: [Value], _ zero: Value) throws(EvaluationError) -> Value {
    guard var total = values.first else { return zero }
    for value in values.dropFirst() {
        guard let next = try Arithmetic.add(total, value) else { throw .noOverload(Operator.add, [total, value]) }
        total = next
    }
    return total
}
