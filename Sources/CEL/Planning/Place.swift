import Diagnostics

/// Where the value of a variable is kept: a slot of the bindings, or a place among the frame's locals.
struct Place: Sendable {
    let index: Int
    let isLocal: Bool
    let name: String
    let span: SourceSpan

    /// The variable's value.
    func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
        if isLocal { return frame.local(index) }
        guard let value = frame.variables.value(index) else { throw unset }
        return value
    }

    /// The variable's value as one Swift type.
    @inline(__always)
    func read<Result: ValueConvertible>(_ frame: inout Frame) throws(EvaluationError) -> Result {
        let value = try value(&frame)
        guard let result = Result(celValue: value) else { throw failure(value, Result.self) }
        return result
    }

    private var unset: EvaluationError {
        EvaluationError(code: "cel.unboundVariable", "'\(name)' has no value in this evaluation", span: span)
    }

    private func failure<Result>(_ value: Value, _ type: Result.Type) -> EvaluationError {
        let wanted = (type as? any ValueConvertible.Type)?.celType.description ?? "another type"
        return EvaluationError.wanted(wanted, value).located(at: span)
    }
}
