import Diagnostics

/// What stands behind `|` or `>`.
private struct BlockHeader {
    enum Chomping { case clip, strip, keep }
    var chomping = Chomping.clip
    /// Columns beyond the parent's, or nil to take the first line's.
    var indentation: Int?
}

extension YAMLParser {
    /// Reads a literal (`|`) or folded (`>`) text: the deeper lines below.
    mutating func blockScalar(parent: Int) throws(Abandoned) -> YAMLNode {
        let start = index
        let isFolded = peek() == UInt8(ascii: ">")
        let header = try blockHeader()
        contentEnd = index
        index = nextLine(index)
        let indentation =
            if let explicit = header.indentation { max(parent, 0) + explicit } else { try detectedIndentation(parent: parent) }
        var builder = ScalarBuilder()
        // Line breaks are held back until it is known whether text follows them.
        var blankLines = 0
        var hasLine = false
        var wasDeeper = false
        while index < bytes.count {
            let content = try blockLineStart(indentation: indentation)
            if content < bytes.count, isBreak(content), content - index <= indentation {
                blankLines += 1
                index = nextLine(index)
                continue
            }
            guard content - index >= indentation, content < bytes.count, !isAnyMarker else { break }
            let lineStart = index + indentation
            let lineEnd = lineEnd(lineStart)
            let isDeeper = bytes[lineStart] == 0x20 || bytes[lineStart] == 0x09
            if hasLine {
                let folds = isFolded && !wasDeeper && !isDeeper
                let breaks = folds ? blankLines : blankLines + 1
                builder.put(folds && blankLines == 0 ? " " : String(repeating: "\n", count: breaks), at: contentEnd)
            } else {
                builder.put(String(repeating: "\n", count: blankLines), at: lineStart)
            }
            builder.copy(lineStart..<lineEnd, of: bytes)
            contentEnd = lineEnd
            (blankLines, hasLine, wasDeeper) = (0, true, isDeeper)
            index = nextLine(lineEnd)
        }
        // The last line of a file need not end in a break; then there is none to keep.
        let finalBreak = hasLine && contentEnd < bytes.count ? 1 : 0
        switch header.chomping {
        case .strip: break
        case .clip: builder.put(String(repeating: "\n", count: finalBreak), at: contentEnd)
        case .keep: builder.put(String(repeating: "\n", count: finalBreak + blankLines), at: contentEnd)
        }
        let scalar = builder.finish(isFolded ? .folded : .literal, end: contentEnd)
        return YAMLNode(.scalar(scalar), span: SourceSpan(start, contentEnd))
    }

    private mutating func blockHeader() throws(Abandoned) -> BlockHeader {
        let start = index
        var header = BlockHeader()
        index += 1
        while let byte = peek(), !isBlank(index) {
            switch byte {
            case UInt8(ascii: "-") where header.chomping == .clip: header.chomping = .strip
            case UInt8(ascii: "+") where header.chomping == .clip: header.chomping = .keep
            case UInt8(ascii: "1")...UInt8(ascii: "9") where header.indentation == nil:
                header.indentation = Int(byte - UInt8(ascii: "0"))
            default:
                throw quoteExpression(from: start, isInFlow: false, because: "'|' and '>' start a text on the lines below")
            }
            index += 1
        }
        let end = index
        guard try isAtLineEnd() else {
            throw quoteExpression(from: start, isInFlow: false, because: "'|' and '>' start a text on the lines below")
        }
        // A comment may follow the header; it is no part of the value.
        index = max(end, index)
        return header
    }

    /// The column of the first line that holds text, at least one beyond the parent's. Blank lines above it may not be
    /// longer (YAML 1.2, section 8.1.1.1): whether their spaces are text would be a guess.
    private mutating func detectedIndentation(parent: Int) throws(Abandoned) -> Int {
        var line = index
        var longest = (line: index, spaces: 0)
        while line < bytes.count {
            var content = line
            while content < bytes.count, bytes[content] == 0x20 { content += 1 }
            if content < bytes.count, !isBreak(content), content - line > parent {
                guard longest.spaces <= content - line else {
                    throw fail(
                        "yaml.indentation", "this blank line is longer than the indentation of the text below it",
                        hint: "remove its spaces", at: longest.line..<longest.line + longest.spaces)
                }
                return max(content - line, 1)
            }
            guard content < bytes.count, isBreak(content) else { break }
            if content - line > longest.spaces { longest = (line, content - line) }
            line = nextLine(line)
        }
        return max(longest.spaces, parent + 1, 1)
    }

    /// Behind the spaces of the current line; a tab among them is refused.
    private mutating func blockLineStart(indentation: Int) throws(Abandoned) -> Int {
        var content = index
        while content < bytes.count, bytes[content] == 0x20 { content += 1 }
        if content < bytes.count, bytes[content] == 0x09, content - index < indentation {
            index = content
            throw fail("yaml.tab", "a tab stands where only spaces may", hint: "replace it with spaces", at: content..<content + 1)
        }
        return content
    }
}
