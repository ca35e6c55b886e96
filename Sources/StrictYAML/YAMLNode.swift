import Diagnostics

/// One value of a YAML file with its place in the source.
public struct YAMLNode: Sendable, Hashable {
    /// What a value is made of; nothing here is typed beyond that.
    public enum Kind: Sendable, Hashable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// The fields in the order of the file; no key occurs twice.
        case mapping([YAMLEntry])
    }

    public let kind: Kind
    /// UTF-8 offsets of exactly the value, quotes and brackets included; empty, just behind the `:`, for an absent value.
    public let span: SourceSpan

    public init(_ kind: Kind, span: SourceSpan) {
        self.kind = kind
        self.span = span
    }

    /// The scalar's text as written (after unquoting and folding), or nil for a list or a mapping.
    public var text: String? { scalar?.text }

    /// The text with its style and places; nil for a list or a mapping.
    public var scalar: YAMLScalar? {
        if case .scalar(let scalar) = kind { scalar } else { nil }
    }

    /// The items of a list; nil for anything else.
    public var sequence: [YAMLNode]? {
        if case .sequence(let items) = kind { items } else { nil }
    }

    /// The fields of a mapping in the order of the file; nil for anything else.
    public var entries: [YAMLEntry]? {
        if case .mapping(let entries) = kind { entries } else { nil }
    }

    /// The value of a field; nil when it is absent or this is no mapping. Cost is linear in the number of fields.
    public subscript(key: String) -> YAMLNode? { entries?.first { $0.key == key }?.value }

    /// Whether nothing stands where a value could: `key:` and then the end of the line.
    public var isAbsent: Bool { scalar?.style == .plain && text == "" }

    /// What a message calls this kind of value.
    public var kindName: String {
        switch kind {
        case .scalar: isAbsent ? "nothing" : "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// One field of a mapping.
public struct YAMLEntry: Sendable, Hashable {
    public let key: String
    /// The key as written, quotes included.
    public let keySpan: SourceSpan
    public let value: YAMLNode

    public init(key: String, keySpan: SourceSpan, value: YAMLNode) {
        self.key = key
        self.keySpan = keySpan
        self.value = value
    }
}
