extension Planner {
    /// A loop over a field that is a Swift array, when all that the macro's body asks are single fields; nil otherwise.
    mutating func fieldLoop(_ comprehension: Expression.Comprehension) -> FieldLoop? {
        guard comprehension.variables.count == 1, let condition = comprehension.condition, let range = columnRange(comprehension) else {
            return nil
        }
        switch comprehension.operation {
        case .all, .exists, .existsOne, .filter: break
        default: return nil
        }
        var questions: [FieldQuestion] = []
        guard add(condition, ColumnScope(place: depth, element: range.access.type, outer: []), to: &questions) else { return nil }
        return FieldLoop(comprehension.operation, over: range, questions, cost: UInt64(1 + parts(comprehension)))
    }

    /// False when the condition asks something else.
    private func add(_ condition: Expression, _ scope: ColumnScope, to questions: inout [FieldQuestion]) -> Bool {
        guard case .call(let function, let sides) = condition.kind, sides.count == 2 else { return false }
        if function == Operator.and { return add(sides[0], scope, to: &questions) && add(sides[1], scope, to: &questions) }
        guard let comparison = Comparison(function), isStandard(condition), case .constant(let constant) = sides[1].kind else {
            return false
        }
        switch constant {
        // What is not equal is two intervals.
        case .int(let number) where comparison != .notEqual:
            return add(sides[0], NumberTest(Interval(comparison, number)), scope, to: &questions)
        case .string(let text) where comparison == .equal || comparison == .notEqual:
            guard case .string(let access)? = elementReader(sides[0], scope), case .stored(let offset) = access.source else { return false }
            questions.append(.text(.init(offset: offset, ComparedText(text), isWanted: comparison == .equal)))
            return true
        default: return false
        }
    }

    private func add(_ number: Expression, _ test: NumberTest, _ scope: ColumnScope, to questions: inout [FieldQuestion]) -> Bool {
        if let offset = intOffset(number, scope) {
            guard let range = WrappedRange(test) else { return false }
            questions.append(.number(.init(offset: offset, range: range)))
            return true
        }
        guard case .call(let function, let sides) = number.kind, sides.count == 2, let operation = IntOperation(function),
            isStandard(number)
        else { return false }
        if case .constant(.int(let right)) = sides[1].kind {
            guard let before = test.before(operation, right) else { return false }
            return add(sides[0], before, scope, to: &questions)
        }
        guard let left = intOffset(sides[0], scope), let right = intOffset(sides[1], scope), let range = WrappedRange(test) else {
            return false
        }
        questions.append(.calculation(.init(left: left, operation: operation, right: right, range: range)))
        return true
    }

    /// Where a whole number lies that is always there.
    private func intOffset(_ expression: Expression, _ scope: ColumnScope) -> Int? {
        guard case .int(let access)? = elementReader(expression, scope), case .stored(let offset) = access.source else { return nil }
        return offset
    }
}
