/// Turns an `Encodable` into ``JSON`` without passing through text.
///
/// Absent optionals are left out of objects, as the compiler's `encode(to:)` does. Types with an encoding of their own in
/// other coders (`Date`, `URL`, `Data`) get what their `encode(to:)` says, nothing special.
public struct JSONValueEncoder: Sendable {
    public init() {}

    /// The value as JSON; a leaf type gives a leaf.
    ///
    /// - Throws: What `encode(to:)` throws; `EncodingError.invalidValue` for an infinity, a NaN, or an integer beyond `Int64`.
    public func encode<Value: Encodable>(_ value: Value) throws -> JSON {
        try encoded(value, path: .root)
    }
}

/// The value's JSON; the common leaf types and `JSON` itself need no container.
///
/// The types are compared before the cast, because a failing cast costs more than the rest of a leaf's encoding.
private func encoded<Value: Encodable>(_ value: Value, path: CodingPath) throws -> JSON {
    if Value.self == String.self, let value = value as? String { return .string(value) }
    if Value.self == Int.self, let value = value as? Int { return .integer(Int64(value)) }
    if Value.self == JSON.self, let value = value as? JSON { return value }
    let slot = EncodingSlot()
    try value.encode(to: ValueEncoder(slot: slot, path: path))
    return slot.json
}

private func number(_ value: Double, path: CodingPath) throws -> JSON {
    guard let json = JSON(value) else {
        throw EncodingError.invalidValue(
            value, .init(codingPath: path.keys, debugDescription: "JSON holds neither infinity nor NaN"))
    }
    return json
}

private func integer(_ value: some BinaryInteger & Sendable, path: CodingPath) throws -> JSON {
    guard let whole = Int64(exactly: value) else {
        throw EncodingError.invalidValue(
            value, .init(codingPath: path.keys, debugDescription: "the integer is beyond Int64"))
    }
    return .integer(whole)
}

private struct ValueEncoder: Encoder {
    let slot: EncodingSlot
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.becomeObject()
        return KeyedEncodingContainer(ObjectEncoder(slot: slot, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.becomeArray()
        return ArrayEncoder(slot: slot, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { LeafEncoder(slot: slot, path: path) }
}

private struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: EncodingSlot
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }

    func encodeNil(forKey key: Key) { slot.put(.null, name: key.stringValue) }
    func encode(_ value: Bool, forKey key: Key) { slot.put(.bool(value), name: key.stringValue) }
    func encode(_ value: String, forKey key: Key) { slot.put(.string(value), name: key.stringValue) }
    func encode(_ value: Int, forKey key: Key) { slot.put(.integer(Int64(value)), name: key.stringValue) }
    func encode(_ value: Int64, forKey key: Key) { slot.put(.integer(value), name: key.stringValue) }
    func encode(_ value: Double, forKey key: Key) throws {
        slot.put(try number(value, path: .member(key, of: path)), name: key.stringValue)
    }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        slot.put(try encoded(value, path: .member(key, of: path)), name: key.stringValue)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }
    func superEncoder() -> any Encoder {
        ValueEncoder(slot: slot.putNested(name: "super"), path: .member(AnyCodingKey.superclass, of: path))
    }
    func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

    private func nested(_ key: Key) -> ValueEncoder {
        ValueEncoder(slot: slot.putNested(name: key.stringValue), path: .member(key, of: path))
    }
}

private struct ArrayEncoder: UnkeyedEncodingContainer {
    let slot: EncodingSlot
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }
    var count: Int { slot.count }

    func encodeNil() { slot.append(EncodingSlot(.null)) }
    func encode<Value: Encodable>(_ value: Value) throws {
        slot.append(EncodingSlot(try encoded(value, path: .element(count, of: path))))
    }
    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }
    func superEncoder() -> any Encoder { nested() }

    private func nested() -> ValueEncoder {
        let path = CodingPath.element(count, of: path)
        let child = EncodingSlot()
        slot.append(child)
        return ValueEncoder(slot: child, path: path)
    }
}

private struct LeafEncoder: SingleValueEncodingContainer {
    let slot: EncodingSlot
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }

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
    func encode(_ value: UInt) throws { slot.put(try integer(value, path: path)) }
    func encode(_ value: UInt64) throws { slot.put(try integer(value, path: path)) }
    func encode(_ value: Double) throws { slot.put(try number(value, path: path)) }
    func encode(_ value: Float) throws { slot.put(try number(Double(value), path: path)) }
    func encode<Value: Encodable>(_ value: Value) throws { slot.put(try encoded(value, path: path)) }
}
