import CEL
import Diagnostics
import StoaCommerce

/// A value field of a workflow: text in which `${ CEL }` stands for a value.
///
/// A field that is wholly `${ CEL }` has the expression's value with its type; inside longer text the value is put in
/// as text; `$${` is a plain `${`. What comes out is never evaluated again.
public struct Template: Sendable {
    private enum Part: Sendable {
        case text(String)
        case expression(CommandExpression)
    }

    private let parts: [Part]

    /// Whether the field has no expression, and so the same text always.
    public var isConstant: Bool {
        parts.allSatisfy { if case .text = $0 { true } else { false } }
    }

    init(_ source: SourceText, in environment: CommandEnvironment) throws(DiagnosticsError) {
        var parts: [Part] = []
        var text: [UInt8] = []
        var findings: [Diagnostic] = []
        let bytes = Array(source.text.utf8)
        var index = 0
        func starts(_ prefix: String) -> Bool { bytes[index...].starts(with: prefix.utf8) }
        while index < bytes.count {
            if starts("$${") {
                text += "${".utf8
                index += 3
            } else if starts("${") {
                guard let end = Template.end(of: bytes, from: index + 2) else {
                    findings.append(
                        Diagnostic(
                            code: "template.unclosed", "'${' is not closed", hint: "close it with '}', or write '$${' for a plain '${'",
                            source: source, span: SourceSpan(index, bytes.count)))
                    break
                }
                if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
                text = []
                let expression = SourceText(name: source.name, text: String(decoding: bytes[(index + 2)..<end], as: UTF8.self))
                do throws(DiagnosticsError) { parts.append(.expression(try environment.expression(expression))) } catch {
                    findings += error.diagnostics.map { $0.moved(to: source, by: index + 2) }
                }
                index = end + 1
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        guard findings.isEmpty else { throw DiagnosticsError(findings) }
        if !text.isEmpty || parts.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
        self.parts = parts
    }

    /// The field's value for a scope.
    ///
    /// - Throws: every error of evaluation; `template.notText` for a list or a map inside longer text.
    public func value(in scope: CommandScope) throws(EvaluationError) -> Value {
        if parts.count == 1, case .expression(let only) = parts[0] { return try only.value(in: scope) }
        var text = ""
        for part in parts {
            switch part {
            case .text(let plain): text += plain
            case .expression(let expression): text += try Template.text(of: try expression.value(in: scope))
            }
        }
        return .string(text)
    }

    /// The closing brace of an expression: braces of maps are counted, texts are skipped.
    private static func end(of bytes: [UInt8], from start: Int) -> Int? {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let after = endOfText(bytes, from: index) else { return nil }
                index = after
                continue
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                if depth == 0 { return index }
                depth -= 1
            default: break
            }
            index += 1
        }
        return nil
    }

    /// Behind the closing quote of a text of the language, which may be one quote or three, raw or not.
    private static func endOfText(_ bytes: [UInt8], from start: Int) -> Int? {
        let quote = bytes[start]
        let isRaw = start > 0 && (bytes[start - 1] == UInt8(ascii: "r") || bytes[start - 1] == UInt8(ascii: "R"))
        let isTriple = start + 2 < bytes.count && bytes[start + 1] == quote && bytes[start + 2] == quote
        var index = start + (isTriple ? 3 : 1)
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), !isRaw {
                index += 2
            } else if bytes[index] == quote {
                if !isTriple { return index + 1 }
                if index + 2 < bytes.count, bytes[index + 1] == quote, bytes[index + 2] == quote { return index + 3 }
                index += 1
            } else {
                index += 1
            }
        }
        return nil
    }

    private static func text(of value: Value) throws(EvaluationError) -> String {
        switch value {
        case .string(let text): return text
        case .int(let number): return String(number)
        case .uint(let number): return String(number)
        case .double(let number): return Int64(exactly: number).map(String.init) ?? String(number)
        case .bool(let flag): return flag ? "true" : "false"
        case .timestamp(let time): return time.text
        default:
            if case .exact(let money)? = value.object(as: MoneyValue.self) { return money.description }
            throw EvaluationError(
                code: "template.notText", "a value of type \(value.typeName) cannot stand inside text",
                hint: "convert it, or let the expression be the whole field")
        }
    }
}
