import Diagnostics

extension Planner {
    /// An operator whose types only the values tell: two ints, the most frequent case in documents, are taken first.
    func dynamicOperator(_ function: String, _ implementation: Implementation, _ steps: [Step], _ span: SourceSpan) -> Step? {
        guard case .binary(let general) = implementation.body else { return nil }
        switch function {
        case Operator.less: return comparison(steps, general, span) { $0 < $1 }
        case Operator.lessOrEqual: return comparison(steps, general, span) { $0 <= $1 }
        case Operator.greater: return comparison(steps, general, span) { $0 > $1 }
        case Operator.greaterOrEqual: return comparison(steps, general, span) { $0 >= $1 }
        case Operator.add: return arithmetic(steps, general, span) { $0.addingReportingOverflow($1) }
        case Operator.subtract: return arithmetic(steps, general, span) { $0.subtractingReportingOverflow($1) }
        case Operator.multiply: return arithmetic(steps, general, span) { $0.multipliedReportingOverflow(by: $1) }
        default: return nil
        }
    }

    @inline(__always)
    private func comparison(
        _ steps: [Step], _ general: @escaping @Sendable (Value, Value) throws(EvaluationError) -> Value, _ span: SourceSpan,
        _ holds: @escaping @Sendable (Int64, Int64) -> Bool
    ) -> Step {
        let left = steps[0].value
        let right = steps[1].value
        return .bool { (frame: inout Frame) throws(EvaluationError) in
            let a = try left(&frame)
            let b = try right(&frame)
            if case .int(let a) = a, case .int(let b) = b { return holds(a, b) }
            do throws(EvaluationError) {
                guard case .bool(let result) = try general(a, b) else { return false }
                return result
            } catch {
                throw error.located(at: span)
            }
        }
    }

    @inline(__always)
    private func arithmetic(
        _ steps: [Step], _ general: @escaping @Sendable (Value, Value) throws(EvaluationError) -> Value, _ span: SourceSpan,
        _ compute: @escaping @Sendable (Int64, Int64) -> (partialValue: Int64, overflow: Bool)
    ) -> Step {
        let left = steps[0].value
        let right = steps[1].value
        return .value { (frame: inout Frame) throws(EvaluationError) in
            let a = try left(&frame)
            let b = try right(&frame)
            if case .int(let x) = a, case .int(let y) = b {
                let (result, overflow) = compute(x, y)
                if !overflow { return .int(result) }
            }
            try chargeSize(&frame, a)
            try chargeSize(&frame, b)
            do throws(EvaluationError) { return try general(a, b) } catch { throw error.located(at: span) }
        }
    }
}

/// What joining texts and lists costs.
private func chargeSize(_ frame: inout Frame, _ value: Value) throws(EvaluationError) {
    switch value {
    case .string(let text): try frame.charge(UInt64(text.utf8.count / 16))
    case .bytes(let bytes): try frame.charge(UInt64(bytes.count / 16))
    case .list(let values): try frame.charge(UInt64(values.count))
    default: break
    }
}
