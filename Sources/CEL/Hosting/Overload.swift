/// Where the first argument of a function stands: `f(x, y)` or `x.f(y)`.
public enum CallStyle: Sendable, Hashable {
    case global, receiver
}

/// What the compiler does about a call whose arguments are known when it compiles.
public enum ConstantCheck: Sendable {
    /// The call is computed once; when it fails, the error is raised at run time, as the specification has it.
    case none
    /// The call is computed once; when it fails, its error is a finding of the compiler.
    case evaluation
    /// Called with the arguments, nil for those that are not known; what it returns is a finding of the compiler.
    case custom(@Sendable ([Value?]) -> EvaluationError?)
}

/// One way to call a function, with its types and what it does. A class, because it is handed on for each call of an expression.
final class Overload: Sendable {
    let name: String
    let style: CallStyle
    /// The receiver, if any, comes first.
    let parameters: [CELType]
    let result: CELType
    let implementation: Implementation
    let check: ConstantCheck
    /// Whether a type parameter is in the signature.
    let isGeneric: Bool
    /// Whether all that it asks for is arguments of one type, as `(A, A) -> bool` does.
    let asksForOneType: Bool

    init(
        name: String, style: CallStyle, parameters: [CELType], result: CELType, implementation: Implementation,
        check: ConstantCheck = .none
    ) {
        self.name = name
        self.style = style
        self.parameters = parameters
        self.result = result
        self.implementation = implementation
        self.check = check
        if case .parameter? = parameters.first, !result.mentionsParameter {
            asksForOneType = parameters.allSatisfy { $0 == parameters.first }
        } else {
            asksForOneType = false
        }
        isGeneric = parameters.contains { $0.mentionsParameter } || result.mentionsParameter
    }

    /// As a message shows it: `(money, int) -> money`, `string.(int) -> string`.
    var signature: String {
        let types = parameters.map(\.description)
        switch style {
        case .global: return "\(displayName(name))(\(types.joined(separator: ", "))) -> \(result)"
        case .receiver: return "\(types[0]).\(name)(\(types.dropFirst().joined(separator: ", "))) -> \(result)"
        }
    }
}

extension Overload {
    /// What the ``ConstantCheck`` says about a call.
    ///
    /// - Parameter known: The arguments, nil for those that are not known.
    func finding(_ known: @autoclosure () -> [Value?]) -> EvaluationError? {
        switch check {
        case .none: return nil
        case .custom(let check): return check(known())
        case .evaluation:
            let arguments = known()
            let constants = arguments.compactMap { $0 }
            guard constants.count == arguments.count else { return nil }
            var frame = Frame(limit: Limits.defaultCost)
            do throws(EvaluationError) { _ = try implementation.call(constants, &frame) } catch { return error }
            return nil
        }
    }
}

/// What a function does. Overloads may share one; calls are told apart by identity.
final class Implementation: Sendable {
    enum Body: Sendable {
        case unary(@Sendable (Value) throws(EvaluationError) -> Value)
        case binary(@Sendable (Value, Value) throws(EvaluationError) -> Value)
        case variadic(@Sendable ([Value]) throws(EvaluationError) -> Value)
        /// For a function whose cost is not told by the size of its arguments.
        case metered(@Sendable ([Value], inout Frame) throws(EvaluationError) -> Value)
    }

    let body: Body
    /// Whether all elements of a list or map may be looked at, so that their number is part of the cost.
    let visitsElements: Bool
    /// Whether this is the library's, so that the planner may put a faster step in its place.
    let isStandard: Bool

    init(_ body: Body, visitsElements: Bool = true, isStandard: Bool = false) {
        self.body = body
        self.visitsElements = visitsElements
        self.isStandard = isStandard
    }

    func call(_ arguments: [Value], _ frame: inout Frame) throws(EvaluationError) -> Value {
        switch body {
        case .unary(let run):
            guard arguments.count == 1 else { throw .invalid("one argument is needed") }
            return try run(arguments[0])
        case .binary(let run):
            guard arguments.count == 2 else { throw .invalid("two arguments are needed") }
            return try run(arguments[0], arguments[1])
        case .variadic(let run): return try run(arguments)
        case .metered(let run): return try run(arguments, &frame)
        }
    }
}
