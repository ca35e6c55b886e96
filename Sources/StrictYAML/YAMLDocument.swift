import Diagnostics

/// What was read from one YAML file: the tree as far as it could be read, and everything that was wrong.
///
/// The language is a strict part of YAML 1.2: block and flow collections, all five scalar styles, comments, one document.
/// Anchors, aliases, tags, merge keys, directives, keys that are not texts, and tabs as white space are refused, each with
/// its own code. Every file that is accepted means the same to any YAML parser, but for the types of its scalars.
public struct YAMLDocument: Sendable {
    public let source: SourceText
    /// Nil only when nothing could be read. With errors present, a value that could not be read is a scalar in style
    /// `.unreadable`, so that the rest of the file can still be checked.
    public let root: YAMLNode?
    /// In the order of the file; empty for a good one.
    public let diagnostics: [Diagnostic]

    /// Reads a file and keeps going past mistakes. Cost is linear in its length.
    ///
    /// Codes: `yaml.syntax`, `yaml.indentation`, `yaml.quoteExpression`, `yaml.duplicateKey`, `yaml.anchor`, `yaml.alias`,
    /// `yaml.tag`, `yaml.mergeKey`, `yaml.complexKey`, `yaml.directive`, `yaml.multipleDocuments`, `yaml.tab`,
    /// `yaml.controlCharacter`, `yaml.invalidEscape`, `yaml.unclosed`, `yaml.empty`, `yaml.tooLarge`, `yaml.tooDeep`,
    /// `yaml.tooManyNodes`.
    public init(reading source: SourceText, limits: YAMLLimits = .standard) {
        var parser = YAMLParser(source: source, limits: limits)
        self.source = source
        root = parser.document()
        diagnostics = parser.diagnostics.sorted { ($0.span?.start ?? 0) < ($1.span?.start ?? 0) }
    }

    /// Reads bytes that may not be UTF-8 (`yaml.invalidUTF8`).
    public init(readingBytes bytes: [UInt8], name: String, limits: YAMLLimits = .standard) {
        let unread = SourceText(name: name, text: "")
        // Measured before decoding: the limit is there to bound this work too.
        guard bytes.count <= limits.bytesMax else {
            self.init(refused: YAMLParser.tooLarge(bytes.count, limits, in: unread), of: unread)
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let finding = Diagnostic(
                code: "yaml.invalidUTF8", "the file is not UTF-8 text", hint: "save it as UTF-8", source: unread)
            self.init(refused: finding, of: unread)
            return
        }
        self.init(reading: SourceText(name: name, text: text), limits: limits)
    }

    private init(refused finding: Diagnostic, of source: SourceText) {
        self.source = source
        root = nil
        diagnostics = [finding]
    }

    /// The tree of a file without mistakes.
    ///
    /// - Throws: All findings at once.
    public static func parse(
        _ source: SourceText, limits: YAMLLimits = .standard
    ) throws(DiagnosticsError) -> YAMLNode {
        let document = YAMLDocument(reading: source, limits: limits)
        guard let root = document.root, document.diagnostics.isEmpty else {
            throw DiagnosticsError(document.diagnostics)
        }
        return root
    }
}
