extension Diagnostic {
    /// The finding as a terminal shows it: place, severity, code, message, the line with a caret, the hint.
    ///
    /// ```
    /// rules/vip/rule.yaml:4:7: error[cel.unknownName] 'custmer' is not declared
    ///   when: custmer.tier == "vip"
    ///         ^~~~~~~
    ///   hint: did you mean 'customer'?
    /// ```
    public func rendered() -> String {
        var output = ""
        if let source {
            output += source.name + ":"
            if let position { output += "\(position.line):\(position.column):" }
            output += " "
        }
        output += "\(severity.rawValue)[\(code)] \(message)\n"
        if let source, let span {
            output += caretExcerpt(of: span, in: source)
        }
        if let hint { output += "  hint: \(hint)\n" }
        return output
    }
}

/// Long lines (a minified file) are cut around the caret so that a report stays readable.
private let excerptColumnsMax = 160

private func caretExcerpt(of span: SourceSpan, in source: SourceText) -> String {
    let start = source.position(at: span.start)
    let end = source.position(at: span.end)
    let line = Array(source.line(start.line).unicodeScalars)
    let caret = min(start.column - 1, line.count)
    let length = end.line == start.line ? max(1, end.column - start.column) : max(1, line.count - caret)
    let from = caret < excerptColumnsMax ? 0 : caret - excerptColumnsMax / 2
    let shown = line[from..<min(line.count, from + excerptColumnsMax)]
    var text = String.UnicodeScalarView()
    for scalar in shown { text.append(scalar.properties.generalCategory == .control ? " " : scalar) }
    // A tab counts as one column in the excerpt, so the caret line can be plain spaces.
    let pad = String(repeating: " ", count: caret - from)
    let tail = String(repeating: "~", count: min(length, excerptColumnsMax) - 1)
    return "  \(String(text))\n  \(pad)^\(tail)\n"
}
