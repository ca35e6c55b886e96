import Diagnostics
import JSONDocument
import StrictYAML

/// Turns a value field into one expression: plain data with `${ CEL }` in its scalars.
///
/// A scalar that is wholly `${ CEL }` gives the value with its type; inside longer text it becomes text; `$${` stands for
/// `${`. What an expression comes to is never looked at again, so data cannot smuggle expressions in.
struct WorkflowTemplate {
    let parser: WorkflowParser

    /// Nil after a finding was reported.
    func expression(_ node: YAMLNode) -> WorkflowExpression? {
        switch node.kind {
        case .scalar(let scalar): return self.scalar(scalar, node)
        case .sequence(let items):
            let parts = items.map(expression)
            guard !parts.contains(where: { $0 == nil }) else { return nil }
            let elements = parts.compactMap { $0 }
            return WorkflowExpression("[…]") { (scope) throws(WorkflowFault) in
                var values: [JSON] = []
                for element in elements { values.append(try element.value(in: scope)) }
                return .array(values)
            }
        case .mapping(let entries):
            var fields: [(String, WorkflowExpression)] = []
            for entry in entries { if let field = expression(entry.value) { fields.append((entry.key, field)) } }
            guard fields.count == entries.count else { return nil }
            let members = fields
            return WorkflowExpression("{…}") { (scope) throws(WorkflowFault) in
                var values: [String: JSON] = [:]
                for (name, member) in members { values[name] = try member.value(in: scope) }
                return .object(values)
            }
        }
    }

    private func scalar(_ scalar: YAMLScalar, _ node: YAMLNode) -> WorkflowExpression? {
        guard scalar.text.contains("${") else { return WorkflowExpression(constant: scalar.asLiteral) }
        do { return try parser.language.template(scalar.text) } catch {
            parser.reader.report(error.diagnostics, within: node)
            return nil
        }
    }
}

extension YAMLScalar {
    /// A plain scalar that looks like a JSON literal is one; quotes make it a text.
    var asLiteral: JSON {
        guard style == .plain else { return .string(text) }
        switch text {
        case "true": return true
        case "false": return false
        case "null", "": return .null
        default:
            guard let first = text.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
                let number = try? JSON(parsing: text), number.double != nil
            else { return .string(text) }
            return number
        }
    }
}
