import Diagnostics

extension SandboxError {
    /// The error as a finding in the script's own source, with the line that the message names, if it names one.
    ///
    /// Linear in the length of the source.
    public func diagnostic(in script: LuaScript) -> Diagnostic {
        var sources = script.modules
        sources[script.name] = script.source
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) where message.hasPrefix(name + ":") {
            let rest = message.dropFirst(name.count + 1)
            guard let colon = rest.firstIndex(of: ":"), let line = Int(rest[..<colon]) else { continue }
            let text = SourceText(name: name, text: String(decoding: source, as: UTF8.self))
            let start = text.offset(of: SourcePosition(line: line, column: 1))
            let indent = text.line(line).utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
            let span = SourceSpan(start + indent, start + text.line(line).utf8.count)
            let words = String(rest[colon...].dropFirst().drop { $0 == " " })
            return Diagnostic(code: code, words, hint: hint, source: text, span: span)
        }
        return Diagnostic(code: code, path.map { "\($0): \(message)" } ?? message, hint: hint)
    }
}
