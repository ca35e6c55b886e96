import Diagnostics

/// A checked and planned expression. Immutable: compile once, evaluate from any task, any number of times.
public struct Program: Sendable {
    public let source: SourceText
    let checked: CheckedExpression
    let types: [String: HostTypeDescription]
    let step: ValueStep
    let condition: BoolStep
    /// Parts of the expression, charged once an evaluation.
    let cost: UInt64

    /// The type of the result; `dyn` when only values can tell.
    public var resultType: CELType { checked.type(of: checked.expression) }

    /// The syntax tree, for those who index conditions by their conjuncts.
    public var expression: Expression { checked.expression }

    /// The type of a node of ``expression``.
    public func type(of node: Expression) -> CELType { checked.type(of: node) }

    /// The value of a node that needs no variables, such as `money("50.00")` or `[1, 2]`; nil for others and for those
    /// that fail.
    public func constant(_ node: Expression) -> Value? {
        var planner = Planner(checked, types: types, source: source)
        return planner.plan(node).constant
    }

    /// The variables that the expression reads.
    public var variables: Set<String> {
        var names: Set<String> = []
        for case .variable(_, let name)? in checked.references { names.insert(name) }
        return names
    }

    /// Evaluates the expression.
    ///
    /// - Parameter limit: the cost after which evaluation is given up (``Limits/defaultCost`` explains the unit).
    /// - Throws: `cel.costExceeded` past `limit`, and every other code of ``EvaluationError``.
    public func evaluate(_ bindings: Bindings, limit: UInt64 = Limits.defaultCost) throws(EvaluationError) -> Value {
        try run(step, bindings, limit)
    }

    /// Evaluates a condition without making a ``Value`` of the answer.
    ///
    /// - Throws: as ``evaluate(_:limit:)``; `cel.noOverload` when the result is not a bool.
    public func evaluateBool(_ bindings: Bindings, limit: UInt64 = Limits.defaultCost) throws(EvaluationError) -> Bool {
        try run(condition, bindings, limit)
    }

    @inline(__always)
    private func run<Result>(_ step: TypedStep<Result>, _ bindings: Bindings, _ limit: UInt64) throws(EvaluationError) -> Result {
        try bindings.framed(for: checked, limit: limit) { (frame) throws(EvaluationError) in
            try frame.charge(cost)
            return try step(&frame)
        }
    }
}
