import CEL

extension Expression {
    /// Whether the value of a variable's changing fields may be read: one of them is named, or the variable is used as
    /// a whole, when nobody can tell.
    func readsChangingField(of variable: String) -> Bool {
        switch kind {
        case .constant: return false
        case .identifier(let name): return name == variable
        case .select(let operand, let field), .optionalSelect(let operand, let field), .has(let operand, let field):
            if case .identifier(variable) = operand.kind { return LineFacts.changingFields.contains(field) }
            return operand.readsChangingField(of: variable)
        case .call(_, let arguments): return arguments.contains { $0.readsChangingField(of: variable) }
        case .receiverCall(let receiver, _, let arguments):
            return receiver.readsChangingField(of: variable) || arguments.contains { $0.readsChangingField(of: variable) }
        case .list(let elements): return elements.contains { $0.expression.readsChangingField(of: variable) }
        case .map(let entries):
            return entries.contains { $0.key.readsChangingField(of: variable) || $0.value.readsChangingField(of: variable) }
        case .construct(_, let fields): return fields.contains { $0.value.readsChangingField(of: variable) }
        case .comprehension(let comprehension):
            return [comprehension.range, comprehension.condition, comprehension.transform].contains {
                $0?.readsChangingField(of: variable) ?? false
            }
        case .bind(_, let value, let body): return value.readsChangingField(of: variable) || body.readsChangingField(of: variable)
        case .optionalMap(let operand, _, let body, _):
            return operand.readsChangingField(of: variable) || body.readsChangingField(of: variable)
        }
    }
}
