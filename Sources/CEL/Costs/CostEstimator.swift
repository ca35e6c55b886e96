/// Adds up what the parts of an expression can cost.
struct CostEstimator {
    struct Estimate {
        var minimum: UInt64 = 0
        var maximum: UInt64 = 0
        var extent: Extent = .single

        mutating func add(_ other: Estimate) {
            minimum = plus(minimum, other.minimum)
            maximum = plus(maximum, other.maximum)
        }

        func with(_ extent: Extent) -> Estimate { Estimate(minimum: minimum, maximum: maximum, extent: extent) }

        /// For a part that may be left out, or stopped by an error that is absorbed.
        var perhaps: Estimate { Estimate(minimum: 0, maximum: maximum, extent: extent) }
    }

    let checked: CheckedExpression
    let hints: SizeHints
    private var locals: [Extent] = []

    init(_ checked: CheckedExpression, _ hints: SizeHints) {
        self.checked = checked
        self.hints = hints
    }

    mutating func estimate(_ expression: Expression) -> Estimate {
        if case .failure? = checked.references[expression.id] { return Estimate(extent: .any) }
        if checked.isName(expression) { return Estimate(extent: name(expression)) }
        switch expression.kind {
        case .constant(let value): return Estimate(extent: Extent(value))
        case .identifier: return Estimate(extent: .any)
        case .select(let operand, let field): return step(operand, .field(field), expression)
        case .optionalSelect(let operand, let field):
            let read = step(operand, .field(field), expression)
            return read.with(.optional(read.extent))
        case .has(let operand, _): return estimate(operand).with(.single)
        case .call(let function, let arguments): return call(function, arguments, expression)
        case .receiverCall(let receiver, let function, let arguments):
            if case .function(_, isQualified: true)? = checked.references[expression.id] { return call(function, arguments, expression) }
            return call(function, [receiver] + arguments, expression)
        case .list(let elements):
            var estimate = Estimate()
            var extents: [Extent] = []
            for element in elements {
                let part = self.estimate(element.expression)
                estimate.add(part)
                extents.append(element.isOptional ? unwrapped(part.extent) : part.extent)
            }
            let required = UInt64(elements.count { !$0.isOptional })
            return estimate.with(.collection(required...UInt64(elements.count), element: Extent.joined(extents), key: nil))
        case .map(let entries): return map(entries)
        case .construct(_, let fields):
            var estimate = Estimate()
            for field in fields { estimate.add(self.estimate(field.value)) }
            return estimate.with(Extent(checked.type(of: expression)))
        case .comprehension(let comprehension): return self.comprehension(comprehension, expression)
        case .bind(_, let value, let body):
            var estimate = self.estimate(value)
            let body = within([estimate.extent], body)
            estimate.add(body)
            return estimate.with(body.extent)
        case .optionalMap(let target, _, let body, let isFlat):
            var estimate = self.estimate(target)
            let body = within([unwrapped(estimate.extent)], body)
            estimate.add(body.perhaps)
            return estimate.with(isFlat ? body.extent : .optional(body.extent))
        }
    }

    private mutating func map(_ entries: [Expression.MapEntry]) -> Estimate {
        var estimate = Estimate()
        var keys: [Extent] = []
        var values: [Extent] = []
        for entry in entries {
            let (key, value) = (self.estimate(entry.key), self.estimate(entry.value))
            estimate.add(key)
            estimate.add(value)
            keys.append(key.extent)
            values.append(entry.isOptional ? unwrapped(value.extent) : value.extent)
        }
        let required = UInt64(entries.count { !$0.isOptional })
        return estimate.with(
            .collection(required...UInt64(entries.count), element: Extent.joined(values), key: Extent.joined(keys)))
    }

    // MARK: Facts

    private func name(_ expression: Expression) -> Extent {
        switch checked.references[expression.id] {
        case .constant(let value)?: Extent(value)
        case .local(let index)?: locals[index]
        case .variable(_, let name)?: .fact(Attribute(variable: name), checked.type(of: expression))
        default: .any
        }
    }

    /// A field or an element of what `operand` comes to.
    mutating func step(_ operand: Expression, _ qualifier: Attribute.Qualifier, _ expression: Expression) -> Estimate {
        let container = estimate(operand)
        return container.with(part(of: container.extent, qualifier, checked.type(of: expression)))
    }

    func part(of container: Extent, _ qualifier: Attribute.Qualifier, _ type: CELType) -> Extent {
        switch container {
        case .fact(let attribute, _): return .fact(attribute.appending(qualifier), unwrapped(type))
        case .optional(let wrapped): return .optional(part(of: wrapped, qualifier, unwrapped(type)))
        case .collection(_, let element, _): return element
        case .single, .text, .any: return Extent(type)
        }
    }

    private func unwrapped(_ type: CELType) -> CELType {
        if case .optional(let wrapped) = type { wrapped } else { type }
    }

