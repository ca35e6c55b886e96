extension Schema {
    /// Any JSON value.
    public static let any = Schema()

    /// A text; lengths count Unicode code points, and `format` is not checked.
    public static func string(
        minLength: Int? = nil, maxLength: Int? = nil, format: String? = nil, description: String? = nil
    ) -> Schema {
        var schema = Schema(.string, description)
        schema.minLength = minLength
        schema.maxLength = maxLength
        schema.format = format
        return schema
    }

    /// A text in which the regular expression occurs.
    public static func string(pattern: String, description: String? = nil) -> Schema {
        var schema = Schema(.string, description)
        schema.pattern = pattern
        return schema
    }

    /// Bounds are inclusive.
    public static func integer(minimum: Int64? = nil, maximum: Int64? = nil, description: String? = nil) -> Schema {
        var schema = Schema(.integer, description)
        schema.minimum = minimum.map(JSON.integer)
        schema.maximum = maximum.map(JSON.integer)
        return schema
    }

    /// Bounds are inclusive and finite.
    public static func number(minimum: Double? = nil, maximum: Double? = nil, description: String? = nil) -> Schema {
        var schema = Schema(.number, description)
        schema.minimum = minimum.flatMap { JSON($0) }
        schema.maximum = maximum.flatMap { JSON($0) }
        return schema
    }

    /// `true` or `false`.
    public static func boolean(description: String? = nil) -> Schema { Schema(.boolean, description) }

    /// An array whose elements all match `items`.
    public static func array(
        of items: Schema, minItems: Int? = nil, maxItems: Int? = nil, uniqueItems: Bool = false, description: String? = nil
    ) -> Schema {
        var schema = Schema(.array, description)
        schema.items = Nested(items)
        schema.minItems = minItems
        schema.maxItems = maxItems
        schema.uniqueItems = uniqueItems
        return schema
    }

    /// An object whose member names are data, e.g. amounts by currency.
    public static func dictionary(of values: Schema, description: String? = nil) -> Schema {
        var schema = Schema(.object, description)
        schema.additionalProperties = .matching(Nested(values))
        return schema
    }

    /// An object with exactly these fields; others are refused unless `allowsOthers`.
    ///
    /// - Precondition: No name occurs twice.
    public static func object(
        title: String? = nil, description: String? = nil, fields: [SchemaField], allowsOthers: Bool = false
    ) -> Schema {
        precondition(Set(fields.map(\.name)).count == fields.count, "a field is declared twice")
        var schema = Schema(.object, description)
        schema.title = title
        schema.properties = fields.map { Property($0.name, $0.schema) }
        schema.required = fields.filter(\.isRequired).map(\.name)
        schema.additionalProperties = allowsOthers ? .allowed : .refused
        return schema
    }

    /// One of these texts.
    public static func oneOf(_ values: [String], description: String? = nil) -> Schema {
        var schema = Schema(.string, description)
        schema.enumeration = values.map(JSON.string)
        return schema
    }

    /// The raw value of one of the enumeration's cases.
    public static func oneOf<Choice: CaseIterable & RawRepresentable>(
        _ type: Choice.Type, description: String? = nil
    ) -> Schema where Choice.RawValue == String {
        oneOf(type.allCases.map(\.rawValue), description: description)
    }

    /// Exactly this value, e.g. the tag that tells the branches of a `oneOf` apart.
    public static func constant(_ value: JSON, description: String? = nil) -> Schema {
        var schema = Schema()
        schema.constant = value
        schema.description = description
        return schema
    }

    /// A value that matches exactly one of these.
    public static func oneOf(_ schemas: [Schema], description: String? = nil) -> Schema {
        var schema = Schema()
        schema.oneOf = schemas
        schema.description = description
        return schema
    }

    /// A value that matches at least one of these.
    public static func anyOf(_ schemas: [Schema], description: String? = nil) -> Schema {
        var schema = Schema()
        schema.anyOf = schemas
        schema.description = description
        return schema
    }

    /// The definition of this name in the root's `definitions`.
    public static func reference(to definition: String) -> Schema {
        var schema = Schema()
        schema.reference = "#/$defs/\(definition)"
        return schema
    }

    /// The same schema with another description.
    public func described(_ description: String) -> Schema {
        var schema = self
        schema.description = description
        return schema
    }

    /// The same schema with examples, for documentation.
    public func examples(_ examples: JSON...) -> Schema {
        var schema = self
        schema.examples = examples
        return schema
    }

    /// The same schema with the value that absence stands for.
    public func defaulting(to value: JSON) -> Schema {
        var schema = self
        schema.defaultValue = value
        return schema
    }

    private init(_ type: SchemaType, _ description: String?) {
        self.init()
        types = [type]
        self.description = description
    }
}

/// One field of an object schema.
public struct SchemaField: Sendable, Hashable {
    public let name: String
    public let schema: Schema
    public let isRequired: Bool

    /// A field that must be present.
    public static func required(_ name: String, _ schema: Schema, _ description: String? = nil) -> SchemaField {
        SchemaField(name: name, schema: description.map(schema.described) ?? schema, isRequired: true)
    }

    /// A field that may be absent; `null` is a value of its own, allowed only by the schema.
    public static func optional(_ name: String, _ schema: Schema, _ description: String? = nil) -> SchemaField {
        SchemaField(name: name, schema: description.map(schema.described) ?? schema, isRequired: false)
    }

    /// A required field with the schema of its Swift type.
    public static func required<Value: SchemaDescribed>(
        _ name: String, _ type: Value.Type, _ description: String? = nil
    ) -> SchemaField {
        required(name, type.schema, description)
    }

    /// An optional field with the schema of its Swift type.
    public static func optional<Value: SchemaDescribed>(
        _ name: String, _ type: Value.Type, _ description: String? = nil
    ) -> SchemaField {
        optional(name, type.schema, description)
    }
}
