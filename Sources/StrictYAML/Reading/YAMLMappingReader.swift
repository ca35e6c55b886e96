import Diagnostics

/// Reads the fields of one mapping by name and knows which were asked for, so that the others can be reported.
public final class YAMLMappingReader {
    public let node: YAMLNode
    public let reader: YAMLReader
    private let name: String
    private var known: Set<String>
    /// Whether `known` is all there is, asked for or not.
    private let isDeclared: Bool

    /// - Parameter declared: the fields there are; nil for those that will be asked for.
    init(node: YAMLNode, name: String, reader: YAMLReader, declared: Set<String>? = nil) {
        self.node = node
        self.name = name
        self.reader = reader
        known = declared ?? []
        isDeclared = declared != nil
    }

    /// The fields in the order of the file, for mappings whose keys are data (`{ USD: "50.00", KRW: "65000" }`).
    /// Asking makes all of them known, unless the fields were declared.
    public var all: [(entry: YAMLEntry, value: YAMLValue)] {
        let entries = node.entries ?? []
        note(entries.map(\.key))
        return entries.map { ($0, value($0)) }
    }

    /// The field's value; reports `<area>.missingField` or `<area>.emptyValue` when there is none.
    public func required(_ key: String) -> YAMLValue? {
        note([key])
        guard let entry = entry(key) else {
            reader.report("missingField", "\(name) has no '\(key)'", hint: "add '\(key): …'", at: start)
            return nil
        }
        return present(entry)
    }

    /// The field's value, or nil when the field is absent; a field with nothing behind its `:` is `<area>.emptyValue`.
    public func optional(_ key: String) -> YAMLValue? {
        note([key])
        return entry(key).flatMap(present)
    }

    /// Whether the field is there, read or not; asking makes it known.
    public func has(_ key: String) -> Bool {
        note([key])
        return entry(key) != nil
    }

    /// Makes keys known without reading them, so that they count as valid names.
    public func allow(_ keys: String...) { note(keys) }

    /// The one of several fields that is present; reports none as `<area>.missingField` and several as
    /// `<area>.conflictingFields`.
    public func exactlyOne(of keys: [String]) -> (key: String, value: YAMLValue)? {
        note(keys)
        let present = (node.entries ?? []).filter { keys.contains($0.key) }
        guard let first = present.first else {
            reader.report(
                "missingField", "\(name) needs one of: \(keys.joined(separator: ", "))", hint: "add one of them", at: start)
            return nil
        }
        for other in present.dropFirst() {
            reader.report(
                "conflictingFields", "'\(other.key)' cannot stand beside '\(first.key)'", hint: "keep one of the two",
                at: other.keySpan)
        }
        return self.present(first).map { (first.key, $0) }
    }

    /// Reports every field that was not declared, or where none was not asked for, as `<area>.unknownField`, with the nearest name.
    ///
    /// `YAMLValue.mapping(_:)` calls it when its closure returns.
    public func finish() {
        for entry in node.entries ?? [] where !known.contains(entry.key) && reader.reportsMore {
            reader.report(
                "unknownField", "\(name) has no field '\(entry.key)'", hint: suggestion(for: entry.key, among: known),
                at: entry.keySpan)
        }
    }

    private func note(_ keys: [String]) {
        if !isDeclared { known.formUnion(keys) }
    }

    /// A missing field is shown at the mapping's first line, not over all of it.
    private var start: SourceSpan { node.entries?.first?.keySpan ?? node.span }

    private func entry(_ key: String) -> YAMLEntry? { node.entries?.first { $0.key == key } }

    private func present(_ entry: YAMLEntry) -> YAMLValue? {
        guard entry.value.isAbsent else { return value(entry) }
        reader.report("emptyValue", "'\(entry.key)' has no value", hint: "write one, or remove the field", at: entry.keySpan)
        return nil
    }

    private func value(_ entry: YAMLEntry) -> YAMLValue {
        YAMLValue(node: entry.value, name: "'\(entry.key)'", reader: reader)
    }
}
