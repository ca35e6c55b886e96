import Diagnostics

extension YAMLParser {
    /// Reads the value at the current byte, which stands deeper than column `parent`.
    ///
    /// - Parameter isInline: Whether it follows a key on the same line, where no block collection may start.
    mutating func blockNode(parent: Int, isInline: Bool) throws(Abandoned) -> YAMLNode {
        try nested { (parser) throws(Abandoned) in
            if parser.isDash {
                guard !isInline else {
                    throw parser.fail(
                        "yaml.syntax", "a list cannot start behind a key", hint: "start it on the next line",
                        at: parser.index..<parser.index + 1)
                }
                return try parser.blockSequence(column: parser.column)
            }
            if parser.peek() == UInt8(ascii: "?"), parser.isBlank(parser.index + 1) {
                throw parser.complexKey(parser.index..<parser.index + 1)
            }
            if !isInline, parser.keyEnd() != nil { return try parser.blockMapping(column: parser.column) }
            return try parser.blockValue(parent: parent)
        }
    }

    private mutating func blockValue(parent: Int) throws(Abandoned) -> YAMLNode {
        let start = index
        switch peek() {
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            return try blockScalar(parent: parent)
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let node = try quotedScalar(parent: parent)
            try expectLineEnd(after: start)
            return node
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            let node = try flowCollection(parent: parent)
            try skipSpaces()
            if peek() == UInt8(ascii: ":"), isBlank(index + 1) { throw complexKey(start..<index) }
            try expectLineEnd(after: start)
            return node
        default:
            try refuseProperty(isInFlow: false)
            return try plainScalar(parent: parent)
        }
    }

    /// Reads `- item` lines whose dashes stand in one column.
    mutating func blockSequence(column: Int) throws(Abandoned) -> YAMLNode {
        let start = index
        var items: [YAMLNode] = []
        repeat {
            let dash = index
            do {
                index += 1
                contentEnd = index
                items.append(try entryValue(column: column, allowsListBeside: false, isInline: false))
            } catch {
                items.append(unreadable(dash))
                recover(column: column)
            }
        } while nextSibling(column: column, isItem: true)
        return YAMLNode(.sequence(items), span: SourceSpan(start, contentEnd))
    }

    /// Reads `key: value` lines whose keys stand in one column.
    mutating func blockMapping(column: Int) throws(Abandoned) -> YAMLNode {
        let start = index
        var fields = FieldCollector()
        repeat {
            let entry = index
            var key: (text: String, span: SourceSpan)?
            do {
                key = try blockKey()
                contentEnd = index
                let value = try entryValue(column: column, allowsListBeside: true, isInline: true)
                add(key, value, to: &fields)
            } catch {
                add(key, unreadable(entry), to: &fields)
                recover(column: column)
            }
        } while nextSibling(column: column, isItem: false)
        return YAMLNode(.mapping(fields.entries), span: SourceSpan(start, contentEnd))
    }

    /// Reads what belongs to a key or a dash: on its line, or on deeper lines below, or nothing.
    private mutating func entryValue(
        column: Int, allowsListBeside: Bool, isInline: Bool
    ) throws(Abandoned) -> YAMLNode {
        let place = index
        guard try isAtLineEnd() else { return try blockNode(parent: column, isInline: isInline) }
        if try skipToContent(), !isAnyMarker {
            let next = self.column
            if next > column { return try blockNode(parent: column, isInline: false) }
            if allowsListBeside, next == column, isDash {
                return try nested { (parser) throws(Abandoned) in try parser.blockSequence(column: column) }
            }
        }
        index = place
        contentEnd = place
        return try nested { (parser) throws(Abandoned) in
            var empty = ScalarBuilder()
            return YAMLNode(.scalar(empty.finish(.plain, end: place)), span: SourceSpan(place, place))
        }
    }

    /// Moves to the next entry of the list or mapping in `column`, past lines that fit nowhere; false when it ends here.
    private mutating func nextSibling(column: Int, isItem: Bool) -> Bool {
        while true {
            do {
                guard try skipToContent(), !isAnyMarker, self.column >= column else { return false }
                if self.column > column {
                    throw fail(
                        "yaml.indentation", "this line is deeper than its siblings and belongs to none of them",
                        hint: "indent it by \(column) spaces", at: index..<contentLineEnd(index))
                }
                if isItem { return isDash }
                if isDash {
                    throw fail(
                        "yaml.syntax", "a list item stands among the fields of a mapping", hint: "indent the list below its key",
                        at: index..<index + 1)
                }
                return true
            } catch {
                recover(column: column)
            }
        }
    }

    func unreadable(_ position: Int) -> YAMLNode {
        var nothing = ScalarBuilder()
        return YAMLNode(.scalar(nothing.finish(.unreadable, end: position)), span: SourceSpan(position, position))
    }
}
