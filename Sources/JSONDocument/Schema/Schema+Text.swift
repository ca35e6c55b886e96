extension Schema {
    /// The schema as JSON; its `prettyText` is stable. `Schema(json:)` reads it back, with properties in sorted
    /// order, unless it has a `pattern`.
    ///
    /// `$schema` is not part of it: the caller adds it where the schema is a document of its own.
    public var json: JSON {
        var members: [String: JSON] = [:]
        members["title"] = title.map(JSON.string)
        members["description"] = description.map(JSON.string)
        if !examples.isEmpty { members["examples"] = .array(examples) }
        members["default"] = defaultValue
        if types.count == 1 {
            members["type"] = .string(types[0].rawValue)
        } else if !types.isEmpty {
            members["type"] = .array(types.map { .string($0.rawValue) })
        }
        members["enum"] = enumeration.map(JSON.array)
        members["const"] = constant
        members["minimum"] = minimum
        members["maximum"] = maximum
        members["exclusiveMinimum"] = exclusiveMinimum
        members["exclusiveMaximum"] = exclusiveMaximum
        members["minLength"] = minLength.map { JSON($0) }
        members["maxLength"] = maxLength.map { JSON($0) }
        members["format"] = format.map(JSON.string)
        members["pattern"] = pattern.map(JSON.string)
        members["items"] = items?.schema.json
        members["minItems"] = minItems.map { JSON($0) }
        members["maxItems"] = maxItems.map { JSON($0) }
        if uniqueItems { members["uniqueItems"] = true }
        if !properties.isEmpty { members["properties"] = Schema.json(properties) }
        if !required.isEmpty { members["required"] = .array(required.map(JSON.string)) }
        switch additionalProperties {
        case .allowed: break
        case .refused: members["additionalProperties"] = false
        case .matching(let nested): members["additionalProperties"] = nested.schema.json
        }
        if !oneOf.isEmpty { members["oneOf"] = .array(oneOf.map(\.json)) }
        if !anyOf.isEmpty { members["anyOf"] = .array(anyOf.map(\.json)) }
        if !allOf.isEmpty { members["allOf"] = .array(allOf.map(\.json)) }
        members["$ref"] = reference.map(JSON.string)
        if !definitions.isEmpty { members["$defs"] = Schema.json(definitions) }
        return .object(members)
    }

    private static func json(_ properties: [Property]) -> JSON {
        .object(Dictionary(properties.map { ($0.name, $0.schema.json) }, uniquingKeysWith: { first, _ in first }))
    }
}
