extension FunctionTable {
    mutating func addOptionals() {
        let a = CELType.parameter("A")
        let optional = CELType.optional(a)
        unary("optional.of", [(a, optional)]) { x in .optional(x) }
        unary("optional.ofNonZeroValue", [(a, optional)]) { x in .optional(isZero(x) ? nil : x) }
        variadic("optional.none", [([], optional)]) { _ in .optional(nil) }
        unary("hasValue", style: .receiver, [(optional, .bool)]) { x in
            if case .optional(let wrapped) = x { .bool(wrapped != nil) } else { nil }
        }
        unary("value", style: .receiver, [(optional, a)]) { (x) throws(EvaluationError) in
            guard case .optional(let wrapped) = x else { return nil }
            guard let wrapped else {
                throw EvaluationError(code: "cel.emptyOptional", "the optional has no value", hint: "use orValue(…)")
            }
            return wrapped
        }
        binary("orValue", style: .receiver, [(optional, a, a)]) { x, y in
            if case .optional(let wrapped) = x { wrapped ?? y } else { nil }
        }
        binary("or", style: .receiver, [(optional, optional, optional)]) { x, y in
            guard case .optional(let wrapped) = x, case .optional = y else { return nil }
            return wrapped == nil ? y : x
        }
    }
}

/// Whether a value is the one that its type starts with.
private func isZero(_ value: Value) -> Bool {
    switch value {
    case .null: true
    case .bool(let flag): !flag
    case .int(let number): number == 0
    case .uint(let number): number == 0
    case .double(let number): number == 0
    case .string(let text): text.isEmpty
    case .bytes(let bytes): bytes.isEmpty
    case .list(let values): values.isEmpty
    case .map(let map): map.count == 0
    case .duration(let duration): duration == .zero
    case .timestamp(let time): time.seconds == 0 && time.nanoseconds == 0
    case .optional(let wrapped): wrapped == nil
    case .type, .host: false
    }
}
