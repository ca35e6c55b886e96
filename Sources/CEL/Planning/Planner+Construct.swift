import Diagnostics

extension Planner {
    /// `type{field: value}`
    mutating func construct(_ type: String, _ fields: [Expression.FieldValue], _ expression: Expression) -> Step {
        guard case .constant(.type(let name))? = checked.references[expression.id] else {
            preconditionFailure("the checker knows every type that can be made")
        }
        let span = expression.span
        let steps = fields.map { plan($0.value) }
        let parts = zip(fields, steps).map { (name: $0.name, step: $1.value, isOptional: $0.isOptional, span: $0.span) }
        return folding(steps) { (frame: inout Frame) throws(EvaluationError) in
            var values: [String: Value] = [:]
            for part in parts {
                let value = try part.step(&frame)
                if let present = part.isOptional ? try optionalContent(value, part.span) : value { values[part.name] = present }
            }
            do throws(EvaluationError) { return try WellKnownType.make(name, values) } catch { throw error.located(at: span) }
        }
    }
}
