import Diagnostics
import JSONDocument
import StrictYAML

/// Turns the `config` part of a manifest into a JSON Schema. YAML gives only texts, so the keyword decides the type:
/// names and descriptions stay texts, bounds are numbers, and example values follow the `type` that stands beside them.
enum ConfigSchemaReader {
    /// The schema, or nil after reporting `manifest.configSchema` at the place in the file.
    static func schema(_ value: YAMLValue) -> Schema? {
        guard value.isReadable else { return nil }
        let schema: Schema
        do throws(SchemaError) {
            schema = try Schema(json: schemaJSON(value.node))
        } catch {
            value.reader.report("configSchema", error.message, hint: error.hint, at: node(at: error.pointer, below: value.node))
            return nil
        }
        guard schema.types == [.object] else {
            value.report("configSchema", "a configuration is an object", hint: "write type: object")
            return nil
        }
        return schema
    }

    private static func schemaJSON(_ node: YAMLNode) -> JSON {
        guard let entries = node.entries else { return literal(node) }
        let isText = node["type"]?.text == "string"
        var members: [String: JSON] = [:]
        for entry in entries { members[entry.key] = keyword(entry.key, entry.value, isText: isText) }
        return .object(members)
    }

    private static func keyword(_ name: String, _ node: YAMLNode, isText: Bool) -> JSON {
        switch name {
        case "title", "description", "format", "type", "required", "$ref", "$comment", "$id", "$schema": texts(node)
        case "properties", "$defs":
            .object(Dictionary((node.entries ?? []).map { ($0.key, schemaJSON($0.value)) }) { $1 })
        case "items", "additionalProperties": schemaJSON(node)
        case "oneOf", "anyOf", "allOf": .array((node.sequence ?? []).map(schemaJSON))
        case "default", "const", "enum", "examples": isText ? texts(node) : literal(node)
        default: literal(node)
        }
    }

    /// Every scalar is the text it was written as.
    private static func texts(_ node: YAMLNode) -> JSON { json(node) { .string($0.text) } }

    /// An unquoted scalar that JSON could have written (`5`, `true`, `null`) is that value; `NO`, `0123` and everything
    /// in quotes are texts.
    private static func literal(_ node: YAMLNode) -> JSON {
        json(node) { scalar in
            guard scalar.style == .plain, scalar.text.utf8.count <= 40, let value = try? JSON(parsing: scalar.text, name: "value") else {
                return .string(scalar.text)
            }
            return value
        }
    }

    private static func json(_ node: YAMLNode, _ scalar: (YAMLScalar) -> JSON) -> JSON {
        node.folded(
            scalar: { value, _ in scalar(value) }, sequence: { items, _ in .array(items) },
            mapping: { members, _ in .object(Dictionary(members.map { ($0.key, $0.value) }) { $1 }) })
    }

    /// The deepest node on the way that exists.
    private static func node(at pointer: JSONPointer, below root: YAMLNode) -> YAMLNode {
        var node = root
        for token in pointer.tokens {
            if let member = node[token] {
                node = member
            } else if let index = Int(token), let items = node.sequence, items.indices.contains(index) {
                node = items[index]
            } else {
                break
            }
        }
        return node
    }
}
