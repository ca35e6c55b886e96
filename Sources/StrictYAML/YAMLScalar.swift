import Diagnostics

/// A text in a YAML file: never a number or a truth value by itself; the reader's schema gives it a type.
public struct YAMLScalar: Sendable, Hashable {
    public enum Style: Sendable, Hashable {
        case plain, singleQuoted, doubleQuoted, literal, folded
        /// Stands in for a value that could not be read, about which there is a diagnostic already.
        case unreadable
    }

    public let text: String
    public let style: Style
    private let offsets: TextOffsets

    init(text: String, style: Style, offsets: TextOffsets) {
        self.text = text
        self.style = style
        self.offsets = offsets
    }

    /// Where in the file a UTF-8 offset of `text` was written. Exact in every style: an escape maps to its backslash,
    /// a folded line break to the end of its line.
    public func sourceOffset(ofTextOffset offset: Int) -> Int { offsets.source(of: offset) }
}

extension YAMLNode {
    /// Where in the file a UTF-8 offset of the scalar's text was written; the node's start for a list or a mapping.
    public func sourceOffset(ofTextOffset offset: Int) -> Int {
        scalar?.sourceOffset(ofTextOffset: offset) ?? span.start
    }

    /// The part of the file where a part of the scalar's text was written.
    public func sourceSpan(ofTextSpan part: SourceSpan) -> SourceSpan {
        SourceSpan(sourceOffset(ofTextOffset: part.start), sourceOffset(ofTextOffset: part.end))
    }

    /// A finding about the scalar's text (an expression's error, say) as a finding about the file; one without a span
    /// points at the whole value.
    public func placed(_ finding: Diagnostic, in source: SourceText) -> Diagnostic {
        Diagnostic(
            finding.severity, code: finding.code, finding.message, hint: finding.hint, source: source,
            span: finding.span.map(sourceSpan(ofTextSpan:)) ?? span)
    }
}

/// Pieces of text that were copied from the source as they stand, in order.
struct TextOffsets: Sendable, Hashable {
    private struct Piece: Sendable, Hashable {
        let text: Int
        let source: Int
        /// Bytes that advance together; 0 for what was replaced (an escape, a line break).
        let length: Int
    }

    private var pieces: [Piece] = []

    init() {}

    mutating func append(text: Int, source: Int, length: Int) {
        pieces.append(Piece(text: text, source: source, length: length))
    }

    func source(of offset: Int) -> Int {
        // The last piece that starts at or before the offset.
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].text <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return pieces.first?.source ?? 0 }
        let piece = pieces[low - 1]
        return piece.source + min(offset - piece.text, piece.length)
    }
}

/// Collects a scalar's text together with where each part of it came from.
struct ScalarBuilder {
    private var bytes: [UInt8] = []
    private var offsets = TextOffsets()

    /// Appends bytes of the source as they stand.
    mutating func copy(_ range: Range<Int>, of source: [UInt8]) {
        guard !range.isEmpty else { return }
        offsets.append(text: bytes.count, source: range.lowerBound, length: range.count)
        bytes.append(contentsOf: source[range])
    }

    /// Appends what the source at `position` stands for.
    mutating func put(_ text: String, at position: Int) {
        guard !text.isEmpty else { return }
        offsets.append(text: bytes.count, source: position, length: 0)
        bytes.append(contentsOf: text.utf8)
    }

    mutating func finish(_ style: YAMLScalar.Style, end: Int) -> YAMLScalar {
        offsets.append(text: bytes.count, source: end, length: 0)
        return YAMLScalar(text: String(decoding: bytes, as: UTF8.self), style: style, offsets: offsets)
    }
}
