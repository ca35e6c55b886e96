import Diagnostics

extension Checker {
    /// A name that stands alone.
    mutating func identifier(_ name: String, _ expression: Expression) -> CELType {
        if let type = local(name, expression) { return type }
        if let type = qualified(name, expression) { return type }
        let known = environment.variables.keys + locals.map(\.name)
        return failure(
            expression, "cel.unknownName", "'\(name)' is not declared",
            hint: functionHint(name) ?? suggestion(for: name, among: known), expression.span)
    }

    /// `a.b`: a variable or type with a dotted name, the longest that exists, or else a field.
    mutating func select(_ operand: Expression, _ field: String, _ expression: Expression) -> CELType {
        if let path = expression.path, isDotted(path[0]), !isLocal(path[0]), let type = qualified(path.joined(separator: "."), expression) {
            return type
        }
        let type = visit(operand)
        return fieldType(of: unification.resolved(type), field, expression)
    }

    /// Whether a dotted name can begin like this, in this container.
    private func isDotted(_ root: String) -> Bool {
        if !environment.container.isEmpty { return true }
        let name = root.hasPrefix(".") ? String(root.dropFirst()) : root
        return environment.dottedRoots.contains(name)
    }

    func isLocal(_ name: String) -> Bool { locals.contains { $0.name == name } }

    private mutating func local(_ name: String, _ expression: Expression) -> CELType? {
        guard let index = locals.lastIndex(where: { $0.name == name }) else { return nil }
        refer(expression, to: .local(index))
        return locals[index].type
    }

    /// A variable or type name, looked up from the container outwards.
    private mutating func qualified(_ name: String, _ expression: Expression) -> CELType? {
        for candidate in candidates(name) {
            if let variable = environment.variables[candidate] {
                refer(expression, to: .variable(slot: variable.slot, name: candidate))
                return variable.type
            }
            if let (value, type) = namedConstant(candidate) {
                refer(expression, to: .constant(value))
                return type
            }
        }
        return nil
    }

    /// `a.b.x`, `a.x`, `x` for `x` in container `a.b`; only `x` for `.x`.
    func candidates(_ name: String) -> [String] {
        if name.hasPrefix(".") { return [String(name.dropFirst())] }
        guard !environment.container.isEmpty else { return [name] }
        var parts = environment.container.split(separator: ".")
        var names: [String] = []
        while !parts.isEmpty {
            names.append(parts.joined(separator: ".") + "." + name)
            parts.removeLast()
        }
        return names + [name]
    }

    /// A type's name, or a constant of an enumeration of the well-known types.
    private func namedConstant(_ name: String) -> (Value, CELType)? {
        if name == "google.protobuf.NullValue.NULL_VALUE" { return (.null, .null) }
        if let type = WellKnownType.valueTypes[name] { return (.type(type.valueTypeName ?? name), .type(type)) }
        if environment.types[name] != nil { return (.type(name), .type(.host(name))) }
        return nil
    }

    private func functionHint(_ name: String) -> String? {
        environment.functions.functions[name] == nil ? nil : "'\(name)' is a function: write \(name)(…)"
    }

    /// The type of a field; a host field is noted for the planner.
    mutating func fieldType(of type: CELType, _ field: String, _ expression: Expression) -> CELType {
        switch type {
        case .dyn, .error, .parameter: return type == .error ? .error : .dyn
        case .map(_, let value): return value
        case .optional(let wrapped):
            let inner = fieldType(of: unification.resolved(wrapped), field, expression)
            if case .optional = inner { return inner }
            return .optional(inner)
        case .host(let name, _):
            guard let description = environment.types[name] else {
                return unknownField(expression, "values of type \(name) have no fields")
            }
            guard let known = description.fields[field] else {
                return unknownField(
                    expression, "\(name) has no field '\(field)'", hint: suggestion(for: field, among: description.fields.keys))
            }
            refer(expression, to: .field(known))
            return known.type
        default: return unknownField(expression, "a value of type \(type) has no fields, so no '\(field)'")
        }
    }

    private mutating func unknownField(_ expression: Expression, _ message: String, hint: String? = nil) -> CELType {
        switch mode {
        case .checked: return mistake("cel.unknownField", message, hint: hint, expression.span)
        case .unchecked: return .dyn
        }
    }
}
