import JSONDocument

/// Moves titled object schemas out of where they are used into `components`, each once.
struct ComponentCollector {
    private(set) var schemas: [String: JSON] = [:]

    /// A reference to the schema's component, or the schema itself when it has no title.
    ///
    /// - Parameter owner: starts the name when another schema has the same title but says something else.
    mutating func reference(to schema: JSON, owner: String) -> JSON {
        var schema = schema
        if let definitions = schema["$defs"]?.object {
            schema["$defs"] = nil
            for (name, definition) in definitions.sorted(by: { $0.key < $1.key }) {
                schemas[owner + name] = collect(definition, owner)
            }
        }
        return collect(schema, owner)
    }

    private mutating func collect(_ schema: JSON, _ owner: String) -> JSON {
        guard var members = schema.object else { return schema }
        if let properties = members["properties"]?.object {
            members["properties"] = .object(
                Dictionary(uniqueKeysWithValues: properties.sorted { $0.key < $1.key }.map { ($0.key, collect($0.value, owner)) }))
        }
        for keyword in ["items", "additionalProperties"] {
            if let nested = members[keyword] { members[keyword] = collect(nested, owner) }
        }
        for keyword in ["oneOf", "anyOf", "allOf"] {
            if let nested = members[keyword]?.array { members[keyword] = .array(nested.map { collect($0, owner) }) }
        }
        if let target = members["$ref"]?.string, target.hasPrefix("#/$defs/") {
            members["$ref"] = .string("#/components/schemas/" + owner + target.dropFirst("#/$defs/".count))
        }
        guard let title = members["title"]?.string, members["type"] == "object" else { return .object(members) }
        // What a place says about a shared schema stays at the place.
        let description = members.removeValue(forKey: "description")
        var reference: JSON = ["$ref": .string("#/components/schemas/" + name(title, .object(members), owner))]
        reference["description"] = description
        return reference
    }

    private mutating func name(_ title: String, _ schema: JSON, _ owner: String) -> String {
        let candidates = [title, owner + title] + (2...99).map { owner + title + String($0) }
        for candidate in candidates {
            if let known = schemas[candidate], known != schema { continue }
            schemas[candidate] = schema
            return candidate
        }
        preconditionFailure("a hundred different schemas are titled \(title)")
    }
}
