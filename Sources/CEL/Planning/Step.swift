import Diagnostics

/// A planned expression as a closure of the type that comes out.
typealias TypedStep<Result> = @Sendable (inout Frame) throws(EvaluationError) -> Result
typealias BoolStep = TypedStep<Bool>
typealias IntStep = TypedStep<Int64>
typealias DoubleStep = TypedStep<Double>
typealias StringStep = TypedStep<String>
typealias TimestampStep = TypedStep<Timestamp>
typealias ValueStep = TypedStep<Value>

/// A planned expression: a closure of the type that comes out, so that a chain of numbers or conditions never makes a
/// ``Value`` in between.
enum Step: Sendable {
    case constant(Value)
    /// With the same as data, where it is such a condition or number.
    case bool(BoolStep, Test? = nil)
    case int(IntStep, Quantity? = nil)
    case double(DoubleStep)
    case string(StringStep)
    case timestamp(TimestampStep)
    case value(ValueStep)
    /// A field of a host object, which a comparison reads without a step in between.
    indirect case field(FieldTarget)

    /// The value, when it is known without evaluating.
    var constant: Value? {
        if case .constant(let value) = self { value } else { nil }
    }

    /// The step as one that makes a value.
    var value: ValueStep {
        switch self {
        case .constant(let value): { _ in value }
        case .bool(let step, _): { (frame: inout Frame) throws(EvaluationError) in .bool(try step(&frame)) }
        case .int(let step, _): { (frame: inout Frame) throws(EvaluationError) in .int(try step(&frame)) }
        case .double(let step): { (frame: inout Frame) throws(EvaluationError) in .double(try step(&frame)) }
        case .string(let step): { (frame: inout Frame) throws(EvaluationError) in .string(try step(&frame)) }
        case .timestamp(let step): { (frame: inout Frame) throws(EvaluationError) in .timestamp(try step(&frame)) }
        case .value(let step): step
        case .field(let target): target.step().value
        }
    }

    /// A field as a step of its type.
    private var typed: Step {
        if case .field(let target) = self { target.step() } else { self }
    }

    /// The step as a condition; another type is an error at run time.
    func bool(at span: SourceSpan) -> BoolStep {
        switch typed {
        case .bool(let step, _): step
        case .constant(.bool(let value)): { _ in value }
        default: unwrapped(at: span)
        }
    }

    func int(at span: SourceSpan) -> IntStep {
        switch typed {
        case .int(let step, _): step
        case .constant(.int(let value)): { _ in value }
        default: unwrapped(at: span)
        }
    }

    func double(at span: SourceSpan) -> DoubleStep {
        if case .double(let step) = typed { step } else { unwrapped(at: span) }
    }

    func string(at span: SourceSpan) -> StringStep {
        if case .string(let step) = typed { step } else { unwrapped(at: span) }
    }

    func timestamp(at span: SourceSpan) -> TimestampStep {
        if case .timestamp(let step) = typed { step } else { unwrapped(at: span) }
    }

    /// The condition as data; as a step, where it is no such condition.
    func test(at span: SourceSpan) -> Test {
        switch self {
        case .constant(.bool(let value)): return .constant(value)
        case .bool(_, let test?): return test
        case .field(let target):
            guard case .bool(let access) = target.field.reader, let property = target.property(access), !property.isOptional else { break }
            return .truth(property)
        default: break
        }
        return .step(bool(at: span))
    }

    /// The whole number as data; as a step, where it is none such.
    func quantity(at span: SourceSpan) -> Quantity {
        switch self {
        case .constant(.int(let value)): return .constant(value)
        case .int(_, let quantity?): return quantity
        case .field(let target):
            guard case .int(let access) = target.field.reader, let property = target.property(access), !property.isOptional else { break }
            return .property(property)
        default: break
        }
        return .step(int(at: span))
    }

    private func unwrapped<Result: ValueConvertible>(at span: SourceSpan) -> TypedStep<Result> {
        if let constant, let result = Result(celValue: constant) { return { _ in result } }
        let step = value
        return { (frame: inout Frame) throws(EvaluationError) in
            let value = try step(&frame)
            guard let result = Result(celValue: value) else {
                throw EvaluationError.wanted(Result.celType.description, value).located(at: span)
            }
            return result
        }
    }
}
