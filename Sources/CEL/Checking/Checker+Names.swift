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
        if let root = expression.root, isDotted(root), !isLocal(root), let path = expression.path,
            let type = qualified(path.joined(separator: "."), expression)
        {
            return type
        }
        let type = visit(operand)
        return fieldType(of: unification.resolved(type), field, expression)
    }

    /// Whether a dotted name can begin like this, in this container.
    private func isDotted(_ root: String) -> Bool {
        if !environment.container.isEmpty { return true }
        let name = root.utf8.first == UInt8(ascii: ".") ? String(root.dropFirst()) : root
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
        guard let (reference, type) = environment.first(of: name, where: { $0.declared($1) }) else { return nil }
        refer(expression, to: reference)
        return type
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

extension Environment {
    /// What is found first of `a.b.x`, `a.x`, `x` for `x` in container `a.b`; only `x` for `.x`.
    func first<Found>(of name: String, where find: (_ environment: Environment, _ name: String) -> Found?) -> Found? {
        if name.utf8.first == UInt8(ascii: ".") { return find(self, String(name.dropFirst())) }
        var container = container[...]
        while !container.isEmpty {
            if let found = find(self, "\(container).\(name)") { return found }
            container = container.lastIndex(of: ".").map { container[..<$0] } ?? ""
        }
        return find(self, name)
    }

    /// What a variable, a type's name, or a constant of an enumeration of the well-known types stands for.
    fileprivate func declared(_ name: String) -> (Reference, CELType)? {
        if let variable = variables[name] { return (.variable(slot: variable.slot, name: name), variable.type) }
        if name == "google.protobuf.NullValue.NULL_VALUE" { return (.constant(.null), .null) }
        if let type = WellKnownType.valueTypes[name] { return (.constant(.type(type.valueTypeName ?? name)), .type(type)) }
        if types[name] != nil { return (.constant(.type(name)), .type(.host(name))) }
        return nil
    }
}
