import Diagnostics

/// The fields of one mapping while it is read.
struct FieldCollector {
    private(set) var entries: [YAMLEntry] = []
    private var spans: [String: SourceSpan] = [:]

    /// Takes the field, or answers where its key stands already.
    mutating func add(_ entry: YAMLEntry) -> SourceSpan? {
        if let first = spans[entry.key] { return first }
        spans[entry.key] = entry.keySpan
        entries.append(entry)
        return nil
    }
}

extension YAMLParser {
    mutating func add(_ key: (text: String, span: SourceSpan)?, _ value: YAMLNode, to fields: inout FieldCollector) {
        guard let key else { return }
        guard let first = fields.add(YAMLEntry(key: key.text, keySpan: key.span, value: value)), reportsMore else { return }
        report(
            "yaml.duplicateKey", "the key '\(key.text)' occurs twice in one mapping",
            hint: "it stands in line \(source.position(at: first.start).line) already; remove one of the two",
            at: key.span.start..<key.span.end)
    }

    /// Where the key at the current byte ends, i.e. its `:`; nil when the line does not start with a key.
    func keyEnd() -> Int? {
        guard let first = peek() else { return nil }
        switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard var end = closingQuote(index) else { return nil }
            while end < bytes.count, bytes[end] == 0x20 { end += 1 }
            return isColon(end) ? end : nil
        case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "#"):
            return nil
        default:
            var end = index
            while end < bytes.count, !isBreak(end) {
                if isColon(end) { return end }
                if bytes[end] == UInt8(ascii: "#"), end > index, isBlank(end - 1) { return nil }
                end += 1
            }
            return nil
        }
    }

    func isColon(_ position: Int) -> Bool {
        position < bytes.count && bytes[position] == UInt8(ascii: ":") && isBlank(position + 1)
    }

    /// The byte behind the quote that closes the one at `start` on the same line.
    private func closingQuote(_ start: Int) -> Int? {
        let quote = bytes[start]
        var position = start + 1
        while position < bytes.count, !isBreak(position) {
            if bytes[position] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                position += 2
            } else if bytes[position] != quote {
                position += 1
            } else if quote == UInt8(ascii: "'"), position + 1 < bytes.count, bytes[position + 1] == quote {
                position += 2
            } else {
                return position + 1
            }
        }
        return nil
    }

    /// Reads the key at the current byte and moves behind its `:`.
    mutating func blockKey() throws(Abandoned) -> (text: String, span: SourceSpan) {
        let start = index
        if peek() == UInt8(ascii: "?"), isBlank(index + 1) { throw complexKey(index..<index + 1) }
        guard let colon = keyEnd() else {
            if let first = peek(), first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
                throw complexKey(index..<index + 1)
            }
            throw fail(
                "yaml.syntax", "expected 'key: value'", hint: "write a key and ': ' before the value",
                at: index..<max(index + 1, contentLineEnd(index)))
        }
        if peek() == UInt8(ascii: "\"") || peek() == UInt8(ascii: "'") {
            let node = try quotedScalar(parent: -1)
            index = colon + 1
            return (node.text ?? "", node.span)
        }
        try refuseProperty(isInFlow: false)
        var end = colon
        while end > start, isBlank(end - 1) { end -= 1 }
        let key = try plainKey(start..<end)
        index = colon + 1
        return (key, SourceSpan(start, end))
    }

    /// Checks a key without quotes.
    mutating func plainKey(_ range: Range<Int>) throws(Abandoned) -> String {
        let key = String(decoding: bytes[range], as: UTF8.self)
        guard !key.isEmpty else {
            throw fail("yaml.syntax", "a key is missing before ':'", at: range.lowerBound..<range.lowerBound + 1)
        }
        if key == "<<" {
            throw fail("yaml.mergeKey", "merge keys are not part of these files", hint: "write the fields out", at: range)
        }
        if key.utf8.contains(0x09) {
            throw fail("yaml.tab", "a tab stands where only spaces may", hint: "replace it with spaces", at: range)
        }
        // `a == b ? c : d` alone on a line or behind a dash reads as a key with a value.
        if isExpression(range) {
            throw quoteExpression(from: range.lowerBound, isInFlow: false, because: "': ' makes a key of what is before it")
        }
        return key
    }

    mutating func complexKey(_ range: Range<Int>) -> Abandoned {
        fail("yaml.complexKey", "a key is a text, not a list or a mapping", hint: "write a plain key", at: range)
    }
}
