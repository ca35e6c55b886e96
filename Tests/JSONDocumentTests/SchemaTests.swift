import JSONDocument
import Testing

private enum Mode: String, CaseIterable { case net, gross }

private struct CartLine: SchemaDescribed {
    static var schema: Schema {
        .object(
            title: "CartLine",
            fields: [
                .required("sku", .string(minLength: 1, maxLength: 8), "the article"),
                .required("quantity", .integer(minimum: 1, maximum: 9999), "how many"),
                .optional("mode", .oneOf(Mode.self)),
                .optional("tags", .array(of: .string(), maxItems: 2, uniqueItems: true)),
                .optional("rate", .number(minimum: 0, maximum: 1)),
                .optional("amounts", .dictionary(of: .integer())),
                .optional(
                    "pay",
                    .oneOf([
                        .object(fields: [.required("kind", .constant("card")), .required("token", .string())]),
                        .object(fields: [.required("kind", .constant("cash"))]),
                    ])),
            ])
    }
}

private func findings(_ schema: Schema, _ json: JSON) -> [String] {
    schema.validate(json).map { "\($0.code) \($0.pointer)" }
}

@Suite("A schema checks values and tells everything that is wrong")
struct SchemaTests {
    static let cases: [(JSON, [String])] = [
        (["sku": "A", "quantity": 1], []),
        (["sku": "A", "quantity": 1, "mode": "net", "tags": ["x"], "rate": 0.5, "amounts": ["USD": 1], "pay": ["kind": "cash"]], []),
        ([], ["input.wrongType "]),
        ([:], ["input.missingField /sku", "input.missingField /quantity"]),
        (["sku": "", "quantity": 0], ["input.wrongLength /sku", "input.outOfRange /quantity"]),
        (["sku": "123456789", "quantity": 10_000], ["input.wrongLength /sku", "input.outOfRange /quantity"]),
        (["sku": "A", "quantity": "1"], ["input.wrongType /quantity"]),
        (["sku": "A", "quantity": 1.5], ["input.wrongType /quantity"]),
        (["sku": "A", "quantity": 1, "quantty": 2], ["input.unknownField /quantty"]),
        (["sku": "A", "quantity": 1, "mode": "nett"], ["input.notAllowed /mode"]),
        (["sku": "A", "quantity": 1, "tags": ["x", "x", "y"]], ["input.wrongCount /tags", "input.notUnique /tags/1"]),
        (["sku": "A", "quantity": 1, "tags": ["x", 1]], ["input.wrongType /tags/1"]),
        (["sku": "A", "quantity": 1, "rate": 1.01], ["input.outOfRange /rate"]),
        (["sku": "A", "quantity": 1, "amounts": ["USD": "1"]], ["input.wrongType /amounts/USD"]),
        (["sku": "A", "quantity": 1, "pay": ["kind": "card"]], ["input.missingField /pay/token"]),
        (["sku": "A", "quantity": 1, "pay": 5], ["input.noMatch /pay"]),
    ]

