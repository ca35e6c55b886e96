import Synchronization

/// A step that is planned when it is first needed: the general way beside a column, which most programs never go.
final class DeferredStep<Result>: Sendable {
    private let planned = Mutex<TypedStep<Result>?>(nil)
    private let planner: Planner
    private let plan: @Sendable (inout Planner) -> TypedStep<Result>

    /// - Parameter planner: as it stands where the step belongs. What planning finds is not reported: the column, made of
    ///   the same parts, has found it.
    init(_ planner: Planner, _ plan: @escaping @Sendable (inout Planner) -> TypedStep<Result>) {
        self.planner = planner
        self.plan = plan
    }

    var step: TypedStep<Result> {
        planned.withLock { planned in
            if let planned { return planned }
            var planner = planner
            let step = plan(&planner)
            planned = step
            return step
        }
    }
}
