extension YAMLParser {
    func peek(_ offset: Int = 0) -> UInt8? {
        index + offset < bytes.count ? bytes[index + offset] : nil
    }

    /// Spaces before the current byte on its line. Called only where nothing but ASCII can stand before it.
    var column: Int { index - lineStart(index) }

    /// The position of the line's break, or the end of the file.
    func lineEnd(_ position: Int) -> Int {
        var end = position
        while end < bytes.count, !isBreak(end) { end += 1 }
        return end
    }

    /// The end of what stands on the line, without trailing spaces.
    func contentLineEnd(_ position: Int) -> Int {
        var end = lineEnd(position)
        while end > position, bytes[end - 1] == 0x20 { end -= 1 }
        return end
    }

    /// The start of the next line, or the end of the file.
    func nextLine(_ position: Int) -> Int {
        var end = lineEnd(position)
        if end < bytes.count, bytes[end] == 0x0D { end += 1 }
        return min(end + 1, bytes.count)
    }

    func isBreak(_ position: Int) -> Bool { bytes[position] == 0x0A || bytes[position] == 0x0D }

    /// Whether a space, a line break or the end of the file stands at a position.
    func isBlank(_ position: Int) -> Bool {
        position >= bytes.count || bytes[position] == 0x20 || bytes[position] == 0x09 || isBreak(position)
    }

    /// Whether `- ` stands at the current byte.
    var isDash: Bool { peek() == UInt8(ascii: "-") && isBlank(index + 1) }

    /// Whether `---` or `...` stands alone at the start of the current line.
    func isMarker(_ marker: StaticString) -> Bool { isMarker(marker, at: index) && column == 0 }

    func isMarker(_ marker: StaticString, at position: Int) -> Bool {
        guard position + 3 <= bytes.count, isBlank(position + 3) else { return false }
        return (0..<3).allSatisfy { bytes[position + $0] == marker.utf8Start[$0] }
    }

    var isAnyMarker: Bool { isMarker("---") || isMarker("...") }

    mutating func skipSpaces() throws(Abandoned) {
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        if peek() == 0x09 {
            throw fail("yaml.tab", "a tab stands where only spaces may", hint: "replace it with spaces", at: index..<index + 1)
        }
    }

    /// Skips spaces and a comment; true when nothing else stands on the line.
    mutating func isAtLineEnd() throws(Abandoned) -> Bool {
        try skipSpaces()
        if peek() == UInt8(ascii: "#"), index == 0 || isBlank(index - 1) { index = lineEnd(index) }
        return index >= bytes.count || isBreak(index)
    }

    /// Moves to the next byte that is not space, comment or line break; false at the end of the file.
    mutating func skipToContent() throws(Abandoned) -> Bool {
        while try isAtLineEnd() {
            guard index < bytes.count else { return false }
            index = nextLine(index)
        }
        return true
    }

    /// Demands that nothing but a comment follows a value that started at `start`.
    mutating func expectLineEnd(after start: Int) throws(Abandoned) {
        if try isAtLineEnd() { return }
        throw quoteExpression(from: start, isInFlow: false, because: "more follows after the value")
    }

    /// After a mistake: on to the first line that can be a sibling of the entry, i.e. one not indented deeper.
    mutating func recover(column: Int) {
        index = nextLine(index)
        while index < bytes.count {
            var content = index
            while content < bytes.count, bytes[content] == 0x20 || bytes[content] == 0x09 { content += 1 }
            let isEmpty = content >= bytes.count || isBreak(content) || bytes[content] == UInt8(ascii: "#")
            if !isEmpty, content - index <= column { return }
            index = nextLine(index)
        }
    }
}
