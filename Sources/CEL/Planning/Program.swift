import Diagnostics

/// A checked and planned expression. Immutable: compile once, evaluate from any task, any number of times.
public final class Program: Sendable {
    let checked: CheckedExpression
    let step: ValueStep
    let condition: BoolStep
    /// The condition once more, for those that suit instructions.
    private let instructions: Instructions
    /// Parts of the expression, charged once an evaluation.
    let cost: UInt64

    init(
        checked: CheckedExpression, step: @escaping ValueStep, condition: @escaping BoolStep, instructions: Instructions, cost: UInt64
    ) {
        self.checked = checked
        self.step = step
        self.condition = condition
        self.instructions = instructions
        self.cost = cost
    }

    public var source: SourceText { checked.source }

    /// The type of the result; `dyn` when only values can tell.
    public var resultType: CELType { checked.type(of: checked.expression) }

    /// The syntax tree, for those who index conditions by their conjuncts.
    public var expression: Expression { checked.expression }

    /// The type of a node of ``expression``.
    public func type(of node: Expression) -> CELType { checked.type(of: node) }

    /// The value of a node that needs no variables, such as `money("50.00")` or `[1, 2]`; nil for others and for those
    /// that fail.
    public func constant(_ node: Expression) -> Value? {
        var planner = Planner(checked)
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
        try bindings.framed(for: checked, limit: limit) { (frame) throws(EvaluationError) in try value(&frame) }
    }

    /// Evaluates a condition without making a ``Value`` of the answer.
    ///
    /// - Throws: as ``evaluate(_:limit:)``; `cel.noOverload` when the result is not a bool.
    public func evaluateBool(_ bindings: Bindings, limit: UInt64 = Limits.defaultCost) throws(EvaluationError) -> Bool {
        guard cost <= limit else { return try finish(nil, bindings, limit) }
        switch bindings.variables.withUnsafeBufferPointer({ instructions.begin($0) }) {
        case .decided(let holds): return holds
        case .tested(let next): return try finish(next, bindings, limit)
        case .undecided: return try finish(nil, bindings, limit)
        }
    }

    /// What could not be decided at once, from where the instructions have come to; all of it by steps where they are of no use.
    @inline(never)
    private func finish(_ tested: UnsafePointer<Conjuncts.Text>?, _ bindings: Bindings, _ limit: UInt64) throws(EvaluationError) -> Bool {
        if let tested, let answer = bindings.variables.withUnsafeBufferPointer({ instructions.finish(tested, $0, limit - cost) }) {
            return answer
        }
        return try finishInFrame(tested, bindings, limit)
    }

    @inline(never)
    private func finishInFrame(_ tested: UnsafePointer<Conjuncts.Text>?, _ bindings: Bindings, _ limit: UInt64) throws(EvaluationError)
        -> Bool
    {
        try bindings.framed(for: checked, limit: limit) { (frame) throws(EvaluationError) in
            try frame.charge(cost)
            if let tested, let answer = frame.attempt({ instructions.finish(tested, &$0) }) { return answer }
            return try condition(&frame)
        }
    }

    /// The value, with all that it costs.
    func value(_ frame: inout Frame) throws(EvaluationError) -> Value {
        try frame.charge(cost)
        if let answer = frame.attempt({ instructions.run(&$0) }) { return .bool(answer) }
        return try step(&frame)
    }
}
