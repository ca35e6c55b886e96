extension FunctionTable {
    /// The `sets` extension: lists as sets, by the language's equality.
    mutating func addSets() {
        let list = CELType.list(.parameter("A"))
        set("sets.contains", list) { left, right in right.allSatisfy(left.contains) }
        set("sets.intersects", list) { left, right in right.contains(where: left.contains) }
        set("sets.equivalent", list) { left, right in right.allSatisfy(left.contains) && left.allSatisfy(right.contains) }
    }

    private mutating func set(_ name: String, _ list: CELType, _ holds: @escaping @Sendable ([Value], [Value]) -> Bool) {
        metered(name, [([list, list], .bool)], visitsElements: true) { (arguments: [Value], frame: inout Frame) throws(EvaluationError) in
            guard case .list(let left) = arguments[0], case .list(let right) = arguments[1] else { return nil }
            // Each element may be compared with each of the other list, and each comparison may visit all of it.
            for _ in 0..<min(left.count, right.count) { try frame.chargeVisiting(left.count < right.count ? arguments[1] : arguments[0]) }
            return .bool(holds(left, right))
        }
    }
}
