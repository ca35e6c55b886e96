// People write expressions into YAML without quotes, and YAML takes some of their signs for its own. What it would make of
// them is rarely an error to YAML, so each such shape is looked for here.
extension YAMLParser {
    /// "Quote this expression", with the text to write. The finding covers the expression on its line.
    mutating func quoteExpression(from start: Int, isInFlow: Bool, because reason: String) -> Abandoned {
        let end = expressionEnd(from: start, isInFlow: isInFlow)
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        let quoted = text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
        return fail("yaml.quoteExpression", reason, hint: "quote this expression: '\(quoted)'", at: start..<end)
    }

    /// Refuses anchors, aliases and tags, and what looks like one because an expression starts with its sign.
    mutating func refuseProperty(isInFlow: Bool) throws(Abandoned) {
        switch peek() {
        case UInt8(ascii: "&"):
            let end = expressionEnd(from: index, isInFlow: isInFlow)
            throw fail("yaml.anchor", "anchors are not part of these files", hint: "write the value out", at: index..<end)
        case UInt8(ascii: "*"):
            let end = expressionEnd(from: index, isInFlow: isInFlow)
            throw fail("yaml.alias", "aliases are not part of these files", hint: "write the value out", at: index..<end)
        case UInt8(ascii: "!"):
            let end = expressionEnd(from: index, isInFlow: isInFlow)
            if isTag(index..<end) {
                throw fail(
                    "yaml.tag", "tags are not part of these files", hint: "remove the tag; the field decides its type",
                    at: index..<end)
            }
            throw quoteExpression(from: index, isInFlow: isInFlow, because: "'!' at the start of a value is taken by YAML")
        case UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
            throw quoteExpression(from: index, isInFlow: isInFlow, because: "a value cannot start with this character")
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
            throw fail("yaml.syntax", "a value was expected here", at: index..<index + 1)
        case UInt8(ascii: ":") where isBlank(index + 1):
            throw fail("yaml.syntax", "a key is missing before ':'", at: index..<index + 1)
        default: return
        }
    }

    /// `!!str x`, `!<uri> x` and `!Name x` are tags; `!x`, `!(x)`, `!x && y` are negations.
    private func isTag(_ range: Range<Int>) -> Bool {
        let text = bytes[range].dropFirst()
        if text.first == UInt8(ascii: "!") || text.first == UInt8(ascii: "<") { return true }
        let name = text.prefix { $0 != 0x20 }
        let rest = text[name.endIndex...].drop { $0 == 0x20 }
        guard let next = rest.first, !name.isEmpty else { return false }
        let isName = name.allSatisfy { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        let isOperator = [UInt8](" &|=!<>?+-*/%".utf8).contains(next) || rest.starts(with: Array("in ".utf8))
        return isName && !isOperator
    }

    /// Whether a plain text can only be (part of) an expression: operators that prose has not, or something left open.
    func isExpression(_ range: Range<Int>) -> Bool {
        let text = bytes[range]
        for sign in ["==", "!=", "&&", "||", " ? "] where text.contains(sign) { return true }
        return isLeftOpen(range)
    }

    /// Whether a bracket or a quote is opened and not closed, i.e. the text was cut.
    func isLeftOpen(_ range: Range<Int>) -> Bool {
        var tracker = NestingTracker()
        for position in range { tracker.take(bytes[position]) }
        return tracker.isOpen
    }

    /// Where an expression ends that starts at `start`: at the end of its line or a comment, in a flow collection also
    /// at a `,` or a closing bracket that is not its own.
    func expressionEnd(from start: Int, isInFlow: Bool) -> Int {
        var tracker = NestingTracker()
        var end = start
        while end < bytes.count, !isBreak(end) {
            let byte = bytes[end]
            if !tracker.isOpen {
                if byte == UInt8(ascii: "#"), end > start, isBlank(end - 1) { break }
                if isInFlow, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { break }
            }
            tracker.take(byte)
            end += 1
        }
        while end > start, isBlank(end - 1) { end -= 1 }
        return end
    }
}

/// Counts open brackets and quotes the way an expression language does.
private struct NestingTracker {
    private var depth = 0
    private var quote: UInt8?
    private var previous: UInt8 = 0x20
    private var isEscaped = false

    var isOpen: Bool { depth > 0 || quote != nil }

    mutating func take(_ byte: UInt8) {
        defer { previous = byte }
        if let open = quote {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == open {
                quote = nil
            }
            return
        }
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        // An apostrophe inside a word ("it's") opens nothing.
        case UInt8(ascii: "\""), UInt8(ascii: "'"): if !isWord(previous) { quote = byte }
        default: break
        }
    }

    private func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func contains(_ sign: String) -> Bool {
        let sign = Array(sign.utf8)
        return indices.contains { self[$0...].starts(with: sign) }
    }
}
