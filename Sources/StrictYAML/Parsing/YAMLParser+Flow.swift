import Diagnostics

extension YAMLParser {
    /// Reads `[…]` or `{…}`; its lines stand deeper than column `parent`.
    mutating func flowCollection(parent: Int) throws(Abandoned) -> YAMLNode {
        peek() == UInt8(ascii: "[") ? try flowSequence(parent: parent) : try flowMapping(parent: parent)
    }

    private mutating func flowSequence(parent: Int) throws(Abandoned) -> YAMLNode {
        let start = index
        index += 1
        var items: [YAMLNode] = []
        try skipFlowSpace(parent: parent, open: start)
        while peek() != UInt8(ascii: "]") {
            let item = index
            items.append(try flowNode(parent: parent))
            try skipFlowSpace(parent: parent, open: start)
            if peek() == UInt8(ascii: ":") {
                throw fail(
                    "yaml.syntax", "a key and a value stand in a list", hint: "write '{ key: value }', or quote the text",
                    at: item..<index + 1)
            }
            guard try takesComma(close: UInt8(ascii: "]"), item: item, parent: parent, open: start) else { break }
        }
        index += 1
        contentEnd = index
        return YAMLNode(.sequence(items), span: SourceSpan(start, index))
    }

    private mutating func flowMapping(parent: Int) throws(Abandoned) -> YAMLNode {
        let start = index
        index += 1
        var fields = FieldCollector()
        try skipFlowSpace(parent: parent, open: start)
        while peek() != UInt8(ascii: "}") {
            let key = try flowKey(parent: parent, open: start)
            let place = index
            try skipFlowSpace(parent: parent, open: start)
            let value: YAMLNode
            if peek() == UInt8(ascii: ",") || peek() == UInt8(ascii: "}") {
                var empty = ScalarBuilder()
                value = YAMLNode(.scalar(empty.finish(.plain, end: place)), span: SourceSpan(place, place))
            } else {
                value = try flowNode(parent: parent)
            }
            add(key, value, to: &fields)
            try skipFlowSpace(parent: parent, open: start)
            guard try takesComma(close: UInt8(ascii: "}"), item: value.span.start, parent: parent, open: start) else { break }
        }
        index += 1
        contentEnd = index
        return YAMLNode(.mapping(fields.entries), span: SourceSpan(start, index))
    }

    private mutating func flowNode(parent: Int) throws(Abandoned) -> YAMLNode {
        try nested { (parser) throws(Abandoned) in
            switch parser.peek() {
            case UInt8(ascii: "["), UInt8(ascii: "{"): return try parser.flowCollection(parent: parent)
            case UInt8(ascii: "\""), UInt8(ascii: "'"): return try parser.quotedScalar(parent: parent)
            default:
                try parser.refuseProperty(isInFlow: true)
                let range = try parser.flowPlain()
                var builder = ScalarBuilder()
                builder.copy(range, of: parser.bytes)
                return YAMLNode(
                    .scalar(builder.finish(.plain, end: range.upperBound)), span: SourceSpan(range.lowerBound, range.upperBound))
            }
        }
    }

    /// Reads a key and its `:`.
    private mutating func flowKey(parent: Int, open: Int) throws(Abandoned) -> (text: String, span: SourceSpan) {
        let start = index
        let isQuoted = peek() == UInt8(ascii: "\"") || peek() == UInt8(ascii: "'")
        let key: (text: String, span: SourceSpan)
        if isQuoted {
            let node = try quotedScalar(parent: parent)
            key = (node.text ?? "", node.span)
        } else if let first = peek(), first == UInt8(ascii: "[") || first == UInt8(ascii: "{") || first == UInt8(ascii: "?") {
            throw complexKey(start..<start + 1)
        } else {
            try refuseProperty(isInFlow: true)
            let range = try flowPlain()
            key = (try plainKey(range), SourceSpan(range.lowerBound, range.upperBound))
        }
        try skipFlowSpace(parent: parent, open: open)
        guard peek() == UInt8(ascii: ":"), isQuoted || isFlowColon(index) else {
            throw fail(
                "yaml.syntax", "'\(key.text)' has no value", hint: "write 'key: value' with a space after ':', or quote the text",
                at: key.span.start..<key.span.end)
        }
        index += 1
        return key
    }

    /// Reads a text without quotes on one line; anything that YAML would cut out of an expression is reported.
    private mutating func flowPlain() throws(Abandoned) -> Range<Int> {
        let start = index
        var end = index
        while end < bytes.count, !isBreak(end) {
            let byte = bytes[end]
            if isFlowIndicator(byte) || isFlowColon(end) { break }
            if byte == UInt8(ascii: "#"), end > start, isBlank(end - 1) { break }
            if byte == 0x09 {
                throw fail("yaml.tab", "a tab stands where only spaces may", hint: "replace it with spaces", at: end..<end + 1)
            }
            end += 1
        }
        let stop = end
        while end > start, isBlank(end - 1) { end -= 1 }
        let isBracket = stop < bytes.count && (bytes[stop] == UInt8(ascii: "[") || bytes[stop] == UInt8(ascii: "{"))
        if isBracket || isLeftOpen(start..<end) {
            throw quoteExpression(from: start, isInFlow: true, because: "YAML cuts this value at '\(character(stop))'")
        }
        index = end
        return start..<end
    }

    private func character(_ position: Int) -> String {
        position < bytes.count && !isBreak(position) ? String(Unicode.Scalar(bytes[position])) : "the end of the line"
    }

    private func isFlowIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    private func isFlowColon(_ position: Int) -> Bool {
        guard bytes[position] == UInt8(ascii: ":") else { return false }
        return isBlank(position + 1) || isFlowIndicator(bytes[position + 1])
    }

    /// Takes the `,` after an entry; false when the collection closes here instead.
    private mutating func takesComma(close: UInt8, item: Int, parent: Int, open: Int) throws(Abandoned) -> Bool {
        if peek() == close { return false }
        guard peek() == UInt8(ascii: ",") else {
            throw quoteExpression(from: item, isInFlow: true, because: "more follows after the value")
        }
        index += 1
        try skipFlowSpace(parent: parent, open: open)
        return true
    }

    /// Skips spaces, comments and line breaks inside brackets. A line that is not deeper than the collection's parent
    /// means that a bracket is missing, and is reported at the bracket, not at the end of the file.
    private mutating func skipFlowSpace(parent: Int, open: Int) throws(Abandoned) {
        let line = lineStart(index)
        let isMore = try skipToContent()
        if isMore, lineStart(index) == line || (column > parent && !isAnyMarker) { return }
        index = open
        throw fail(
            "yaml.unclosed", "this '\(character(open))' is never closed", hint: "add the closing bracket, or quote the text",
            at: open..<open + 1)
    }
}
