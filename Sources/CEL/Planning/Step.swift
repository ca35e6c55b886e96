import Diagnostics

typealias BoolStep = @Sendable (inout Frame) throws(EvaluationError) -> Bool
typealias IntStep = @Sendable (inout Frame) throws(EvaluationError) -> Int64
typealias DoubleStep = @Sendable (inout Frame) throws(EvaluationError) -> Double
typealias StringStep = @Sendable (inout Frame) throws(EvaluationError) -> String
typealias ValueStep = @Sendable (inout Frame) throws(EvaluationError) -> Value

/// A planned expression: a closure of the type that comes out, so that a chain of numbers or conditions never makes a
/// ``Value`` in between.
enum Step: Sendable {
    case constant(Value)
    case bool(BoolStep)
    case int(IntStep)
    case double(DoubleStep)
    case string(StringStep)
    case value(ValueStep)

    /// The value, when it is known without evaluating.
    var constant: Value? {
        if case .constant(let value) = self { value } else { nil }
    }

    /// The step as one that makes a value.
    var value: ValueStep {
        switch self {
        case .constant(let value): { _ in value }
        case .bool(let step): { (frame: inout Frame) throws(EvaluationError) in .bool(try step(&frame)) }
        case .int(let step): { (frame: inout Frame) throws(EvaluationError) in .int(try step(&frame)) }
        case .double(let step): { (frame: inout Frame) throws(EvaluationError) in .double(try step(&frame)) }
        case .string(let step): { (frame: inout Frame) throws(EvaluationError) in .string(try step(&frame)) }
        case .value(let step): step
        }
    }

    /// The step as a condition; another type is an error at run time.
    func bool(at span: SourceSpan) -> BoolStep {
        switch self {
        case .constant(.bool(let value)): return { _ in value }
        case .bool(let step): return step
        default:
            let step = value
            return { (frame: inout Frame) throws(EvaluationError) in
                let value = try step(&frame)
                guard case .bool(let result) = value else { throw EvaluationError.wanted("bool", value).located(at: span) }
                return result
            }
        }
    }

    func int(at span: SourceSpan) -> IntStep {
        switch self {
        case .constant(.int(let value)): return { _ in value }
        case .int(let step): return step
        default:
            let step = value
            return { (frame: inout Frame) throws(EvaluationError) in
                let value = try step(&frame)
                guard case .int(let result) = value else { throw EvaluationError.wanted("int", value).located(at: span) }
                return result
            }
        }
    }

    func double(at span: SourceSpan) -> DoubleStep {
        switch self {
        case .constant(.double(let value)): return { _ in value }
        case .double(let step): return step
        default:
            let step = value
            return { (frame: inout Frame) throws(EvaluationError) in
                let value = try step(&frame)
                guard case .double(let result) = value else { throw EvaluationError.wanted("double", value).located(at: span) }
                return result
            }
        }
    }

    func string(at span: SourceSpan) -> StringStep {
        switch self {
        case .constant(.string(let value)): return { _ in value }
        case .string(let step): return step
        default:
            let step = value
            return { (frame: inout Frame) throws(EvaluationError) in
                let value = try step(&frame)
                guard case .string(let result) = value else { throw EvaluationError.wanted("string", value).located(at: span) }
                return result
            }
        }
    }
}
