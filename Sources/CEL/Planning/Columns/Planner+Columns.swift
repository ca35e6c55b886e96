/// Where the body of a comprehension stands that is planned as columns.
struct ColumnScope {
    /// The variable that stands for the element of a lane.
    let place: Int
    /// The element's Swift type.
    let element: ObjectIdentifier
    /// The variables of columns around this one. They have no value that a step could read.
    let outer: [Int]

    /// How the element itself is read; nil for an object, of which only fields are.
    var reader: FieldReader? {
        switch element {
        case ObjectIdentifier(Bool.self): .bool(FieldAccess(offset: 0, isOptional: false))
        case ObjectIdentifier(Int64.self): .int(FieldAccess(offset: 0, isOptional: false))
        case ObjectIdentifier(Double.self): .double(FieldAccess(offset: 0, isOptional: false))
        case ObjectIdentifier(String.self): .string(FieldAccess(offset: 0, isOptional: false))
        default: nil
        }
    }
}

/// An array that a macro goes over: a field of a variable.
struct ColumnRange: Sendable {
    let variable: Int
    let host: ObjectIdentifier
    let access: ElementsAccess

    /// Nil when the variable holds something else, or the field is absent.
    @inline(__always)
    func find(_ variables: UnsafeBufferPointer<Binding>) -> Elements? {
        variables.address(variable, of: host).flatMap { access.find($0) }
    }
}

extension Planner {
    /// A loop over a field that is a Swift array, when all of the macro's body can be planned as columns; nil otherwise.
    mutating func columnLoop(_ comprehension: Expression.Comprehension) -> (range: ColumnRange, loop: ColumnLoop)? {
        guard let range = columnRange(comprehension), let loop = loop(comprehension, over: range.access, outer: []) else { return nil }
        return (range, loop)
    }

    /// The array that a macro goes over, when it is a field of a variable.
    func columnRange(_ comprehension: Expression.Comprehension) -> ColumnRange? {
        guard case .select(let operand, _) = comprehension.range.kind, case .host = checked.type(of: operand),
            case .field(let field)? = checked.references[comprehension.range.id], case .list(_, let access?) = field.reader,
            let slot = place(of: operand).flatMap({ $0.isLocal ? nil : $0.index })
        else { return nil }
        return ColumnRange(variable: slot, host: field.host, access: access)
    }

    private mutating func loop(_ comprehension: Expression.Comprehension, over access: ElementsAccess, outer: [Int]) -> ColumnLoop? {
        guard comprehension.variables.count == 1, let condition = comprehension.condition else { return nil }
        switch comprehension.operation {
        case .all, .exists, .existsOne, .filter: break
        default: return nil
        }
        depth += 1
        defer { depth -= 1 }
        guard let column = boolColumn(condition, ColumnScope(place: depth - 1, element: access.type, outer: outer)) else { return nil }
        return ColumnLoop(operation: comprehension.operation, condition: column, cost: UInt64(1 + parts(comprehension)))
    }

    mutating func boolColumn(_ expression: Expression, _ scope: ColumnScope) -> BoolColumn? {
        guard varies(expression, in: scope) else {
            guard let step = sharedStep(expression, in: scope)?.bool(at: expression.span) else { return nil }
            return { (frame, _, lanes) in shared(step, &frame, lanes).map { $0 ? lanes : 0 } }
        }
        switch expression.kind {
        case .call(Operator.and, let arguments): return conjunction(arguments, scope)
        case .call(Operator.or, let arguments): return disjunction(arguments, scope)
        case .call(Operator.not, let arguments):
            guard isStandard(expression), let operand = boolColumn(arguments[0], scope) else { return nil }
            return { (frame, batch, lanes) in operand(&frame, batch, lanes).map { lanes & ~$0 } }
        case .call(let function, let arguments):
            guard isStandard(expression), arguments.count == 2 else { return nil }
            switch (checked.type(of: arguments[0]), checked.type(of: arguments[1])) {
            case (.int, .int):
                if let fused = calculatedComparison(function, arguments, scope) { return fused }
                return comparison(function, intOperand(arguments[0], scope), intOperand(arguments[1], scope))
            case (.double, .double): return comparison(function, doubleOperand(arguments[0], scope), doubleOperand(arguments[1], scope))
            default: return textQuestion(function, arguments[0], arguments[1], scope)
            }
        case .receiverCall(let text, let function, let arguments):
            guard isStandard(expression), arguments.count == 1 else { return nil }
            return textQuestion(function, text, arguments[0], scope)
        case .has(let operand, _): return presence(expression, operand, scope)
        case .comprehension(let inner): return innerLoop(inner, scope)
        default: return truth(expression, scope)
        }
    }

