/// A JSON Schema (2020-12), in the part that this library checks; a keyword outside it is refused when read, not ignored.
///
/// Values are built with the functions in `Schema+Building.swift`, or read from a schema's JSON text.
public struct Schema: Sendable, Hashable {
    /// The name of the type, for documentation.
    public var title: String?
    /// What the value is for, in one sentence.
    public var description: String?
    public var examples: [JSON] = []
    /// What a reader may assume when the value is absent; checking does not fill it in.
    public var defaultValue: JSON?
    /// Allowed kinds; empty allows all.
    public var types: [SchemaType] = []
    /// Allowed values; nil allows all.
    public var enumeration: [JSON]?
    public var constant: JSON?

    /// Bounds of a number; each is an `.integer` or a `.number`.
    public var minimum: JSON?
    public var maximum: JSON?
    public var exclusiveMinimum: JSON?
    public var exclusiveMaximum: JSON?

    /// Bounds of a string in Unicode code points.
    public var minLength: Int?
    public var maxLength: Int?
    /// An annotation such as `date-time`; it is not checked.
    public var format: String?
    /// A regular expression that occurs in a string; `^…$` for one that is the whole of it. Only schemas that are built in
    /// code have one: an expression of a stranger could take for ever, so reading one from JSON refuses it.
    public var pattern: String?

    /// What every element of an array matches.
    public var items: Nested?
    public var minItems: Int?
    public var maxItems: Int?
    public var uniqueItems = false

    /// Known members in the order of declaration.
    public var properties: [Property] = []
    /// Names that must be present, known as properties or not.
    public var required: [String] = []
    public var additionalProperties = AdditionalProperties.allowed

    /// Exactly one matches (`oneOf`), at least one (`anyOf`), every one (`allOf`); empty demands nothing.
    public var oneOf: [Schema] = []
    public var anyOf: [Schema] = []
    public var allOf: [Schema] = []
    /// `#` or `#/$defs/NAME`: the root or one of its definitions. Other keywords beside it hold as well.
    public var reference: String?
    /// Schemas that references name; looked up in the root only.
    public var definitions: [Property] = []

    /// A schema that allows every value.
    public init() {}

    /// A member of an object, or a named definition.
    public struct Property: Sendable, Hashable {
        public var name: String
        public var schema: Schema

        public init(_ name: String, _ schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    /// What an object may hold besides its properties.
    public enum AdditionalProperties: Sendable, Hashable {
        case allowed
        case refused
        case matching(Nested)
    }

    /// A schema inside a schema.
    public struct Nested: Sendable, Hashable {
        // An array holds the one schema on the heap, which a struct cannot hold of its own type.
        private var storage: [Schema]

        public init(_ schema: Schema) { storage = [schema] }

        public var schema: Schema { storage[0] }
    }
}

/// The kinds of value that the `type` keyword names. `number` includes integers, and `1.0` is an integer.
public enum SchemaType: String, Sendable, Hashable, CaseIterable {
    case null, boolean, integer, number, string, array, object

    func includes(_ value: JSON) -> Bool {
        switch (self, value) {
        case (.null, .null), (.boolean, .bool), (.integer, .integer), (.number, .integer), (.number, .number),
            (.string, .string), (.array, .array), (.object, .object):
            true
        case (.integer, .number(let number)): number == number.rounded()
        default: false
        }
    }
}

/// A type that says what its JSON looks like; checking, OpenAPI and documentation come from this one declaration.
public protocol SchemaDescribed {
    static var schema: Schema { get }
}
