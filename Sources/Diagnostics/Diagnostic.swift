/// How much a diagnostic matters. Only an error makes its input unusable.
public enum Severity: String, Sendable, Hashable, Codable {
    case error, warning, note
}

/// One finding about a source: what is wrong, where, and what to do next.
///
/// `code` (`<area>.<what>` in camelCase) is stable and the only part that programs may match.
public struct Diagnostic: Sendable, Hashable {
    public let severity: Severity
    public let code: String
    /// One sentence for the author of the source.
    public let message: String
    /// The next step as an imperative, or nil where there is nothing better to say than the message.
    public let hint: String?
    public let source: SourceText?
    public let span: SourceSpan?

    public init(
        _ severity: Severity = .error, code: String, _ message: String, hint: String? = nil,
        source: SourceText? = nil, span: SourceSpan? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.hint = hint
        self.source = source
        self.span = span
    }

    /// Where the finding starts, or nil for one about a whole file.
    public var position: SourcePosition? {
        guard let source, let span else { return nil }
        return source.position(at: span.start)
    }

    /// The same finding inside a larger source, e.g. an expression's error within the YAML file that holds it.
    public func moved(to source: SourceText, by offset: Int) -> Diagnostic {
        Diagnostic(severity, code: code, message, hint: hint, source: source, span: span?.shifted(by: offset))
    }
}

/// All the findings that made an input unusable; never only the first.
public struct DiagnosticsError: Error, Sendable, CustomStringConvertible {
    public let diagnostics: [Diagnostic]

    public init(_ diagnostics: [Diagnostic]) {
        precondition(!diagnostics.isEmpty, "an error without a finding cannot be explained")
        self.diagnostics = diagnostics
    }

    public var description: String { diagnostics.map { $0.rendered() }.joined(separator: "\n") }
}
