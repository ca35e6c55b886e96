import Diagnostics

/// A value about to be read as some type; each method reports what does not fit and answers nil.
public struct YAMLValue {
    public let node: YAMLNode
    /// What messages call it: `'step'` in quotes, or `the file`.
    public let name: String
    public let reader: YAMLReader

    public init(node: YAMLNode, name: String, reader: YAMLReader) {
        self.node = node
        self.name = name
        self.reader = reader
    }

    /// Any text, as written. Its place is `node`, e.g. for `reader.report(_:within:)`.
    public func string() -> String? { scalar(as: "a text")?.text }

    /// A text that `parse` accepts; nil from `parse` is `<area>.invalidValue`, told as "expected `what`".
    public func parsed<Result>(_ what: String, hint: String? = nil, _ parse: (String) -> Result?) -> Result? {
        guard let text = scalar(as: what)?.text else { return nil }
        if let result = parse(text) { return result }
        report("invalidValue", "\(name) is '\(text)'; expected \(what)", hint: hint)
        return nil
    }

    /// A whole number in decimal digits, `-` allowed, no leading zeros (`0123` is a text): `<area>.invalidInteger`,
    /// `<area>.outOfRange`.
    public func integer(in range: ClosedRange<Int>) -> Int? {
        guard let text = scalar(as: "a whole number")?.text else { return nil }
        guard isDecimal(text, allowsFraction: false) else {
            report("invalidInteger", "\(name) is '\(text)'; expected a whole number", hint: "write digits only, e.g. 3")
            return nil
        }
        guard let number = Int(text), range.contains(number) else {
            report(
                "outOfRange", "\(name) is \(text.prefix(40))", hint: "use a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    /// A decimal number as its text (`17.5`, `-3`, `0.050`): digits, one optional point with digits on both sides, no
    /// exponent, no leading zeros. Never rounded, because it is never a `Double`. Otherwise `<area>.invalidDecimal`.
    public func decimalText() -> String? {
        guard let text = scalar(as: "a decimal number")?.text else { return nil }
        guard isDecimal(text, allowsFraction: true) else {
            report("invalidDecimal", "\(name) is '\(text)'; expected a decimal number", hint: "write it like 17.5")
            return nil
        }
        return text
    }

    /// Exactly `true` or `false`; `yes`, `NO` and `on` are texts: `<area>.invalidBoolean`.
    public func bool() -> Bool? {
        guard let text = scalar(as: "true or false")?.text else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            report("invalidBoolean", "\(name) is '\(text)'; expected true or false", hint: "write true or false")
            return nil
        }
    }

    /// A case of the enumeration by its raw value; otherwise `<area>.unknownValue` with the nearest one.
    public func oneOf<Choice: CaseIterable & RawRepresentable>(
        _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let text = scalar(as: "a text")?.text else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        report(
            "unknownValue", "\(name) cannot be '\(text)'",
            hint: suggestion(for: text, among: type.allCases.map(\.rawValue)) ?? "see the list of allowed values")
        return nil
    }

    /// A list, each item read by `item`; items that could not be read are left out (and were reported).
    /// More items than `countMax` are `<area>.tooMany`.
    public func list<Item>(countMax: Int = 10_000, _ item: (YAMLValue) -> Item?) -> [Item]? {
        guard let items = values("a list", countMax: countMax) else { return nil }
        return items.compactMap(item)
    }

    /// A list, or one value alone that stands for a list of one.
    public func listOrOne<Item>(countMax: Int = 10_000, _ item: (YAMLValue) -> Item?) -> [Item]? {
        if node.sequence != nil { return list(countMax: countMax, item) }
        return isReadable ? item(self).map { [$0] } : nil
    }

    /// A mapping; when `fields` returns, every field it did not ask for is reported.
    public func mapping<Result>(_ fields: (YAMLMappingReader) -> Result?) -> Result? { mapping(declared: nil, fields) }

    /// A mapping with these fields and no others, whatever `fields` asks for: one list can then also describe the format.
    public func mapping<Result>(declaring names: Set<String>, _ fields: (YAMLMappingReader) -> Result?) -> Result? {
        mapping(declared: names, fields)
    }

    private func mapping<Result>(declared: Set<String>?, _ fields: (YAMLMappingReader) -> Result?) -> Result? {
        guard isReadable else { return nil }
        guard node.entries != nil else {
            wrongKind("a mapping")
            return nil
        }
        let mapping = YAMLMappingReader(node: node, name: name, reader: reader, declared: declared)
        let result = fields(mapping)
        mapping.finish()
        return result
    }

    /// Reports a finding of the caller's own at this value: `<area>.<what>`.
    public func report(_ what: String, _ message: String, hint: String? = nil, severity: Severity = .error) {
        reader.report(what, message, hint: hint, at: node, severity: severity)
    }

    /// False for a value that the parser has given up and reported.
    public var isReadable: Bool { node.scalar?.style != .unreadable }

    private func scalar(as expected: String) -> YAMLScalar? {
        guard isReadable else { return nil }
        guard let scalar = node.scalar, !node.isAbsent else {
            wrongKind(expected)
            return nil
        }
        return scalar
    }

    private func values(_ expected: String, countMax: Int) -> [YAMLValue]? {
        guard isReadable else { return nil }
        guard let items = node.sequence else {
            wrongKind(expected)
            return nil
        }
        guard items.count <= countMax else {
            report("tooMany", "\(name) has \(items.count) items", hint: "use at most \(countMax)")
            return nil
        }
        return items.map { YAMLValue(node: $0, name: "an item of \(name)", reader: reader) }
    }

    private func wrongKind(_ expected: String) {
        report("wrongKind", "\(name) is \(node.kindName); expected \(expected)")
    }
}

/// `-12`, `0`, and `17.50` where a fraction is allowed; not `012`, `.5`, `5.`, `+1`, `1e3`.
private func isDecimal(_ text: String, allowsFraction: Bool) -> Bool {
    let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 1 || allowsFraction, let whole = parts.first else { return false }
    let hasLeadingZero = whole.utf8.count > 1 && whole.utf8.first == UInt8(ascii: "0")
    return !hasLeadingZero
        && parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
}
