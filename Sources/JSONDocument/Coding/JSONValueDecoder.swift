/// Makes a `Decodable` from ``JSON`` without passing through text.
///
/// Numbers are checked, never rounded: a whole number that does not fit the wanted integer type is `input.outOfRange`.
/// `null` and absence are the same to an optional. Unknown members are ignored here; the type's ``Schema`` refuses them.
public struct JSONValueDecoder: Sendable {
    public init() {}

    /// The value, or the first thing that does not fit; a ``Schema`` tells all of them.
    public func decode<Value: Decodable>(
        _ type: Value.Type, from json: JSON
    ) throws(JSONDecodingError) -> Value {
        do {
            return try decoded(type, json, .root)
        } catch {
            throw JSONDecodingError.converted(error)
        }
    }
}

/// The value of a type; the common leaf types and `JSON` itself need no container.
private func decoded<Value: Decodable>(_ type: Value.Type, _ json: JSON, _ path: CodingPath) throws -> Value {
    if type == JSON.self, let value = json as? Value { return value }
    if type == String.self, case .string(let text) = json, let value = text as? Value { return value }
    if type == Int.self, case .integer(let number) = json, let value = Int(number) as? Value { return value }
    return try Value(from: ValueDecoder(json: json, path: path))
}

private func bool(_ json: JSON, _ path: CodingPath) throws(JSONDecodingError) -> Bool {
    guard case .bool(let value) = json else { throw .wrongType("boolean", json, path) }
    return value
}

private func string(_ json: JSON, _ path: CodingPath) throws(JSONDecodingError) -> String {
    guard case .string(let value) = json else { throw .wrongType("string", json, path) }
    return value
}

private func double(_ json: JSON, _ path: CodingPath) throws(JSONDecodingError) -> Double {
    guard let value = json.double else { throw .wrongType("number", json, path) }
    return value
}

private func integer<Value: FixedWidthInteger>(
    _ type: Value.Type, _ json: JSON, _ path: CodingPath
) throws(JSONDecodingError) -> Value {
    guard case .integer(let whole) = json else { throw .wrongType("integer", json, path) }
    guard let value = Value(exactly: whole) else {
        throw .outOfRange("an integer from \(Value.min) to \(Value.max)", json, path)
    }
    return value
}

private struct ValueDecoder: Decoder {
    let json: JSON
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = json else { throw JSONDecodingError.wrongType("object", json, path) }
        return KeyedDecodingContainer(ObjectDecoder(members: members, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = json else { throw JSONDecodingError.wrongType("array", json, path) }
        return ArrayDecoder(elements: elements, path: path)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { LeafDecoder(json: json, path: path) }
}

private struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSON]
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }

    var allKeys: [Key] { members.keys.sorted().compactMap { Key(stringValue: $0) } }
    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    private func member(_ key: Key, _ expected: String) throws(JSONDecodingError) -> (JSON, CodingPath) {
        guard let value = members[key.stringValue] else { throw .missing(expected, .member(key, of: path)) }
        return (value, .member(key, of: path))
    }

    private func whole<Value: FixedWidthInteger>(_ key: Key) throws(JSONDecodingError) -> Value {
        // The common case builds no path.
        if case .integer(let number)? = members[key.stringValue], let value = Value(exactly: number) { return value }
        let (value, path) = try member(key, "integer")
        return try integer(Value.self, value, path)
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        switch members[key.stringValue] {
        case nil, .null?: true
        default: false
        }
    }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
        if case .bool(let value)? = members[key.stringValue] { return value }
        let (value, path) = try member(key, "boolean")
        return try bool(value, path)
    }

    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        if case .string(let value)? = members[key.stringValue] { return value }
        let (value, path) = try member(key, "string")
        return try string(value, path)
    }

    func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
        let (value, path) = try member(key, "number")
        return try double(value, path)
    }

    func decode(_ type: Float.Type, forKey key: Key) throws -> Float {
        let (value, path) = try member(key, "number")
        return Float(try double(value, path))
    }

    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try whole(key) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try whole(key) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try whole(key) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try whole(key) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try whole(key) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try whole(key) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try whole(key) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try whole(key) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try whole(key) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try whole(key) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (value, path) = try member(key, "a value")
        return try decoded(type, value, path)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(key).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder {
        ValueDecoder(json: members["super"] ?? .null, path: .member(AnyCodingKey.superclass, of: path))
    }
    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(key) }

    private func decoder(_ key: Key) throws(JSONDecodingError) -> ValueDecoder {
        let (value, path) = try member(key, "a value")
        return ValueDecoder(json: value, path: path)
    }
}

private struct ArrayDecoder: UnkeyedDecodingContainer {
    let elements: [JSON]
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }
    private(set) var currentIndex = 0

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }
    private var currentPath: CodingPath { .element(currentIndex, of: path) }

    init(elements: [JSON], path: CodingPath) {
        self.elements = elements
        self.path = path
    }

    private func current() throws(JSONDecodingError) -> JSON {
        guard currentIndex < elements.count else { throw .missing("another element", currentPath) }
        return elements[currentIndex]
    }

    mutating func decodeNil() throws -> Bool {
        guard case .null = try current() else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try decoded(type, try current(), currentPath)
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws(JSONDecodingError) -> ValueDecoder {
        let decoder = ValueDecoder(json: try current(), path: currentPath)
        currentIndex += 1
        return decoder
    }
}

private struct LeafDecoder: SingleValueDecodingContainer {
    let json: JSON
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }

    func decodeNil() -> Bool {
        if case .null = json { true } else { false }
    }
    func decode(_ type: Bool.Type) throws -> Bool { try bool(json, path) }
    func decode(_ type: String.Type) throws -> String { try string(json, path) }
    func decode(_ type: Double.Type) throws -> Double { try double(json, path) }
    func decode(_ type: Float.Type) throws -> Float { Float(try double(json, path)) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type, json, path) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type, json, path) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type, json, path) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type, json, path) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type, json, path) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type, json, path) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type, json, path) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type, json, path) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type, json, path) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type, json, path) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoded(type, json, path) }
}
