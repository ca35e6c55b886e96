import Diagnostics

extension Checker {
    /// An operator or a function of global style.
    mutating func call(_ function: String, _ arguments: [Expression], _ expression: Expression) -> CELType {
        switch function {
        case Operator.and, Operator.or:
            for argument in arguments { need(.bool, argument) }
            return .bool
        case Operator.conditional: return conditional(arguments)
        default: break
        }
        let types = arguments.map { visit($0) }
        guard let (name, overloads) = environment.first(of: function, where: { $0.overloads($1) }) else {
            return unknownFunction(function, expression, .global)
        }
        return resolve(name, overloads, types, expression, isQualified: false)
    }

    private mutating func conditional(_ arguments: [Expression]) -> CELType {
        need(.bool, arguments[0])
        let this = visit(arguments[1])
        let that = visit(arguments[2])
        let result = unification.freshParameter()
        if unification.assign([this, that], to: [result, result]) { return unification.resolved(result) }
        guard mode == .checked else { return .dyn }
        let types = [this, that].map { unification.resolved($0, unknownAsDyn: true).description }
        return mistake(
            "cel.noOverload", "both sides of ':' must be of one type, not \(types[0]) and \(types[1])", hint: "wrap one side in dyn(…)",
            arguments[1].span.union(arguments[2].span))
    }

    /// `a.b.f(x)`: a function with a dotted name when there is one, otherwise a method of the value `a.b`.
    mutating func receiverCall(
        _ receiver: Expression, _ function: String, _ arguments: [Expression], _ expression: Expression
    ) -> CELType {
        if let root = receiver.root, !isLocal(root), !environment.container.isEmpty || environment.functions.isDotted(root),
            let path = receiver.path,
            let (name, overloads) = environment.first(of: (path + [function]).joined(separator: "."), where: { $0.overloads($1) })
        {
            return resolve(name, overloads, arguments.map { visit($0) }, expression, isQualified: true)
        }
        let types = [visit(receiver)] + arguments.map { visit($0) }
        guard let overloads = environment.functions.methods[function] else { return unknownFunction(function, expression, .receiver) }
        return resolve(function, overloads, types, expression, isQualified: false)
    }

    /// Picks the overloads that can apply. When all types are known the first that fits is the one; with `dyn` all that
    /// fit stay, and the values decide.
    private mutating func resolve(
        _ name: String, _ overloads: [Overload], _ types: [CELType], _ expression: Expression, isQualified: Bool
    ) -> CELType {
        let known = unification.isEmpty ? types : types.map { unification.resolved($0) }
        let isDecided = !known.contains { $0.mentionsDynamic }
        var fitting: [Overload] = []
        var result: CELType?
        for overload in overloads where !zip(known, overload.parameters).contains(where: { $0.isApart(from: $1) }) {
            // Equality of plain types, which half of all calls are, binds nothing.
            if overload.asksForOneType, known.count == overload.parameters.count, known.allSatisfy({ $0.isPlain(known[0]) }) {
                fitting.append(overload)
                result = overload.result
                break
            }
            let signature = overload.isGeneric ? unification.instantiate(overload.parameters + [overload.result]) : overload.parameters
            guard unification.assign(known, to: overload.isGeneric ? signature.dropLast() : signature) else { continue }
            fitting.append(overload)
            let type = overload.isGeneric ? unification.resolved(signature[signature.count - 1]) : overload.result
            if let previous = result, previous != type { result = .dyn } else { result = type }
            if isDecided { break }
        }
        guard let result else { return noOverload(name, overloads, known, expression, isQualified: isQualified) }
        refer(expression, to: .function(fitting, isQualified: isQualified))
        if fitting.count == 1, let finding = fitting[0].finding(expression.arguments(isQualified: isQualified).map(\.constant)) {
            report(finding, expression.span)
            return .error
        }
        return result
    }

    private mutating func noOverload(
        _ name: String, _ overloads: [Overload], _ types: [CELType], _ expression: Expression, isQualified: Bool
    ) -> CELType {
        if types.contains(.error) { return .error }
        // Types deduced from literals do not bind an unchecked expression: the values decide.
        let possible = overloads.filter { $0.parameters.count == types.count }
        if mode == .unchecked, !possible.isEmpty {
            refer(expression, to: .function(possible, isQualified: isQualified))
            return .dyn
        }
        let shown = types.map { unification.resolved($0, unknownAsDyn: true) }
        let message: String
        switch overloads[0].style {
        case .global: message = "'\(displayName(name))' cannot be applied to (\(shown.map(\.description).joined(separator: ", ")))"
        case .receiver:
            let rest = shown.dropFirst().map(\.description).joined(separator: ", ")
            message = "'\(name)' of \(shown[0]) cannot be called with (\(rest))"
        }
        return failure(expression, "cel.noOverload", message, hint: overloadHint(name, overloads, shown), expression.span)
    }

    private func overloadHint(_ name: String, _ overloads: [Overload], _ types: [CELType]) -> String? {
        let numbers: [CELType] = [.int, .uint, .double]
        if types.count == 2, types[0] != types[1], numbers.contains(types[0]), numbers.contains(types[1]) {
            return "convert one side with \(types[0])(…) or \(types[1])(…)"
        }
        // Of an operator's many overloads only those that share a type with the call are of use.
        let near = overloads.filter { overload in zip(overload.parameters, types).contains { $0 == $1 && $0 != .dyn } }
        guard !near.isEmpty, near.count <= 4 else { return nil }
        return "there is " + near.map(\.signature).joined(separator: ", ")
    }

    private mutating func unknownFunction(_ name: String, _ expression: Expression, _ style: CallStyle) -> CELType {
        let isReceiver = style == .receiver
        let table = environment.functions
        let other = (isReceiver ? table.functions[name] : table.methods[name]) != nil
        let known = isReceiver ? table.methods.keys : table.functions.keys
        let hint: String? =
            if other {
                isReceiver ? "write \(name)(x), not x.\(name)()" : "write x.\(name)(…), not \(name)(x, …)"
            } else {
                nearestName(to: name, among: known.filter { $0.first?.isLetter == true }).map { "did you mean '\($0)'?" }
            }
        return failure(
            expression, "cel.unknownFunction", "there is no \(isReceiver ? "method" : "function") '\(name)'", hint: hint, expression.span)
    }
}

extension Environment {
    fileprivate func overloads(_ name: String) -> (name: String, [Overload])? { functions.functions[name].map { (name, $0) } }
}

extension Expression {
    /// The arguments of a call; the receiver comes first, unless it is a part of the function's name.
    fileprivate func arguments(isQualified: Bool) -> [Expression] {
        switch kind {
        case .receiverCall(_, _, let arguments) where isQualified: arguments
        default: children
        }
    }
}

extension CELType {
    /// True when `dyn` or an unknown parameter is anywhere in the type.
    var mentionsDynamic: Bool {
        mentions {
            switch $0 {
            case .dyn, .error, .parameter: true
            default: false
            }
        }
    }
}
