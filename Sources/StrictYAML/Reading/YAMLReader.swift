import Diagnostics

/// Collects what is wrong with a file while its values are read by a schema, so that an author sees all of it at once.
///
/// ```swift
/// let reader = YAMLReader(YAMLDocument(reading: source), area: "rule")
/// let rule = reader.root?.mapping { fields in
///     let id = fields.required("id")?.string()
///     let step = fields.optional("step")?.integer(in: 1...99) ?? 1
///     return id.map { Rule(id: $0, step: step) }
/// }
/// return try reader.finish(rule)
/// ```
/// Every reading method answers nil after it has reported why; nothing is reported twice. One reader is used by one task.
public final class YAMLReader {
    public let source: SourceText
    /// The first part of the codes of schema findings: `rule` makes `rule.unknownField`.
    public let area: String
    /// What was found so far, the parser's findings first.
    public private(set) var diagnostics: [Diagnostic]
    /// Whether an error was found, even if it is one too many to be kept.
    public private(set) var hasErrors: Bool
    private let rootNode: YAMLNode?

    /// Starts with what the parser found, so that one report covers both.
    public init(_ document: YAMLDocument, area: String = "yaml") {
        source = document.source
        self.area = area
        diagnostics = document.diagnostics
        hasErrors = document.diagnostics.contains { $0.severity == .error }
        rootNode = document.root
    }

    /// The whole file's value; nil when the parser could read none, and has said so.
    public var root: YAMLValue? { rootNode.map { YAMLValue(node: $0, name: "the file", reader: self) } }

    /// Reports a finding of the caller's own: `<area>.<what>` at the node.
    public func report(
        _ what: String, _ message: String, hint: String? = nil, at node: YAMLNode, severity: Severity = .error
    ) {
        report(what, message, hint: hint, at: node.span, severity: severity)
    }

    /// Reports a finding of the caller's own at a span of the file, e.g. a key's.
    public func report(
        _ what: String, _ message: String, hint: String? = nil, at span: SourceSpan, severity: Severity = .error
    ) {
        report(
            Diagnostic(severity, code: "\(area).\(what)", message, hint: hint, source: source, span: span))
    }

    /// Adds a finding that is complete already; after `diagnosticsMax` of them no more are kept.
    public func report(_ finding: Diagnostic) {
        if finding.severity == .error { hasErrors = true }
        if reportsMore { diagnostics.append(finding) }
    }

    /// Findings kept for one file.
    public static let diagnosticsMax = 100

    var reportsMore: Bool { diagnostics.count < YAMLReader.diagnosticsMax }

    /// Adds findings about a scalar's text (an expression's errors), moved to where the text stands in the file.
    public func report(_ findings: [Diagnostic], within node: YAMLNode) {
        for finding in findings { report(node.placed(finding, in: source)) }
    }

    /// The result, if it was read without errors; warnings stay in `diagnostics`.
    ///
    /// - Throws: All findings in the order of the file.
    /// - Precondition: A nil result was reported.
    public func finish<Result>(_ result: Result?) throws(DiagnosticsError) -> Result {
        if let result, !hasErrors { return result }
        throw DiagnosticsError(diagnostics.sorted { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) })
    }
}