    /// The right side is asked only for the lanes where the left side holds.
    private mutating func conjunction(_ sides: [Expression], _ scope: ColumnScope) -> BoolColumn? {
        guard let left = boolColumn(sides[0], scope), let right = boolColumn(sides[1], scope) else { return nil }
        return { (frame, batch, lanes) in
            guard let held = left(&frame, batch, lanes) else { return nil }
            return held == 0 ? 0 : right(&frame, batch, held)
        }
    }

    private mutating func disjunction(_ sides: [Expression], _ scope: ColumnScope) -> BoolColumn? {
        guard let left = boolColumn(sides[0], scope), let right = boolColumn(sides[1], scope) else { return nil }
        return { (frame, batch, lanes) in
            guard let held = left(&frame, batch, lanes) else { return nil }
            return held == lanes ? held : right(&frame, batch, lanes & ~held).map { $0 | held }
        }
    }

    /// `element.field.exists(…)`: for each lane a loop over the lane's list.
    private mutating func innerLoop(_ inner: Expression.Comprehension, _ scope: ColumnScope) -> BoolColumn? {
        guard inner.operation != .filter, case .list(_, let access?)? = elementReader(inner.range, scope),
            let loop = loop(inner, over: access, outer: scope.outer + [scope.place])
        else { return nil }
        return { (frame, batch, lanes) in
            var hasFailed = false
            let held = lanes.lanes { lane in
                guard !hasFailed, let elements = access.find(batch.address(lane)), let answer = loop.answer(in: elements, &frame) else {
                    hasFailed = true
                    return false
                }
                return answer
            }
            return hasFailed ? nil : held
        }
    }

    // MARK: What varies

    func isElement(_ expression: Expression, in scope: ColumnScope) -> Bool {
        if case .local(scope.place)? = checked.references[expression.id] { true } else { false }
    }

    /// Whether the expression reads the element, so that it has an answer of its own for each lane.
    func varies(_ expression: Expression, in scope: ColumnScope) -> Bool {
        reads(expression, where: { $0 == scope.place })
    }

    /// A part that is the same for all lanes, as an ordinary step; nil when it reads the variable of a column around this one.
    mutating func sharedStep(_ expression: Expression, in scope: ColumnScope) -> Step? {
        guard scope.outer.isEmpty || !reads(expression, where: { scope.outer.contains($0) }) else { return nil }
        return plan(expression)
    }

    private func reads(_ expression: Expression, where isWanted: (Int) -> Bool) -> Bool {
        switch expression.kind {
        case .constant: return false
        case .identifier:
            guard case .local(let place)? = checked.references[expression.id] else { return false }
            return isWanted(place)
        case .select(let operand, _): return reads(operand, where: isWanted)
        case .call(_, let arguments): return arguments.contains { reads($0, where: isWanted) }
        default: return expression.children.contains { reads($0, where: isWanted) }
        }
    }

    /// Whether a call is certain to be one of the library's.
    func isStandard(_ expression: Expression) -> Bool {
        guard case .function(let overloads, isQualified: false)? = checked.references[expression.id] else { return false }
        return overloads.count == 1 && overloads[0].implementation.isStandard
    }
}
