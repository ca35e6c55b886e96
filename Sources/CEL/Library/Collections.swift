extension FunctionTable {
    mutating func addCollections() {
        let a = CELType.parameter("A")
        let b = CELType.parameter("B")
        let map = CELType.map(key: a, value: b)
        let sizes: [(CELType, CELType)] = [(.string, .int), (.bytes, .int), (.list(a), .int), (map, .int)]
        unary("size", sizes, size)
        unary("size", style: .receiver, sizes, size)
        binary(
            Operator.index,
            [(.list(a), .int, a), (map, a, b), (.optional(.list(a)), .int, .optional(a)), (.optional(map), a, .optional(b))]
        ) {
            (x, y) throws(EvaluationError) in try index(x, y)
        }
        binary(
            Operator.optionalIndex,
            [
                (.list(a), .int, .optional(a)), (map, a, .optional(b)), (.optional(.list(a)), .int, .optional(a)),
                (.optional(map), a, .optional(b)),
            ]
        ) { (x, y) throws(EvaluationError) in
            guard let found = try find(x, y) else { return nil }
            return .optional(found.value)
        }
    }
}

private func size(_ value: Value) -> Value? {
    switch value {
    case .string(let text): .int(Int64(text.unicodeScalars.count))
    case .bytes(let bytes): .int(Int64(bytes.count))
    case .list(let values): .int(Int64(values.count))
    case .map(let map): .int(Int64(map.count))
    default: nil
    }
}

private func index(_ container: Value, _ key: Value) throws(EvaluationError) -> Value? {
    guard let found = try find(container, key) else { return nil }
    if case .optional = container { return .optional(found.value) }
    if let value = found.value { return value }
    if case .list(let values) = container {
        throw EvaluationError(code: "cel.indexOutOfRange", "index \(shown(key)) is out of range: the list has \(values.count) elements")
    }
    throw EvaluationError(code: "cel.noSuchKey", "the map has no key \(shown(key))", hint: "test it with 'in', or read it with [?key]")
}

/// The element, its absence, or nil when there is no overload.
private func find(_ container: Value, _ key: Value) throws(EvaluationError) -> (value: Value?, ())? {
    switch container {
    case .list(let values):
        guard let position = listIndex(key) else { return nil }
        return (values.indices.contains(position) ? values[position] : nil, ())
    case .map(let map): return (try map.find(key), ())
    case .optional(let wrapped):
        guard let wrapped else { return (nil, ()) }
        return try find(wrapped, key)
    default: return nil
    }
}

/// Any number that is whole can be an index; -1 stands for one that no list has.
private func listIndex(_ key: Value) -> Int? {
    switch key {
    case .int(let number): Int(exactly: number) ?? -1
    case .uint(let number): Int(exactly: number) ?? -1
    case .double(let number): Int(exactly: number)
    default: nil
    }
}
