extension String: SchemaDescribed {
    public static var schema: Schema { .string() }
}

extension Bool: SchemaDescribed {
    public static var schema: Schema { .boolean() }
}

extension Int: SchemaDescribed {
    public static var schema: Schema { .integer() }
}

extension Int64: SchemaDescribed {
    public static var schema: Schema { .integer() }
}

extension Double: SchemaDescribed {
    public static var schema: Schema { .number() }
}

extension JSON: SchemaDescribed {
    public static var schema: Schema { .any }
}

extension Array: SchemaDescribed where Element: SchemaDescribed {
    public static var schema: Schema { .array(of: Element.schema) }
}

/// The wrapped type's schema: absence is said by the field being optional, and `null` is not a value.
extension Optional: SchemaDescribed where Wrapped: SchemaDescribed {
    public static var schema: Schema { Wrapped.schema }
}

extension Dictionary: SchemaDescribed where Key == String, Value: SchemaDescribed {
    public static var schema: Schema { .dictionary(of: Value.schema) }
}
