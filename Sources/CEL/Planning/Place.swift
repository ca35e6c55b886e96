import Diagnostics

/// Where the value of a variable is kept: a slot of the bindings, or a place among the frame's locals.
struct Place: Sendable {
    let index: Int
    let isLocal: Bool
    let name: String
    let span: SourceSpan

    /// Reads the variable as one Swift type.
    func step<Result: ValueConvertible>() -> TypedStep<Result> {
        step { Result(celValue: $0) }
    }

    /// Reads something out of the variable without copying it first. The place is decided here and not at each reading.
    @inline(__always)
    func step<Result>(_ read: @escaping @Sendable (borrowing Value) -> Result?) -> TypedStep<Result> {
        let index = index
        if isLocal {
            return { (frame: inout Frame) throws(EvaluationError) in
                guard let result = read(frame.locals[index]) else { throw failure(frame.locals[index], Result.self) }
                return result
            }
        }
        return { (frame: inout Frame) throws(EvaluationError) in
            guard index < frame.variables.count, let value = frame.variables[index] else { throw unset }
            guard let result = read(value) else { throw failure(value, Result.self) }
            return result
        }
    }

    private var unset: EvaluationError {
        EvaluationError(code: "cel.unboundVariable", "'\(name)' has no value in this evaluation", span: span)
    }

    private func failure<Result>(_ value: Value, _ type: Result.Type) -> EvaluationError {
        let wanted = (type as? any ValueConvertible.Type)?.celType.description ?? "another type"
        return EvaluationError.wanted(wanted, value).located(at: span)
    }
}
