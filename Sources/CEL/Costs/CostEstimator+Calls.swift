extension CostEstimator {
    mutating func call(_ function: String, _ arguments: [Expression], _ expression: Expression) -> Estimate {
        switch function {
        case Operator.and, Operator.or:
            // An error of one side may be absorbed by the other, so neither is sure to run to its end.
            var estimate = Estimate()
            for argument in arguments { estimate.add(self.estimate(argument).perhaps) }
            return estimate
        case Operator.conditional:
            var estimate = self.estimate(arguments[0])
            let (this, that) = (self.estimate(arguments[1]), self.estimate(arguments[2]))
            estimate.add(Estimate(minimum: min(this.minimum, that.minimum), maximum: max(this.maximum, that.maximum)))
            return estimate.with(Extent.joined([resolved(this.extent), resolved(that.extent)]))
        case Operator.index where arguments.count == 2, Operator.optionalIndex where arguments.count == 2:
            return index(arguments, isOptional: function == Operator.optionalIndex, expression)
        default: return plainCall(arguments, expression)
        }
    }

    private mutating func index(_ arguments: [Expression], isOptional: Bool, _ expression: Expression) -> Estimate {
        let container = estimate(arguments[0])
        var total = container
        let key = estimate(arguments[1])
        total.add(key)
        // A text key is paid for by its length.
        total.maximum = plus(total.maximum, plus(sixteenth(size(key.extent).upperBound), optionalCharge(container.extent)))
        let found = part(
            of: container.extent, arguments[1].constant.map(Attribute.Qualifier.init(key:)) ?? .any, checked.type(of: expression))
        return total.with(isOptional ? .optional(found) : found)
    }

    private func optionalCharge(_ extent: Extent) -> UInt64 {
        switch resolved(extent) {
        case .optional, .any: visit(extent)
        default: 0
        }
    }

    private mutating func plainCall(_ arguments: [Expression], _ expression: Expression) -> Estimate {
        guard case .function(let overloads, _)? = checked.references[expression.id] else { return Estimate(extent: .any) }
        // The whole name of a function that is called by a part of it: `math.greatest`.
        let function = overloads[0].name
        var total = Estimate()
        var extents: [Extent] = []
        let isLazy = function == "or" || function == "orValue"
        for (place, argument) in arguments.enumerated() {
            let part = estimate(argument)
            total.add(isLazy && place > 0 ? part.perhaps : part)
            extents.append(resolved(part.extent))
        }
        let visitsElements = overloads.contains { $0.implementation.visitsElements }
        for extent in extents { total.maximum = plus(total.maximum, charge(extent, function, visitsElements)) }
        total.maximum = plus(total.maximum, work(overloads[0], arguments, extents))
        return total.with(result(function, extents, expression))
    }

    /// What an argument's size costs.
    private func charge(_ extent: Extent, _ function: String, _ visitsElements: Bool) -> UInt64 {
        switch extent {
        case .single: 0
        case .text(let size): sixteenth(size.upperBound)
        case .collection(let size, _, _): visitsElements ? visit(extent) : function == Operator.add ? size.upperBound : 0
        case .optional: visitsElements ? visit(extent) : 0
        // Values that only turn out to be texts when they are ordered are not charged for.
        case .any, .fact: orderings.contains(function) ? 0 : .max
        }
    }

    /// What functions charge for beyond the size of their arguments.
    private func work(_ overload: Overload, _ arguments: [Expression], _ extents: [Extent]) -> UInt64 {
        guard overload.implementation.isStandard else { return 0 }
        switch overload.name {
        case "matches":
            var states = UInt64(Pattern.sizeMax)
            if case .string(let text)? = arguments[1].constant, let pattern = try? Pattern(text) { states = UInt64(pattern.size) }
            return plus(states, sixteenth(times(size(extents[0]).upperBound, states)))
        case "split": return plus(size(extents[0]).upperBound, 1)
        case "distinct": return plus(times(size(extents[0]).upperBound, size(extents[0]).upperBound), visit(extents[0]))
        case "sets.contains", "sets.intersects", "sets.equivalent":
            let (left, right) = (size(extents[0]).upperBound, size(extents[1]).upperBound)
            return times(min(left, right), max(visit(extents[0]), visit(extents[1])))
        default: return 0
        }
    }

    /// How large the result can be.
    private func result(_ function: String, _ extents: [Extent], _ expression: Expression) -> Extent {
        let byType = Extent(checked.type(of: expression))
        if case .single = byType { return .single }
        guard let first = extents.first else { return byType }
        switch (function, first) {
        case (Operator.add, .text(let a)):
            guard case .text(let b) = extents[1] else { return byType }
            return .text(plus(a.lowerBound, b.lowerBound)...plus(a.upperBound, b.upperBound))
        case (Operator.add, .collection(let a, _, nil)):
            guard case .collection(let b, _, nil) = extents[1] else { return byType }
            guard case .collection(_, let element, _) = Extent.joined([first, extents[1]]) else { return byType }
            return .collection(plus(a.lowerBound, b.lowerBound)...plus(a.upperBound, b.upperBound), element: element, key: nil)
        case ("reverse", _), ("sort", _), ("dyn", _), ("bytes", .text), ("string", .text): return first
        case ("distinct", .collection(let size, let element, _)), ("slice", .collection(let size, let element, _)):
            return .collection(0...size.upperBound, element: element, key: nil)
        case ("first", .collection(_, let element, _)), ("last", .collection(_, let element, _)): return .optional(element)
        case ("min", .collection(_, let element, _)), ("max", .collection(_, let element, _)): return element
        case ("value", .optional(let wrapped)): return wrapped
        case ("orValue", .optional(let wrapped)): return Extent.joined([resolved(wrapped), extents[1]])
        case ("or", .optional): return Extent.joined([first, extents[1]])
        case ("optional.of", _), ("optional.ofNonZeroValue", _): return .optional(first)
        case ("split", .text(let size)): return .collection(0...plus(size.upperBound, 1), element: .text(0...size.upperBound), key: nil)
        case ("substring", .text(let size)), ("charAt", .text(let size)), ("trim", .text(let size)), ("lowerAscii", .text(let size)),
            ("upperAscii", .text(let size)), ("base64.decode", .text(let size)):
            return .text(0...size.upperBound)
        case ("base64.encode", .text(let size)): return .text(0...times(plus(size.upperBound, 2) / 3, 4))
        case ("string", .single): return .text(1...64)
        case ("lists.range", _): return .collection(0...UInt64(Limits.elementsMax / 100), element: .single, key: nil)
        default:
            if case .text = byType { return Extent.madeText }
            return byType
        }
    }
}

private let orderings: Set = [Operator.less, Operator.lessOrEqual, Operator.greater, Operator.greaterOrEqual]
