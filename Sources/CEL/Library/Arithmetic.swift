/// The operators by value. Nil means that there is no overload for the types.
enum Arithmetic {
    static func add(_ left: Value, _ right: Value) throws(EvaluationError) -> Value? {
        switch (left, right) {
        case (.int(let a), .int(let b)): return .int(try IntOperation.add.compute(a, b))
        case (.uint(let a), .uint(let b)): return .uint(try checked(a.addingReportingOverflow(b), "+"))
        case (.double(let a), .double(let b)): return .double(a + b)
        case (.string(let a), .string(let b)):
            guard a.utf8.count + b.utf8.count <= Limits.elementsMax else { throw .tooLarge("the text") }
            return .string(a + b)
        case (.bytes(let a), .bytes(let b)):
            guard a.count + b.count <= Limits.elementsMax else { throw .tooLarge("the bytes") }
            return .bytes(a + b)
        case (.list(let a), .list(let b)):
            guard a.count + b.count <= Limits.elementsMax else { throw .tooLarge("the list") }
            return .list(a + b)
        case (.duration(let a), .duration(let b)): return .duration(try inRange(a + b))
        case (.timestamp(let a), .duration(let b)), (.duration(let b), .timestamp(let a)): return .timestamp(try inRange(a.adding(b)))
        default: return nil
        }
    }

    static func subtract(_ left: Value, _ right: Value) throws(EvaluationError) -> Value? {
        switch (left, right) {
        case (.int(let a), .int(let b)): return .int(try IntOperation.subtract.compute(a, b))
        case (.uint(let a), .uint(let b)): return .uint(try checked(a.subtractingReportingOverflow(b), "-"))
        case (.double(let a), .double(let b)): return .double(a - b)
        case (.duration(let a), .duration(let b)): return .duration(try inRange(a - b))
        case (.timestamp(let a), .duration(let b)): return .timestamp(try inRange(a.adding(.zero - b)))
        case (.timestamp(let a), .timestamp(let b)):
            // The reference implementations hold a difference in 64 bits of nanoseconds; past them is an error.
            let difference = a.since(b)
            guard difference.wholeNanoseconds != nil else { throw .overflow("'-'") }
            return .duration(difference)
        default: return nil
        }
    }

    static func multiply(_ left: Value, _ right: Value) throws(EvaluationError) -> Value? {
        switch (left, right) {
        case (.int(let a), .int(let b)): .int(try IntOperation.multiply.compute(a, b))
        case (.uint(let a), .uint(let b)): .uint(try checked(a.multipliedReportingOverflow(by: b), "*"))
        case (.double(let a), .double(let b)): .double(a * b)
        default: nil
        }
    }

    static func divide(_ left: Value, _ right: Value) throws(EvaluationError) -> Value? {
        switch (left, right) {
        case (.int(let a), .int(let b)): .int(try IntOperation.divide.compute(a, b))
        case (.uint(let a), .uint(let b)):
            if b == 0 { throw divisionByZero } else { .uint(a / b) }
        case (.double(let a), .double(let b)): .double(a / b)
        default: nil
        }
    }

    static func modulo(_ left: Value, _ right: Value) throws(EvaluationError) -> Value? {
        switch (left, right) {
        case (.int(let a), .int(let b)): .int(try IntOperation.modulo.compute(a, b))
        case (.uint(let a), .uint(let b)):
            if b == 0 { throw divisionByZero } else { .uint(a % b) }
        default: nil
        }
    }

    static func negate(_ value: Value) throws(EvaluationError) -> Value? {
        switch value {
        case .int(let a): .int(try checked((0 as Int64).subtractingReportingOverflow(a), "-"))
        case .double(let a): .double(-a)
        default: nil
        }
    }

    static let divisionByZero = EvaluationError(
        code: "cel.divisionByZero", "division by zero", hint: "test the divisor first, as in x != 0 && y / x > 1")

    @inline(__always)
    static func checked<Integer: FixedWidthInteger>(
        _ result: (partialValue: Integer, overflow: Bool), _ operation: String
    ) throws(EvaluationError) -> Integer {
        guard !result.overflow else { throw .overflow("'\(operation)'") }
        return result.partialValue
    }

    private static func inRange(_ duration: Duration) throws(EvaluationError) -> Duration {
        guard let duration = duration.inRange else { throw .overflow("duration arithmetic") }
        return duration
    }

    private static func inRange(_ timestamp: Timestamp?) throws(EvaluationError) -> Timestamp {
        guard let timestamp else { throw .overflow("timestamp arithmetic") }
        return timestamp
    }
}
