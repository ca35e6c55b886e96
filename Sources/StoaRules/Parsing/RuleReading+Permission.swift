import CEL
import Diagnostics
import StoaExpressions
import StoaExtension
import StrictYAML

/// A permission as read from its file.
struct ReadPermission {
    let permission: Permission
    let id: Reference
}

extension RuleReading {
    /// `on, allow | deny | separate, when, message`
    func permission(_ fields: YAMLMappingReader) -> ReadPermission? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        _ = fields.optional("title")?.localized()
        let operations = fields.required("on")?.listOrOne(countMax: RuleLimits.listMax) { operationPattern($0) }
        let stated = fields.exactlyOne(of: RuleShapes.permission.alternatives)
        let message = fields.optional("message")
        let said = message?.string()
        var (effect, roles): (PermissionRule.Effect?, Set<String>?)
        switch stated?.key {
        case "separate":
            let commands = stated?.value.listOrOne(countMax: RuleLimits.listMax) { value -> String? in
                value.parsed("a command", hint: "write order.place") { text in
                    guard case .one(let name)? = OperationPattern(text) else { return nil }
                    return name
                }
            }
            effect = commands.map { .separate(from: Set($0), message: said) }
        case let key?:
            effect = key == "deny" ? .deny(message: said) : .allow
            guard let names = stated?.value.texts() else { return nil }
            roles = names.contains(Self.everyone) ? nil : Set(names)
        case nil: break
        }
        if stated?.key == "allow", let message {
            message.report("unusedField", "'message' is for who is refused, and 'allow' refuses nobody", hint: "remove 'message'")
        }
        let when = fields.optional("when")
        let condition = when?.expression { (source: SourceText) throws(DiagnosticsError) in
            try self.condition(source, PermissionFacts.names, "a permission is judged", in: commands)
        }
        guard let id, let idValue, let operations, let effect, when == nil || condition != nil else { return nil }
        let permission = Permission(
            id: id, operations: operations, effect: effect, roles: roles, when: condition,
            operands: condition.map { operands(of: $0) } ?? [], environment: commands)
        return ReadPermission(permission: permission, id: idValue.reference(to: id))
    }

    /// Stands for all roles.
    static let everyone = "everyone"

    private func operationPattern(_ value: YAMLValue) -> OperationPattern? {
        let pattern = value.parsed("an operation", hint: "write order.refund, order.* or *") { OperationPattern($0) }
        guard let pattern, pattern != .every else { return pattern }
        let example = pattern.text.replacing("*", with: "x")
        if OperationAccess.isOpenDoor(example) {
            value.report(
                "protectedOperation", "no permission stands before '\(pattern.text)': whoever may replace a rulebook always can",
                hint: "let a workflow before rulebook.activate ask for four eyes; remove it here")
            return nil
        }
        return pattern
    }

    /// A condition over what is known at some moment; the other names of commands have no value then.
    func condition(
        _ source: SourceText, _ names: Set<String>, _ moment: String, in environment: CommandEnvironment
    ) throws(DiagnosticsError) -> CommandExpression {
        let expression = try environment.expression(source, expecting: .bool)
        let others = expression.program.variables.subtracting(names).sorted()
        guard others.isEmpty else {
            throw DiagnosticsError(
                others.map {
                    Diagnostic(
                        code: "rule.unknownFact", "'\($0)' is not known when \(moment)",
                        hint: "use \(names.sorted().joined(separator: ", "))", source: source,
                        span: expression.program.expression.place(of: $0))
                })
        }
        return expression
    }

    private func operands(of condition: CommandExpression) -> [Permission.Operand] {
        operands(of: condition.program.expression).compactMap { text in
            let source = SourceText(name: "", text: text)
            return (try? commands.expression(source, expecting: .bool)).map { Permission.Operand(text: text, condition: $0) }
        }
    }

    private func operands(of node: Expression) -> [String] {
        guard case .call(Operator.and, let arguments) = node.kind else { return [node.text] }
        var texts: [String] = []
        for text in arguments.flatMap({ operands(of: $0) }) where !texts.contains(text) { texts.append(text) }
        return texts
    }
}

extension Expression {
    /// Where a name is first read.
    fileprivate func place(of name: String) -> SourceSpan? {
        if case .identifier(name) = kind { return span }
        for child in children { if let place = child.place(of: name) { return place } }
        return nil
    }
}