    @Test(arguments: cases)
    func checks(json: JSON, expected: [String]) { #expect(findings(CartLine.schema, json) == expected) }

    @Test("hints name what was meant")
    func hints() {
        let found = CartLine.schema.validate(["sku": "A", "quantity": 1, "quantty": 2, "mode": "nett"])
        #expect(found.map(\.hint) == ["did you mean 'quantity'?", "did you mean 'net'?"])
    }

    @Test("the text form reads back as the same check")
    func text() throws {
        let json = CartLine.schema.json
        let back = try Schema(json: json)
        #expect(back.json == json)
        for (value, expected) in SchemaTests.cases { #expect(Set(findings(back, value)) == Set(expected)) }
        #expect(json[pointer: "/properties/quantity"] == ["type": "integer", "minimum": 1, "maximum": 9999, "description": "how many"])
        #expect(json["required"] == ["sku", "quantity"])
        #expect(json["additionalProperties"] == false)
    }

    @Test("Swift types bring their schemas")
    func types() {
        #expect(
            [String: [Int?]].schema.json == ["type": "object", "additionalProperties": ["type": "array", "items": ["type": "integer"]]])
    }

    static let keywords: [(JSON, JSON, [String])] = [
        (["type": ["string", "null"]], nil, []), (["type": ["string", "null"]], 1, ["input.wrongType "]),
        (["type": "integer"], 1.0, []), (["const": 1], 1.0, []), (["const": 1], true, ["input.notAllowed "]),
        (["exclusiveMinimum": 1], 1, ["input.outOfRange "]), (["exclusiveMaximum": 1], 0.5, []),
        (["exclusiveMaximum": 1], 1, ["input.outOfRange "]),
        (["minimum": 9_007_199_254_740_993], 9_007_199_254_740_992, ["input.outOfRange "]),
        (["maxLength": 1], "😀", []), (["maxLength": 1], 5, []),
        (["minItems": 1], [], ["input.wrongCount "]),
        (["allOf": [["minimum": 1], ["maximum": 3]]], 5, ["input.outOfRange "]),
        (["anyOf": [["type": "string"], ["minimum": 3]]], 5, []), (["anyOf": [["type": "string"], ["minimum": 3]]], 1, ["input.noMatch "]),
        (["oneOf": [["type": "integer"], ["minimum": 3]]], 5, ["input.ambiguous "]), (true, 5, []),
        (["$ref": "#/$defs/a", "$defs": ["a": ["type": "string"]]], 5, ["input.wrongType "]),
        (
            ["type": "object", "properties": ["next": ["$ref": "#"]], "additionalProperties": false], ["next": ["next": ["x": 1]]],
            ["input.unknownField /next/next/x"]
        ),
        (["$ref": "#"], 5, ["input.tooComplex "]),
        (["required": ["a"], "properties": [:]], ["b": 1], ["input.missingField /a"]),
    ]

    @Test(arguments: keywords)
    func keyword(schema: JSON, value: JSON, expected: [String]) throws { #expect(findings(try Schema(json: schema), value) == expected) }

    static let invalid: [(JSON, String)] = [
        (5, "schema.invalid "), (["type": "strnig"], "schema.invalid /type"), (["pattern": "^a"], "schema.unsupportedKeyword /pattern"),
        (["properties": ["a": ["if": [:]]]], "schema.unsupportedKeyword /properties/a/if"),
        (["$ref": "#/$defs/b"], "schema.unknownReference /$ref"),
        (["minLength": -1], "schema.invalid /minLength"), (["minimum": "1"], "schema.invalid /minimum"),
        (["oneOf": []], "schema.invalid /oneOf"),
        (["requird": []], "schema.unsupportedKeyword /requird"),
    ]

    @Test("a pattern holds for texts, stands in the JSON, and is not taken from it")
    func pattern() throws {
        var schema = Schema.string(pattern: "^[a-z]+$")
        schema.types = [.string, .integer]
        #expect(schema.validate("abc") == [] && schema.validate(5) == [])
        #expect(schema.validate("ab1").map(\.code) == ["input.notAllowed"])
        #expect(schema.json["pattern"] == "^[a-z]+$")
        #expect(throws: SchemaError.self) { try Schema(json: schema.json) }
    }

    @Test(arguments: invalid)
    func refuses(schema: JSON, expected: String) {
        do {
            _ = try Schema(json: schema)
            Issue.record("the schema must be refused")
        } catch {
            #expect("\(error.code) \(error.pointer)" == expected)
        }
    }

    @Test("a check that doubles its work at every step gives up, and does not pass the value")
    func bounded() throws {
        var definitions: [String: JSON] = ["d0": true]
        for level in 1...30 {
            let below: JSON = ["$ref": .string("#/$defs/d\(level - 1)")]
            definitions["d\(level)"] = ["anyOf": [["allOf": [below, below]], below]]
        }
        let schema = try Schema(json: ["$ref": "#/$defs/d30", "$defs": .object(definitions)])
        #expect(findings(schema, 1) == ["input.tooComplex "])
    }

    @Test("no more than a hundred findings")
    func capped() {
        let many = JSON.array((0..<500).map { .integer($0) })
        #expect(Schema.array(of: .string()).validate(many).count == 100)
    }

    @Test("a schema is not nested without end")
    func deepSchema() {
        var json: JSON = ["type": "string"]
        for _ in 0..<70 { json = ["type": "array", "items": json] }
        let error = #expect(throws: SchemaError.self) { try Schema(json: json) }
        #expect(error?.code == "schema.tooDeep")
    }
}
