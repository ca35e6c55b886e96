/// A named piece of text that diagnostics point into: a rule file, an expression, a plugin's source.
public struct SourceText: Sendable, Hashable {
    /// What the reader calls it: a path as given on the command line, or `<expression>`.
    public let name: String
    public let text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The line and column of a UTF-8 offset. Cost is linear in the text; call it when reporting, not when parsing.
    public func position(at offset: Int) -> SourcePosition {
        var line = 1
        var column = 1
        for scalar in text.utf8.prefix(max(0, offset)) {
            if scalar == 0x0A {
                line += 1
                column = 1
            } else if scalar & 0b1100_0000 != 0b1000_0000 {
                column += 1
            }
        }
        return SourcePosition(line: line, column: column)
    }

    /// The UTF-8 offset of a position, clamped to the end of its line.
    public func offset(of position: SourcePosition) -> Int {
        var line = 1
        var column = 1
        var offset = 0
        for byte in text.utf8 {
            let startsScalar = byte & 0b1100_0000 != 0b1000_0000
            if line > position.line || (line == position.line && startsScalar && column >= position.column) {
                return offset
            }
            if byte == 0x0A {
                if line == position.line { return offset }
                line += 1
                column = 1
            } else if startsScalar {
                column += 1
            }
            offset += 1
        }
        return offset
    }

    /// The text of a 1-based line without its line break, or "" past the end.
    public func line(_ number: Int) -> Substring {
        var current = 1
        var start = text.startIndex
        let bytes = text.utf8
        while current < number {
            guard let newline = bytes[start...].firstIndex(of: 0x0A) else { return "" }
            start = bytes.index(after: newline)
            current += 1
        }
        var end = bytes[start...].firstIndex(of: 0x0A) ?? text.endIndex
        if end > start, bytes[bytes.index(before: end)] == 0x0D { end = bytes.index(before: end) }
        return text[start..<end]
    }
}

/// A place for people: both numbers start at 1; a column counts Unicode code points.
public struct SourcePosition: Sendable, Hashable, Comparable {
    public let line: Int
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// A half-open range of UTF-8 offsets into a ``SourceText``.
public struct SourceSpan: Sendable, Hashable {
    public let start: Int
    public let end: Int

    public init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = max(start, end)
    }

    /// The span moved by `offset`: an expression's span within the file that holds the expression.
    public func shifted(by offset: Int) -> SourceSpan {
        SourceSpan(start + offset, end + offset)
    }

    /// The smallest span that covers both.
    public func union(_ other: SourceSpan) -> SourceSpan {
        SourceSpan(min(start, other.start), max(end, other.end))
    }
}
