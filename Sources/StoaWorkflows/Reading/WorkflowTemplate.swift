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
        guard scalar.text.contains("${") else { return WorkflowExpression(constant: literal(scalar)) }
        let pieces: [TemplatePiece]
        do { pieces = try TemplatePiece.pieces(of: scalar.text) } catch {
            parser.reader.report([error.diagnostic], within: node)
            return nil
        }
        var parts: [WorkflowExpression] = []
        for piece in pieces {
            switch piece {
            case .text(let text): parts.append(WorkflowExpression(constant: .string(text)))
            case .expression(let text, let offset):
                do { parts.append(try parser.language.expression(text, over: .instance, expecting: .anything)) } catch {
                    // The findings count from the expression's start; the file is counted from the scalar's.
                    let source = SourceText(name: "<value>", text: scalar.text)
                    parser.reader.report(error.diagnostics.map { $0.moved(to: source, by: offset) }, within: node)
                }
            }
        }
        guard parts.count == pieces.count else { return nil }
        if pieces.count == 1, case .expression = pieces[0] { return parts[0] }
        let all = parts
        return WorkflowExpression(scalar.text) { (scope) throws(WorkflowFault) in
            var text = ""
            for part in all { text += try part.string(in: scope) }
            return .string(text)
        }
    }

    /// A plain scalar that looks like a JSON literal is one; quotes make it a text.
    private func literal(_ scalar: YAMLScalar) -> JSON {
        guard scalar.style == .plain else { return .string(scalar.text) }
        switch scalar.text {
        case "true": return true
        case "false": return false
        case "null", "": return .null
        default:
            guard let first = scalar.text.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
                let number = try? JSON(parsing: scalar.text), number.double != nil
            else { return .string(scalar.text) }
            return number
        }
    }
}

/// A part of a text with expressions in it.
enum TemplatePiece: Equatable {
    case text(String)
    /// The offset is where the expression starts, in UTF-8 bytes of the whole text.
    case expression(String, offset: Int)

    struct Unclosed: Error {
        let diagnostic: Diagnostic
    }

    /// Splits at `${ … }`. Braces and quotes inside an expression are counted, so that a map or a text with a brace does
    /// not end it.
    static func pieces(of text: String) throws(Unclosed) -> [TemplatePiece] {
        let bytes = Array(text.utf8)
        let dollar = UInt8(ascii: "$"), open = UInt8(ascii: "{")
        var pieces: [TemplatePiece] = []
        var literal: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let rest = bytes[index...]
            if rest.starts(with: [dollar, dollar, open]) {
                literal += [dollar, open]
                index += 3
            } else if rest.starts(with: [dollar, open]) {
                guard let end = closingBrace(in: bytes, from: index + 2) else {
                    throw Unclosed(
                        diagnostic: Diagnostic(
                            code: "workflow.unclosedExpression", "'${' has no '}'", hint: "close it, or write $${ for a plain ${",
                            span: SourceSpan(index, bytes.count)))
                }
                if !literal.isEmpty { pieces.append(.text(String(decoding: literal, as: UTF8.self))) }
                literal = []
                pieces.append(.expression(String(decoding: bytes[(index + 2)..<end], as: UTF8.self), offset: index + 2))
                index = end + 1
            } else {
                literal.append(bytes[index])
                index += 1
            }
        }
        if !literal.isEmpty { pieces.append(.text(String(decoding: literal, as: UTF8.self))) }
        return pieces
    }

    private static func closingBrace(in bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var quote: UInt8?
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if let mark = quote {
                if byte == UInt8(ascii: "\\") { index += 1 } else if byte == mark { quote = nil }
            } else {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
                case UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "}"):
                    if depth == 0 { return index }
                    depth -= 1
                default: break
                }
            }
            index += 1
        }
        return nil
    }
}
