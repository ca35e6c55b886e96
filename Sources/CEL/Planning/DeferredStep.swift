import Synchronization

/// A step that is planned when it is first needed: the general way beside a column, which most programs never go.
final class DeferredStep<Result>: Sendable {
    private let planned = Mutex<TypedStep<Result>?>(nil)
    private let checked: CheckedExpression
    private let depth: Int
    private let foldingBudget: UInt64
    private let expression: Expression
    private let plan: @Sendable (inout Planner, Expression) -> TypedStep<Result>

    /// - Parameter planner: as it stands where the expression does. What planning finds is not reported: the column, made of
    ///   the same parts, has found it.
    init(_ planner: Planner, _ expression: Expression, _ plan: @escaping @Sendable (inout Planner, Expression) -> TypedStep<Result>) {
        checked = planner.checked
        depth = planner.depth
        foldingBudget = planner.foldingBudget
        self.expression = expression
        self.plan = plan
    }

    var step: TypedStep<Result> {
        planned.withLock { planned in
            if let planned { return planned }
            var planner = Planner(checked, depth: depth, foldingBudget: foldingBudget)
            let step = plan(&planner, expression)
            planned = step
            return step
        }
    }
}
