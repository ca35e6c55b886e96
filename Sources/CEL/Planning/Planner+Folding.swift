extension Planner {
    /// The step's value right away when all it needs is known and it does not fail; an error stays one of run time.
    mutating func folding(_ parts: [Step], _ step: @escaping ValueStep) -> Step {
        computed(parts, step).map(Step.constant) ?? .value(step)
    }

    /// As the other for a typed step, which keeps its type when it is not computed.
    mutating func folding(_ parts: [Step], _ step: Step) -> Step {
        computed(parts, step.value).map(Step.constant) ?? step
    }

    /// All of an expression's constants are computed within one budget, so that compiling is bounded too.
    private mutating func computed(_ parts: [Step], _ step: ValueStep) -> Value? {
        guard parts.allSatisfy({ $0.constant != nil }) else { return nil }
        var frame = Frame(limit: foldingBudget)
        defer { foldingBudget = frame.remaining }
        do throws(EvaluationError) { return try step(&frame) } catch { return nil }
    }
}
