import Diagnostics

extension YAMLParser {
    /// Reads a text without quotes: this line, and deeper lines below folded into it.
    mutating func plainScalar(parent: Int) throws(Abandoned) -> YAMLNode {
        let start = index
        var builder = ScalarBuilder()
        var line = try plainLine(isFirst: true, scalarStart: start)
        builder.copy(line.range, of: bytes)
        while !line.isCut {
            var breaks = 0
            var next = nextLine(index)
            while next < bytes.count, let content = blankLineEnd(next) {
                breaks += 1
                next = content
            }
            index = next
            while peek() == 0x20 { index += 1 }
            guard index < bytes.count, column > parent, !isAnyMarker, peek() != UInt8(ascii: "#") else { break }
            builder.put(breaks == 0 ? " " : String(repeating: "\n", count: breaks), at: line.range.upperBound)
            line = try plainLine(isFirst: false, scalarStart: start)
            builder.copy(line.range, of: bytes)
        }
        index = line.range.upperBound
        contentEnd = index
        return YAMLNode(.scalar(builder.finish(.plain, end: contentEnd)), span: SourceSpan(start, contentEnd))
    }

    /// The start of the line after this one if this one is blank.
    private func blankLineEnd(_ position: Int) -> Int? {
        var end = position
        while end < bytes.count, bytes[end] == 0x20 { end += 1 }
        guard end < bytes.count, isBreak(end) else { return nil }
        return nextLine(end)
    }

    /// One line of a plain scalar; `isCut` when a comment ends it.
    private mutating func plainLine(isFirst: Bool, scalarStart: Int) throws(Abandoned) -> (range: Range<Int>, isCut: Bool) {
        let start = index
        if !isFirst, isDash {
            throw fail(
                "yaml.syntax", "a list item below a text would become part of the text", hint: "remove the text, or quote all of it",
                at: index..<index + 1)
        }
        var end = start
        var isCut = false
        while end < bytes.count, !isBreak(end) {
            if isColon(end) {
                guard isFirst else {
                    throw fail(
                        "yaml.indentation", "a field stands deeper than the value above it",
                        hint: "indent it like its siblings, or quote the text", at: start..<contentLineEnd(start))
                }
                throw quoteExpression(from: scalarStart, isInFlow: false, because: "': ' cannot stand in a value without quotes")
            }
            if bytes[end] == UInt8(ascii: "#"), end > start, isBlank(end - 1) {
                isCut = true
                break
            }
            if bytes[end] == 0x09 {
                throw fail("yaml.tab", "a tab stands where only spaces may", hint: "replace it with spaces", at: end..<end + 1)
            }
            end += 1
        }
        while end > start, isBlank(end - 1) { end -= 1 }
        if isCut, isLeftOpen(start..<end) {
            throw quoteExpression(from: start, isInFlow: false, because: "' #' starts a comment and cuts this value")
        }
        index = end
        return (start..<end, isCut)
    }

    /// Reads a quoted text, over several lines if these stand deeper than column `parent`.
    mutating func quotedScalar(parent: Int) throws(Abandoned) -> YAMLNode {
        let start = index
        let quote = bytes[index]
        let style: YAMLScalar.Style = quote == UInt8(ascii: "'") ? .singleQuoted : .doubleQuoted
        var builder = ScalarBuilder()
        index += 1
        var plainStart = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == quote {
                builder.copy(plainStart..<index, of: bytes)
                if style == .singleQuoted, peek(1) == quote {
                    builder.put("'", at: index)
                    index += 2
                    plainStart = index
                    continue
                }
                let scalar = builder.finish(style, end: index)
                index += 1
                contentEnd = index
                return YAMLNode(.scalar(scalar), span: SourceSpan(start, index))
            }
            if byte == UInt8(ascii: "\\"), style == .doubleQuoted {
                builder.copy(plainStart..<index, of: bytes)
                try escape(into: &builder, start: start, parent: parent)
                plainStart = index
            } else if isBreak(index) {
                var end = index
                while end > plainStart, isBlank(end - 1) { end -= 1 }
                builder.copy(plainStart..<end, of: bytes)
                let breaks = try quotedBreaks(start: start, parent: parent)
                builder.put(breaks == 1 ? " " : String(repeating: "\n", count: breaks - 1), at: end)
                plainStart = index
            } else {
                index += 1
            }
        }
        throw unclosedQuote(start)
    }

    /// Moves over line breaks inside quotes to the next text; answers how many there were.
    private mutating func quotedBreaks(start: Int, parent: Int) throws(Abandoned) -> Int {
        var breaks = 0
        while index < bytes.count, isBreak(index) {
            breaks += 1
            index = nextLine(index)
            while peek() == 0x20 || peek() == 0x09 { index += 1 }
        }
        guard index < bytes.count, column > parent, !isAnyMarker else { throw unclosedQuote(start) }
        return breaks
    }

    private mutating func unclosedQuote(_ start: Int) -> Abandoned {
        index = start
        return fail(
            "yaml.unclosed", "this quote is never closed", hint: "close it, or indent the lines that belong to it",
            at: start..<start + 1)
    }

    private mutating func escape(into builder: inout ScalarBuilder, start: Int, parent: Int) throws(Abandoned) {
        let position = index
        index += 1
        guard let byte = peek() else { throw unclosedQuote(start) }
        if isBreak(index) {
            // An escaped line break joins the lines without a space.
            let breaks = try quotedBreaks(start: start, parent: parent)
            builder.put(String(repeating: "\n", count: breaks - 1), at: position)
            return
        }
        index += 1
        let digits: Int
        switch byte {
        case UInt8(ascii: "x"): digits = 2
        case UInt8(ascii: "u"): digits = 4
        case UInt8(ascii: "U"): digits = 8
        default:
            guard let text = simpleEscapes[byte] else { throw invalidEscape(position) }
            builder.put(text, at: position)
            return
        }
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = peek(), byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw invalidEscape(position)
            }
            value = value &<< 4 | UInt32(digit)
            index += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw invalidEscape(position) }
        builder.put(String(scalar), at: position)
    }

    private mutating func invalidEscape(_ start: Int) -> Abandoned {
        fail(
            "yaml.invalidEscape", "unknown escape in double quotes", hint: "write \\\\ for a backslash, or use single quotes",
            at: start..<max(start + 1, min(index, bytes.count)))
    }
}

/// YAML 1.2, section 5.7, without the numeric ones.
private let simpleEscapes: [UInt8: String] = [
    UInt8(ascii: "0"): "\0", UInt8(ascii: "a"): "\u{7}", UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "t"): "\t",
    UInt8(ascii: "n"): "\n", UInt8(ascii: "v"): "\u{B}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "r"): "\r",
    UInt8(ascii: "e"): "\u{1B}", UInt8(ascii: " "): " ", UInt8(ascii: "\""): "\"", UInt8(ascii: "/"): "/",
    UInt8(ascii: "\\"): "\\", UInt8(ascii: "N"): "\u{85}", UInt8(ascii: "_"): "\u{A0}", UInt8(ascii: "L"): "\u{2028}",
    UInt8(ascii: "P"): "\u{2029}",
]