    func unwrapped(_ extent: Extent) -> Extent {
        switch extent {
        case .optional(let wrapped): wrapped
        case .fact(let attribute, .optional(let wrapped)): .fact(attribute, wrapped)
        default: extent
        }
    }

    /// The extent with a fact's size looked up.
    func resolved(_ extent: Extent) -> Extent {
        guard case .fact(let attribute, let type) = extent else { return extent }
        let size = hints.size(of: attribute)
        switch type {
        case .string, .bytes: return .text(size ?? Extent.anySize)
        case .list(let element): return .collection(size ?? Extent.anySize, element: .fact(attribute.appending(.any), element), key: nil)
        case .map(let key, let value):
            return .collection(size ?? Extent.anySize, element: .fact(attribute.appending(.any), value), key: Extent(key))
        case .optional(let wrapped): return .optional(.fact(attribute, wrapped))
        case .wrapper(let wrapped): return resolved(.fact(attribute, wrapped))
        case .dyn, .parameter, .error:
            // A hint says that something of unknown type is no larger, as a text or as a collection of what it says below.
            guard let size else { return .any }
            return .collection(0...size.upperBound, element: .fact(attribute.appending(.any), .dyn), key: .text(0...256))
        default: return .single
        }
    }

    /// What visiting a value with all that is in it can cost.
    func visit(_ extent: Extent) -> UInt64 {
        switch resolved(extent) {
        case .single: return 1
        case .text(let size): return plus(1, sixteenth(size.upperBound))
        case .optional(let wrapped): return plus(1, visit(wrapped))
        case .collection(let size, let element, let key):
            guard size.upperBound > 0 else { return 2 }
            let elements = times(size.upperBound, visit(element))
            return plus(2, plus(elements, key.map { times(size.upperBound, visit($0)) } ?? 0))
        case .any, .fact: return .max
        }
    }

    /// How many elements or bytes there can be.
    func size(_ extent: Extent) -> ClosedRange<UInt64> {
        switch resolved(extent) {
        case .single: 0...0
        case .text(let size), .collection(let size, _, _): size
        case .optional(let wrapped): size(wrapped)
        case .any, .fact: Extent.anySize
        }
    }

    mutating func within(_ added: [Extent], _ body: Expression) -> Estimate {
        locals += added
        defer { locals.removeLast(added.count) }
        return estimate(body)
    }

    // MARK: Comprehensions

    private mutating func comprehension(_ comprehension: Expression.Comprehension, _ expression: Expression) -> Estimate {
        var total = estimate(comprehension.range)
        let range = resolved(total.extent)
        var turns = size(range)
        // What depends on no variable may be computed when the expression is compiled.
        if !checked.readsVariable(comprehension.range) { turns = 0...turns.upperBound }
        let (element, key) = parts(of: range)
        let variables = comprehension.variables.count == 2 ? [key ?? .single, element] : [key ?? element]
        let condition = comprehension.condition.map { within(variables, $0) }
        let transform = comprehension.transform.map { within(variables, $0) }
        var turn = Estimate()
        turn.minimum = UInt64(1 + [comprehension.condition, comprehension.transform].reduce(0) { $0 + ($1?.parts ?? 0) })
        turn.maximum = turn.minimum
        if let condition { turn.add(condition.perhaps) }
        if let transform { turn.add(condition == nil ? transform : transform.perhaps) }
        switch comprehension.operation {
        case .all, .exists: turns = min(turns.lowerBound, 1)...turns.upperBound
        case .sortBy:
            if let transform { turn.maximum = plus(turn.maximum, visit(transform.extent)) }
            total.maximum = plus(total.maximum, 1)
        case .transformMapEntry: if let transform { turn.maximum = plus(turn.maximum, size(transform.extent).upperBound) }
        default: break
        }
        total.add(Estimate(minimum: times(turns.lowerBound, turn.minimum), maximum: times(turns.upperBound, turn.maximum)))
        let kept = (condition == nil ? turns.lowerBound : 0)...turns.upperBound
        switch comprehension.operation {
        case .all, .exists, .existsOne: return total.with(.single)
        case .filter, .sortBy: return total.with(.collection(kept, element: variables[0], key: nil))
        case .map, .transformList: return total.with(.collection(kept, element: transform?.extent ?? .any, key: nil))
        case .transformMap: return total.with(.collection(kept, element: transform?.extent ?? .any, key: variables[0]))
        case .transformMapEntry: return total.with(Extent(checked.type(of: expression)))
        }
    }

    /// The elements of a list, or the values and keys of a map.
    private func parts(of range: Extent) -> (element: Extent, key: Extent?) {
        if case .collection(_, let element, let key) = range { (element, key) } else { (.any, .any) }
    }
}

extension CheckedExpression {
    /// Whether a variable of the environment or of an enclosing comprehension stands in the expression.
    func readsVariable(_ expression: Expression) -> Bool {
        switch references[expression.id] {
        case .variable?, .local?: true
        default: expression.children.contains { readsVariable($0) }
        }
    }
}
