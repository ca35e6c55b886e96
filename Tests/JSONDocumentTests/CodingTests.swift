import JSONDocument
import Testing

private enum Tier: String, Codable { case gold, silver }

private struct Line: Codable, Equatable {
    var sku: String
    var quantity: Int
    var unitPrice: Int64
    var weight: Double?
    var tags: [String]
    var attributes: [String: JSON]
    var tier: Tier
    var nested: [[Int8]]
    var flag: Bool
    var child: Child?

    struct Child: Codable, Equatable {
        var unsigned: UInt64
        var float: Float
    }
}

private let line = Line(
    sku: "A", quantity: 2, unitPrice: 1999, weight: nil, tags: ["x", "y"], attributes: ["cat": "shirt", "n": [1, nil]], tier: .gold,
    nested: [[1], []], flag: true, child: .init(unsigned: 7, float: 0.5))

private let lineJSON: JSON = [
    "sku": "A", "quantity": 2, "unitPrice": 1999, "tags": ["x", "y"], "attributes": ["cat": "shirt", "n": [1, nil]], "tier": "gold",
    "nested": [[1], []], "flag": true, "child": ["unsigned": 7, "float": 0.5],
]

private class Animal: Codable {
    var name = "cat"
}

private final class Pet: Animal {
    var owner = "ann"
    private enum CodingKeys: CodingKey { case owner }
    override init() { super.init() }
    required init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try super.init(from: container.superDecoder())
        owner = try container.decode(String.self, forKey: .owner)
    }
    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(owner, forKey: .owner)
        try super.encode(to: container.superEncoder())
    }
}

@Suite("Swift values become JSON and come back")
struct CodingTests {
    @Test func encodes() throws {
        #expect(try JSONValueEncoder().encode(line) == lineJSON)
        #expect(try JSONValueEncoder().encode([Optional(1), nil]) == [1, nil])
        #expect(try JSONValueEncoder().encode(["a": 1.0]) == ["a": 1])
        #expect(try JSONValueEncoder().encode("x") == "x")
        #expect(try JSONValueEncoder().encode(Tier.silver) == "silver")
    }

    @Test func decodes() throws {
        #expect(try JSONValueDecoder().decode(Line.self, from: lineJSON) == line)
        var withNull = lineJSON
        withNull["weight"] = .null
        #expect(try JSONValueDecoder().decode(Line.self, from: withNull) == line)
        #expect(try JSONValueDecoder().decode([Int?].self, from: [1, nil]) == [1, nil])
        #expect(try JSONValueDecoder().decode(JSON.self, from: lineJSON) == lineJSON)
        #expect(try JSONValueDecoder().decode(Double.self, from: 3) == 3)
    }

    @Test("a superclass keeps its own place")
    func superclass() throws {
        let json = try JSONValueEncoder().encode(Pet())
        #expect(json == ["owner": "ann", "super": ["name": "cat"]])
        let pet = try JSONValueDecoder().decode(Pet.self, from: ["owner": "bob", "super": ["name": "dog"]])
        #expect(pet.owner == "bob" && pet.name == "dog")
    }

    @Test("what JSON cannot hold is refused", arguments: [Double.nan, .infinity])
    func refusesNumbers(value: Double) {
        #expect(throws: EncodingError.self) { try JSONValueEncoder().encode([value]) }
        #expect(throws: EncodingError.self) { try JSONValueEncoder().encode(UInt64.max) }
    }

    static let mistakes: [(String, JSON?, String, String, String)] = [
        ("sku", nil, "input.missingField", "string", "nothing"),
        ("sku", 5, "input.wrongType", "string", "integer"),
        ("quantity", "2", "input.wrongType", "integer", "string"),
        ("quantity", 2.5, "input.wrongType", "integer", "number"),
        ("nested", [[1], [2, 300]], "input.outOfRange", "an integer from -128 to 127", "integer"),
        ("tags", ["a", 1], "input.wrongType", "string", "integer"),
        ("tier", "bronze", "input.invalidValue", "a valid value", "an invalid one"),
        ("child", [], "input.wrongType", "object", "array"),
        ("flag", .null, "input.wrongType", "boolean", "null"),
    ]

    @Test(arguments: mistakes)
    func tells(field: String, value: JSON?, code: String, expected: String, found: String) throws {
        var json = lineJSON
        json[field] = value
        do {
            _ = try JSONValueDecoder().decode([Line].self, from: [lineJSON, json])
            Issue.record("'\(field)' must be refused")
        } catch {
            let places = ["nested": "/1/nested/1/1", "tags": "/1/tags/1"]
            #expect(error.code == code)
            #expect(error.pointer.description == places[field] ?? "/1/\(field)")
            #expect(error.expected == expected)
            #expect(error.found == found)
        }
    }
}
