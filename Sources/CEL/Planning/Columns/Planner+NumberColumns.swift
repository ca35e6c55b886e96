extension Planner {
    mutating func intOperand(_ expression: Expression, _ scope: ColumnScope) -> NumberOperand<Int64>? {
        guard varies(expression, in: scope) else {
            guard let step = sharedStep(expression, in: scope) else { return nil }
            if case .int(let number)? = step.constant { return .constant(number) }
            return same(step.int(at: expression.span))
        }
        if case .call(let function, let arguments) = expression.kind {
            guard arguments.count == 2, checked.type(of: arguments[0]) == .int, checked.type(of: arguments[1]) == .int,
                let left = intOperand(arguments[0], scope), let right = intOperand(arguments[1], scope)
            else { return nil }
            return arithmetic(function, left, right)
        }
        guard case .int(let access)? = elementReader(expression, scope) else { return nil }
        return operand(access, absent: 0)
    }

    mutating func doubleOperand(_ expression: Expression, _ scope: ColumnScope) -> NumberOperand<Double>? {
        guard varies(expression, in: scope) else {
            guard let step = sharedStep(expression, in: scope) else { return nil }
            if case .double(let number)? = step.constant { return .constant(number) }
            return same(step.double(at: expression.span))
        }
        guard case .double(let access)? = elementReader(expression, scope) else { return nil }
        return operand(access, absent: 0)
    }

    /// The lanes whose numbers compare so.
    func comparison<Number: Comparable>(_ function: String, _ left: NumberOperand<Number>?, _ right: NumberOperand<Number>?) -> BoolColumn?
    {
        guard let left, let right, let comparison = Comparison(function) else { return nil }
        switch (left, right) {
        // The most frequent case needs no room.
        case (.stored(let offset), .constant(let number)):
            return { (_, batch, lanes) in
                let numbers = Numbers<Number>(batch, offset: offset)
                return holding(comparison, batch.count, { numbers[$0] }, { _ in number }) & lanes
            }
        case (_, .constant(let number)):
            return { (frame, batch, lanes) in
                withNumbers(left, &frame, batch, lanes) { left in
                    holding(comparison, batch.count, { left[$0] }, { _ in number }) & lanes
                }
            }
        default:
            return { (frame, batch, lanes) in
                withNumbers(left, right, &frame, batch, lanes) { left, right in
                    holding(comparison, batch.count, { left[$0] }, { right[$0] }) & lanes
                }
            }
        }
    }

    /// `element.a * element.b <= constant` for stored properties: one loop instead of two, and no room in between.
    mutating func calculatedComparison(_ function: String, _ arguments: [Expression], _ scope: ColumnScope) -> BoolColumn? {
        guard let comparison = Comparison(function), case .call(let inner, let sides) = arguments[0].kind,
            let operation = IntOperation(inner), sides.count == 2, case .stored(let left)? = intOperand(sides[0], scope),
            case .stored(let right)? = intOperand(sides[1], scope), case .constant(let number)? = intOperand(arguments[1], scope)
        else { return nil }
        return { (_, batch, lanes) in
            holding(
                comparison, batch.count, lanes, Numbers(batch, offset: left), operation, Numbers(batch, offset: right), number)
        }
    }

    /// A step that gives all lanes the same number.
    private func same<Number>(_ step: @escaping TypedStep<Number>) -> NumberOperand<Number> {
        .computed { (frame, batch, lanes, target) in
            guard let number = shared(step, &frame, lanes) else { return false }
            target.initialize(repeating: number, count: batch.count)
            return true
        }
    }

    private func operand<Number>(_ access: FieldAccess<Number>, absent: Number) -> NumberOperand<Number> {
        if case .stored(let offset) = access.source { return .stored(offset) }
        return .computed { (_, batch, lanes, target) in
            for lane in 0..<batch.count {
                let number = access.read(batch.address(lane))
                if number == nil, lanes & (1 &<< UInt64(lane)) != 0 { return false }
                (target + lane).initialize(to: number ?? absent)
            }
            return true
        }
    }

    private func arithmetic(
        _ function: String, _ left: NumberOperand<Int64>, _ right: NumberOperand<Int64>
    ) -> NumberOperand<Int64>? {
        guard let operation = IntOperation(function) else { return nil }
        return .computed { (frame, batch, lanes, target) in
            withNumbers(left, right, &frame, batch, lanes) { operation.compute($0, $1, into: target, batch.count, lanes) } ?? false
        }
    }
}
