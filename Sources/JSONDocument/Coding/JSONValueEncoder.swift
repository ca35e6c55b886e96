/// Turns an `Encodable` into ``JSON`` without passing through text.
///
/// Absent optionals are left out of objects, as the compiler's `encode(to:)` does. Types with an encoding of their own in
/// other coders (`Date`, `URL`, `Data`) get what their `encode(to:)` says, nothing special.
public struct JSONValueEncoder: Sendable {
    public init() {}

    /// - Throws: What `encode(to:)` throws; `EncodingError.invalidValue` for an infinity, a NaN, or an integer beyond `Int64`.
    public func encode<Value: Encodable>(_ value: Value) throws -> JSON {
        try encoded(value, path: [])
    }
}

/// The value's JSON; the common leaf types and `JSON` itself need no container.
private func encoded<Value: Encodable>(_ value: Value, path: [any CodingKey]) throws -> JSON {
    switch value {
    case let value as JSON: return value
    case let value as String: return .string(value)
    case let value as Bool: return .bool(value)
    case let value as Int: return .integer(Int64(value))
    case let value as Int64: return .integer(value)
    case let value as Double: return try number(value, path: path)
    default: break
    }
    let slot = EncodingSlot()
    try value.encode(to: ValueEncoder(slot: slot, codingPath: path))
    return slot.json
}

private func number(_ value: Double, path: [any CodingKey]) throws -> JSON {
    guard let json = JSON(value) else {
        throw EncodingError.invalidValue(
            value, .init(codingPath: path, debugDescription: "JSON holds neither infinity nor NaN"))
    }
    return json
}

private func integer(_ value: some BinaryInteger & Sendable, path: [any CodingKey]) throws -> JSON {
    guard let whole = Int64(exactly: value) else {
        throw EncodingError.invalidValue(
            value, .init(codingPath: path, debugDescription: "the integer is beyond Int64"))
    }
    return .integer(whole)
}

private struct ValueEncoder: Encoder {
    let slot: EncodingSlot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeObject()
        return KeyedEncodingContainer(ObjectEncoder(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return ArrayEncoder(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { LeafEncoder(slot: slot, codingPath: codingPath) }
}

private struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: EncodingSlot
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) { slot.put(.null, name: key.stringValue) }
    func encode(_ value: Bool, forKey key: Key) { slot.put(.bool(value), name: key.stringValue) }
    func encode(_ value: String, forKey key: Key) { slot.put(.string(value), name: key.stringValue) }
    func encode(_ value: Int, forKey key: Key) { slot.put(.integer(Int64(value)), name: key.stringValue) }
    func encode(_ value: Int64, forKey key: Key) { slot.put(.integer(value), name: key.stringValue) }
    func encode(_ value: Double, forKey key: Key) throws {
        slot.put(try number(value, path: codingPath + [key]), name: key.stringValue)
    }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        slot.put(try encoded(value, path: codingPath + [key]), name: key.stringValue)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }
    func superEncoder() -> any Encoder {
        ValueEncoder(slot: slot.putNested(name: "super"), codingPath: codingPath + [AnyCodingKey.superclass])
    }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    private func nested(_ key: Key) -> ValueEncoder {
        ValueEncoder(slot: slot.putNested(name: key.stringValue), codingPath: codingPath + [key])
    }
}

private struct ArrayEncoder: UnkeyedEncodingContainer {
    let slot: EncodingSlot
    let codingPath: [any CodingKey]
    var count: Int { slot.count }

    func encodeNil() { slot.append(EncodingSlot(.null)) }
    func encode<Value: Encodable>(_ value: Value) throws {
        slot.append(EncodingSlot(try encoded(value, path: codingPath + [AnyCodingKey(intValue: count)])))
    }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
    func superEncoder() -> any Encoder { nested() }

    private func nested() -> ValueEncoder {
        let path = codingPath + [AnyCodingKey(intValue: count)]
        let child = EncodingSlot()
        slot.append(child)
        return ValueEncoder(slot: child, codingPath: path)
    }
}

private struct LeafEncoder: SingleValueEncodingContainer {
    let slot: EncodingSlot
    let codingPath: [any CodingKey]

    func encodeNil() { slot.put(.null) }
    func encode(_ value: Bool) { slot.put(.bool(value)) }
    func encode(_ value: String) { slot.put(.string(value)) }
    func encode(_ value: Int) { slot.put(.integer(Int64(value))) }
    func encode(_ value: Int64) { slot.put(.integer(value)) }
    func encode(_ value: Int32) { slot.put(.integer(Int64(value))) }
    func encode(_ value: Int16) { slot.put(.integer(Int64(value))) }
    func encode(_ value: Int8) { slot.put(.integer(Int64(value))) }
    func encode(_ value: UInt32) { slot.put(.integer(Int64(value))) }
    func encode(_ value: UInt16) { slot.put(.integer(Int64(value))) }
    func encode(_ value: UInt8) { slot.put(.integer(Int64(value))) }
    func encode(_ value: UInt) throws { slot.put(try integer(value, path: codingPath)) }
    func encode(_ value: UInt64) throws { slot.put(try integer(value, path: codingPath)) }
    func encode(_ value: Double) throws { slot.put(try number(value, path: codingPath)) }
    func encode(_ value: Float) throws { slot.put(try number(Double(value), path: codingPath)) }
    func encode<Value: Encodable>(_ value: Value) throws { slot.put(try encoded(value, path: codingPath)) }
}
