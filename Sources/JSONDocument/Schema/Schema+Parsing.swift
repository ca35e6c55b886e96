import Diagnostics

extension Schema {
    /// Reads a schema from its JSON.
    ///
    /// A keyword that cannot be checked (`pattern`, `if`, `patternProperties`…) is refused by name, because ignoring it
    /// would let through what its author meant to refuse. `$schema`, `$id`, `$comment`, `deprecated`, `readOnly` and
    /// `writeOnly` change nothing and are dropped. Properties come in sorted order, since a JSON object has none.
    ///
    /// - Throws: The first mistake.
    public init(json: JSON) throws(SchemaError) {
        var reader = SchemaReader()
        self = try reader.schema(json, at: .root)
        try reader.checkReferences(definitions: definitions)
    }
}

private struct SchemaReader {
    /// Nesting of schemas; checking recurses as deep.
    private static let depthMax = 32
    private static let keywords: Set<String> = [
        "title", "description", "examples", "default", "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum", "minLength", "maxLength", "format", "items", "minItems", "maxItems", "uniqueItems", "properties",
        "required", "additionalProperties", "oneOf", "anyOf", "allOf", "$ref", "$defs",
    ]
    private static let ignored: Set<String> = ["$schema", "$id", "$comment", "deprecated", "readOnly", "writeOnly"]

    private var references: [(target: String, pointer: JSONPointer)] = []

    mutating func schema(_ json: JSON, at pointer: JSONPointer) throws(SchemaError) -> Schema {
        if json == true { return .any }
        guard case .object(let members) = json else {
            throw invalid(pointer, "a schema is an object", found: json)
        }
        guard pointer.tokens.count <= 2 * SchemaReader.depthMax else {
            throw SchemaError(
                code: "schema.tooDeep", pointer: pointer, message: "schemas are nested too deep",
                hint: "name the inner ones in $defs")
        }
        var schema = Schema()
        for (keyword, value) in members.sorted(by: { $0.key < $1.key }) {
            try read(keyword, value, at: pointer.appending(keyword), into: &schema)
        }
        return schema
    }

    func checkReferences(definitions: [Schema.Property]) throws(SchemaError) {
        let targets = Set(definitions.map { "#/$defs/\($0.name)" } + ["#"])
        for (target, pointer) in references where !targets.contains(target) {
            throw SchemaError(
                code: "schema.unknownReference", pointer: pointer, message: "'\(target)' names nothing",
                hint: suggestion(for: target, among: targets))
        }
    }

    private mutating func read(
        _ keyword: String, _ value: JSON, at pointer: JSONPointer, into schema: inout Schema
    ) throws(SchemaError) {
        switch keyword {
        case "title": schema.title = try string(value, pointer)
        case "description": schema.description = try string(value, pointer)
        case "format": schema.format = try string(value, pointer)
        case "examples": schema.examples = try array(value, pointer)
        case "default": schema.defaultValue = value
        case "type": schema.types = try types(value, pointer)
        case "enum": schema.enumeration = try array(value, pointer)
        case "const": schema.constant = value
        case "minimum": schema.minimum = try number(value, pointer)
        case "maximum": schema.maximum = try number(value, pointer)
        case "exclusiveMinimum": schema.exclusiveMinimum = try number(value, pointer)
        case "exclusiveMaximum": schema.exclusiveMaximum = try number(value, pointer)
        case "minLength": schema.minLength = try count(value, pointer)
        case "maxLength": schema.maxLength = try count(value, pointer)
        case "minItems": schema.minItems = try count(value, pointer)
        case "maxItems": schema.maxItems = try count(value, pointer)
        case "uniqueItems":
            guard let flag = value.bool else { throw invalid(pointer, "expected true or false", found: value) }
            schema.uniqueItems = flag
        case "items": schema.items = Schema.Nested(try self.schema(value, at: pointer))
        case "properties": schema.properties = try properties(value, pointer)
        case "$defs": schema.definitions = try properties(value, pointer)
        case "required":
            var names: [String] = []
            for name in try array(value, pointer) { names.append(try string(name, pointer)) }
            schema.required = names
        case "additionalProperties":
            switch value {
            case true: schema.additionalProperties = .allowed
            case false: schema.additionalProperties = .refused
            default: schema.additionalProperties = .matching(Schema.Nested(try self.schema(value, at: pointer)))
            }
        case "oneOf": schema.oneOf = try schemas(value, pointer)
        case "anyOf": schema.anyOf = try schemas(value, pointer)
        case "allOf": schema.allOf = try schemas(value, pointer)
        case "$ref":
            let target = try string(value, pointer)
            schema.reference = target
            references.append((target, pointer))
        default:
            if SchemaReader.ignored.contains(keyword) { return }
            throw SchemaError(
                code: "schema.unsupportedKeyword", pointer: pointer, message: "the keyword '\(keyword)' is not supported",
                hint: nearestName(to: keyword, among: SchemaReader.keywords).map { "did you mean '\($0)'?" }
                    ?? "remove it; supported are \(SchemaReader.keywords.sorted().joined(separator: ", "))")
        }
    }

    private func types(_ value: JSON, _ pointer: JSONPointer) throws(SchemaError) -> [SchemaType] {
        var types: [SchemaType] = []
        for name in value.array ?? [value] {
            guard let type = SchemaType(rawValue: try string(name, pointer)) else {
                throw SchemaError(
                    code: "schema.invalid", pointer: pointer, message: "\(name) is no type",
                    hint: suggestion(for: name.string ?? "", among: SchemaType.allCases.map(\.rawValue)))
            }
            types.append(type)
        }
        return types
    }

    private mutating func properties(_ value: JSON, _ pointer: JSONPointer) throws(SchemaError) -> [Schema.Property] {
        guard case .object(let members) = value else { throw invalid(pointer, "expected an object of schemas", found: value) }
        var properties: [Schema.Property] = []
        for (name, member) in members.sorted(by: { $0.key < $1.key }) {
            properties.append(Schema.Property(name, try schema(member, at: pointer.appending(name))))
        }
        return properties
    }

    private mutating func schemas(_ value: JSON, _ pointer: JSONPointer) throws(SchemaError) -> [Schema] {
        var schemas: [Schema] = []
        for (index, element) in try array(value, pointer).enumerated() {
            schemas.append(try schema(element, at: pointer.appending(index)))
        }
        guard !schemas.isEmpty else { throw invalid(pointer, "expected at least one schema", found: value) }
        return schemas
    }

    private func array(_ value: JSON, _ pointer: JSONPointer) throws(SchemaError) -> [JSON] {
        guard let elements = value.array else { throw invalid(pointer, "expected an array", found: value) }
        return elements
    }

    private func string(_ value: JSON, _ pointer: JSONPointer) throws(SchemaError) -> String {
        guard let text = value.string else { throw invalid(pointer, "expected a string", found: value) }
        return text
    }

    private func number(_ value: JSON, _ pointer: JSONPointer) throws(SchemaError) -> JSON {
        guard value.double != nil else { throw invalid(pointer, "expected a number", found: value) }
        return value
    }

    private func count(_ value: JSON, _ pointer: JSONPointer) throws(SchemaError) -> Int {
        guard let count = value.integer, count >= 0 else {
            throw invalid(pointer, "expected a whole number from 0", found: value)
        }
        return Int(count)
    }

    private func invalid(_ pointer: JSONPointer, _ message: String, found: JSON) -> SchemaError {
        SchemaError(code: "schema.invalid", pointer: pointer, message: "\(message), found \(found.kindName)", hint: nil)
    }
}
