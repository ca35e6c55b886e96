extension FunctionTable {
    mutating func addConversions() {
        unary("int", [(.int, .int), (.uint, .int), (.double, .int), (.string, .int), (.timestamp, .int), (.duration, .int)]) {
            (x) throws(EvaluationError) in try toInt(x)
        }
        unary("uint", [(.uint, .uint), (.int, .uint), (.double, .uint), (.string, .uint)]) { (x) throws(EvaluationError) in try toUInt(x) }
        unary("double", [(.double, .double), (.int, .double), (.uint, .double), (.string, .double)]) { (x) throws(EvaluationError) in
            try toDouble(x)
        }
        unary(
            "string",
            [
                (.string, .string), (.bool, .string), (.int, .string), (.uint, .string), (.double, .string), (.bytes, .string),
                (.timestamp, .string), (.duration, .string),
            ]
        ) { (x) throws(EvaluationError) in try toString(x) }
        unary("bytes", [(.bytes, .bytes), (.string, .bytes)]) { x in
            switch x {
            case .bytes: x
            case .string(let text): .bytes(Array(text.utf8))
            default: nil
            }
        }
        unary("bool", [(.bool, .bool), (.string, .bool)]) { (x) throws(EvaluationError) in try toBool(x) }
        let a = CELType.parameter("A")
        unary("dyn", [(a, .dyn)]) { x in x }
        unary("type", [(a, .type(a))]) { x in .type(x.typeName) }
    }
}

private func toInt(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .int: return value
    case .uint(let number):
        guard let result = Int64(exactly: number) else { throw .overflow("int()") }
        return .int(result)
    case .double(let number):
        // Doubles at the edges stand for more than one integer, so both edges are refused.
        guard number > -9_223_372_036_854_775_808.0, number < 9_223_372_036_854_775_808.0 else { throw .overflow("int()") }
        return .int(Int64(number))
    case .string(let text):
        guard let result = Int64(text) else { throw .invalid("\(shown(value)) is not an int") }
        return .int(result)
    case .timestamp(let time): return .int(time.seconds)
    case .duration(let duration): return .int(duration.components.seconds)
    default: return nil
    }
}

private func toUInt(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .uint: return value
    case .int(let number):
        guard let result = UInt64(exactly: number) else { throw .overflow("uint()") }
        return .uint(result)
    case .double(let number):
        guard number >= 0, number < 18_446_744_073_709_551_616.0 else { throw .overflow("uint()") }
        return .uint(UInt64(number))
    case .string(let text):
        guard !text.hasPrefix("+"), !text.hasPrefix("-"), let result = UInt64(text) else {
            throw .invalid("\(shown(value)) is not a uint")
        }
        return .uint(result)
    default: return nil
    }
}

private func toDouble(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .double: return value
    case .int(let number): return .double(Double(number))
    case .uint(let number): return .double(Double(number))
    case .string(let text):
        guard let result = Double(text) else { throw .invalid("\(shown(value)) is not a double") }
        return .double(result)
    default: return nil
    }
}

private func toString(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .string: return value
    case .bool(let flag): return .string(flag ? "true" : "false")
    case .int(let number): return .string(String(number))
    case .uint(let number): return .string(String(number))
    case .double(let number): return .string(doubleText(number))
    case .bytes(let bytes):
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalid("the bytes are not UTF-8") }
        return .string(text)
    case .timestamp(let time): return .string(time.text)
    case .duration(let duration): return .string(duration.celText)
    default: return nil
    }
}

private func toBool(_ value: Value) throws(EvaluationError) -> Value? {
    switch value {
    case .bool: return value
    case .string(let text):
        switch text {
        case "1", "t", "true", "TRUE", "True", "T": return .bool(true)
        case "0", "f", "false", "FALSE", "False", "F": return .bool(false)
        default: throw .invalid("\(shown(value)) is not a bool", hint: "write \"true\" or \"false\"")
        }
    default: return nil
    }
}

/// The shortest decimal that reads back as the same double: `1.5`, `100`, `6.02214e+23`, `NaN`, `Infinity`.
func doubleText(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
