import JSONDocument
import StrictYAML

/// The fields that a mapping of a rule file may have, declared once: the reader refuses every other field, and
/// `sdk/schema` tells editors the same.
struct MappingShape: Sendable {
    /// Those of which exactly one is there, for ``YAMLMappingReader/exactlyOne(of:)``.
    let alternatives: [String]
    let schema: Schema
    /// Every field that has a meaning, run or not.
    let names: Set<String>

    /// - Parameters:
    ///   - alternatives: fields of which exactly one is there.
    ///   - atLeastOne: fields of which at least one is there.
    ///   - later: fields of the grammar that the engine does not run yet. The reader says so; editors do not offer them.
    init(
        _ description: String, _ fields: [SchemaField], exactlyOneOf alternatives: [String] = [], atLeastOneOf: [String] = [],
        later: [String] = []
    ) {
        var schema = Schema.object(description: description, fields: fields)
        schema.oneOf = alternatives.filter { !later.contains($0) }.map(Self.having)
        schema.anyOf = atLeastOneOf.map(Self.having)
        self.alternatives = alternatives
        self.schema = schema
        names = Set(fields.map(\.name) + later)
    }

    private static func having(_ field: String) -> Schema {
        var schema = Schema()
        schema.required = [field]
        return schema
    }
}

extension YAMLValue {
    /// A mapping with the fields of a shape and no others.
    func mapping<Result>(_ shape: MappingShape, _ fields: (YAMLMappingReader) -> Result?) -> Result? {
        mapping(declaring: shape.names, fields)
    }
}
