import Diagnostics

extension Checker {
    /// `type{field: value}`: the well-known messages. Objects of host types come from the host.
    mutating func construct(_ name: String, _ fields: [Expression.FieldValue], _ expression: Expression) -> CELType {
        let types = fields.map { visit($0.value) }
        let known = environment.first(of: name) { WellKnownType.messages[$1] != nil || $0.types[$1] != nil ? $1 : nil }
        guard let known else {
            return failure(
                expression, "cel.unknownName", "there is no type '\(name)'",
                hint: suggestion(for: name, among: environment.types.keys), expression.span)
        }
        guard let message = WellKnownType.messages[known] else {
            return failure(
                expression, "cel.unsupported", "a \(known) cannot be made in an expression", hint: "bind one to a variable",
                expression.span)
        }
        refer(expression, to: .constant(.type(known)))
        for (field, type) in zip(fields, types) { checkField(field, type, known, message.fields) }
        return message.type
    }

    private mutating func checkField(_ field: Expression.FieldValue, _ type: CELType, _ message: String, _ known: [String: CELType]) {
        guard let wanted = known[field.name] else {
            mistake(
                "cel.unknownField", "\(message) has no field '\(field.name)'", hint: suggestion(for: field.name, among: known.keys),
                field.span)
            return
        }
        let given = field.isOptional ? optionalContent(unification.resolved(type), field.value) : type
        guard mode == .checked, !unification.assign([given], to: [wanted]) else { return }
        mistake(
            "cel.typeMismatch", "'\(field.name)' is of type \(wanted), not \(unification.resolved(given, unknownAsDyn: true))",
            field.value.span)
    }
}
