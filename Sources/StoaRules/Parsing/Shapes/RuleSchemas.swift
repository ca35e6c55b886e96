import JSONDocument

/// JSON Schemas (2020-12) of rule files for editors, made from the shapes that the reader goes by.
///
/// They are as strict as the reader about names, words, bounds and what must be there, never stricter, but for one thing:
/// an amount is in quotes, since an editor cannot tell `10.00` from the bare `10` that the reader refuses. What depends
/// on other fields or files, and expressions, `stoa check` judges.
public enum RuleSchemas {
    /// The kinds of file that a rulebook knows.
    public static var kinds: [String] { RuleShapes.kinds.map(\.kind) }

    /// The schema of files of one kind; nil for an unknown kind.
    public static func schema(ofKind kind: String) -> Schema? { RuleShapes.shape(ofKind: kind).map(document) }

    /// The schema of a `tests.yaml`, beside whatever rule it stands.
    public static let tests = document(RuleShapes.tests)

    /// All files by name, as JSON: one for each kind, `stoa-tests.json`, and `stoa-rule.json`, which chooses by `kind`.
    public static var files: [(name: String, json: JSON)] {
        RuleShapes.kinds.map { ("stoa-\($0.kind.lowercased()).json", file(document($0.shape), title: "Stoa \($0.kind)")) }
            + [("stoa-tests.json", file(tests, title: "Stoa tests")), ("stoa-rule.json", anyRule)]
    }

    private static func document(_ shape: MappingShape) -> Schema {
        var schema = shape.schema
        schema.definitions = definitions(usedBy: [schema])
        return schema.asWrittenInYAML
    }

    private static func file(_ schema: Schema, title: String) -> JSON {
        var schema = schema
        schema.title = title
        var members = schema.json.object ?? [:]
        members["$schema"] = .string(dialect)
        return .object(members)
    }

    private static let dialect = "https://json-schema.org/draft/2020-12/schema"

    /// `if` and `then` for each kind, so that an editor complains about the fields of the kind that was meant.
    private static var anyRule: JSON {
        var head = Schema.object(
            description: "a file of a Stoa rulebook", fields: [.required("kind", .oneOf(kinds), "what the file declares")],
            allowsOthers: true)
        head.title = "Stoa rule"
        head.definitions =
            (RuleShapes.kinds.map { Schema.Property($0.kind, $0.shape.schema) }
            + definitions(usedBy: RuleShapes.kinds.map(\.shape.schema))).map { Schema.Property($0.name, $0.schema.asWrittenInYAML) }
        var members = head.json.object ?? [:]
        members["$schema"] = .string(dialect)
        members["allOf"] = .array(
            kinds.map { kind in
                [
                    "if": ["properties": ["kind": ["const": .string(kind)]], "required": ["kind"]],
                    "then": ["$ref": .string("#/$defs/\(kind)")],
                ]
            })
        return .object(members)
    }

    /// The definitions that schemas refer to, themselves or through others, sorted by name.
    private static func definitions(usedBy schemas: [Schema]) -> [Schema.Property] {
        var used: [String: Schema] = [:]
        var open = schemas
        while let schema = open.popLast() {
            for reference in schema.references where used[reference] == nil {
                guard let definition = RuleShapes.definitions.first(where: { "#/$defs/\($0.name)" == reference }) else { continue }
                used[reference] = definition.schema
                open.append(definition.schema)
            }
        }
        return RuleShapes.definitions.filter { used["#/$defs/\($0.name)"] != nil }.sorted { $0.name < $1.name }
    }
}

extension Schema {
    /// Every reference in the schema, as written.
    fileprivate var references: Set<String> {
        var all = Set([reference].compactMap(\.self))
        var inner = properties.map(\.schema) + oneOf + anyOf + allOf + [items?.schema].compactMap(\.self)
        if case .matching(let nested) = additionalProperties { inner.append(nested.schema) }
        for schema in inner { all.formUnion(schema.references) }
        return all
    }
}
