extension FunctionTable {
    mutating func addOperators() {
        let a = CELType.parameter("A")
        let b = CELType.parameter("B")
        binary(
            Operator.add,
            [
                (.int, .int, .int), (.uint, .uint, .uint), (.double, .double, .double), (.string, .string, .string),
                (.bytes, .bytes, .bytes), (.list(a), .list(a), .list(a)), (.timestamp, .duration, .timestamp),
                (.duration, .timestamp, .timestamp), (.duration, .duration, .duration),
            ]
        ) { (x, y) throws(EvaluationError) in try Arithmetic.add(x, y) }
        binary(
            Operator.subtract,
            [
                (.int, .int, .int), (.uint, .uint, .uint), (.double, .double, .double), (.timestamp, .timestamp, .duration),
                (.timestamp, .duration, .timestamp), (.duration, .duration, .duration),
            ]
        ) { (x, y) throws(EvaluationError) in try Arithmetic.subtract(x, y) }
        let numbers: [(CELType, CELType, CELType)] = [(.int, .int, .int), (.uint, .uint, .uint), (.double, .double, .double)]
        binary(Operator.multiply, numbers) { (x, y) throws(EvaluationError) in try Arithmetic.multiply(x, y) }
        binary(Operator.divide, numbers) { (x, y) throws(EvaluationError) in try Arithmetic.divide(x, y) }
        binary(Operator.modulo, [(.int, .int, .int), (.uint, .uint, .uint)]) { (x, y) throws(EvaluationError) in
            try Arithmetic.modulo(x, y)
        }
        unary(Operator.negate, [(.int, .int), (.double, .double)]) { (x) throws(EvaluationError) in try Arithmetic.negate(x) }
        unary(Operator.not, [(.bool, .bool)]) { x in
            if case .bool(let value) = x { .bool(!value) } else { nil }
        }
        binary(Operator.equal, [(a, a, .bool)], visitsElements: true) { x, y in .bool(x == y) }
        binary(Operator.notEqual, [(a, a, .bool)], visitsElements: true) { x, y in .bool(x != y) }
        addOrdering(Operator.less) { $0 == .less }
        addOrdering(Operator.lessOrEqual) { $0 == .less || $0 == .equal }
        addOrdering(Operator.greater) { $0 == .greater }
        addOrdering(Operator.greaterOrEqual) { $0 == .greater || $0 == .equal }
        binary(Operator.in, [(a, .list(a), .bool), (a, .map(key: a, value: b), .bool)], visitsElements: true) {
            (x, y) throws(EvaluationError) in
            switch y {
            case .list(let values): return .bool(values.contains(x))
            case .map(let map): return .bool(try map.find(x) != nil)
            default: return nil
            }
        }
    }

    private mutating func addOrdering(_ name: String, _ holds: @escaping @Sendable (Order) -> Bool) {
        let same: [CELType] = [.bool, .int, .uint, .double, .string, .bytes, .timestamp, .duration]
        let mixed: [(CELType, CELType)] = [
            (.int, .uint), (.int, .double), (.uint, .int), (.uint, .double), (.double, .int), (.double, .uint),
        ]
        binary(name, same.map { ($0, $0, .bool) } + mixed.map { ($0.0, $0.1, .bool) }) { x, y in
            compare(x, y).map { .bool(holds($0)) }
        }
    }
}
