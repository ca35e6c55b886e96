import CEL
import Foundation
import JSONDocument

/// The suite's JSON form of values.
enum ConformanceValue {
    static func value(_ json: JSON?) throws(ConformanceError) -> Value {
        guard let json, let kind = json["kind"]?.string else { throw ConformanceError("a value without a kind") }
        let text = json["value"]?.string ?? ""
        switch kind {
        case "null": return .null
        case "bool": return .bool(try found(json["value"]?.bool, json))
        case "int": return .int(try found(Int64(text), json))
        case "uint": return .uint(try found(UInt64(text), json))
        case "double": return .double(try double(json))
        case "string": return .string(text)
        case "bytes": return .bytes([UInt8](try found(Data(base64Encoded: text), json)))
        case "list":
            var values: [Value] = []
            for element in json["values"]?.array ?? [] { values.append(try value(element)) }
            return .list(values)
        case "map":
            var entries: [(key: Value, value: Value)] = []
            for entry in json["entries"]?.array ?? [] { entries.append((try value(entry["key"]), try value(entry["value"]))) }
            return .map(try found(MapValue(entries), json))
        case "type": return .type(text)
        case "duration": return .duration(.seconds(try seconds(json)) + .nanoseconds(json["nanos"]?.integer ?? 0))
        case "timestamp":
            let nanoseconds = Int32(truncatingIfNeeded: json["nanos"]?.integer ?? 0)
            return .timestamp(try found(Timestamp(seconds: try seconds(json), nanoseconds: nanoseconds), json))
        case "enum":
            // The language's enumerations are whole numbers, and the only value of NullValue is null.
            return json["type"]?.string == "google.protobuf.NullValue" ? .null : .int(try found(Int64(text), json))
        case "object": return try object(json["type"]?.string ?? "", json["fields"])
        default: throw ConformanceError("a value of kind '\(kind)'")
        }
    }

    /// Messages of `google.protobuf` as the plain values that they stand for; a field that is not set has its default.
    private static func object(_ type: String, _ fields: JSON?) throws(ConformanceError) -> Value {
        func field(_ name: String) throws(ConformanceError) -> Value? {
            guard let json = fields?[name], !json.isNull else { return nil }
            return try value(json)
        }
        switch type {
        case "google.protobuf.ListValue": return try field("values") ?? .list([])
        case "google.protobuf.Struct": return try field("fields") ?? .map(MapValue())
        case "google.protobuf.Value":
            guard let only = fields?.object?.values.first else { return .null }
            return try value(only)
        case "google.protobuf.Any":
            guard let unpacked = try field("unpacked") else { throw ConformanceError("an Any of a message that is not known") }
            return unpacked
        case "google.protobuf.BoolValue": return try field("value") ?? .bool(false)
        case "google.protobuf.StringValue": return try field("value") ?? .string("")
        case "google.protobuf.BytesValue": return try field("value") ?? .bytes([])
        case "google.protobuf.FloatValue", "google.protobuf.DoubleValue": return try field("value") ?? .double(0)
        case "google.protobuf.UInt32Value", "google.protobuf.UInt64Value": return try field("value") ?? .uint(0)
        case "google.protobuf.Int32Value", "google.protobuf.Int64Value": return try field("value") ?? .int(0)
        default: throw ConformanceError("a message '\(type)'")
        }
    }

    /// By its bits; the decimal is for readers.
    private static func double(_ json: JSON) throws(ConformanceError) -> Double {
        if let bits = json["bits"]?.string { return Double(bitPattern: try found(UInt64(bits, radix: 16), json)) }
        return try found((json["value"]?.string).flatMap(Double.init), json)
    }

    private static func seconds(_ json: JSON) throws(ConformanceError) -> Int64 {
        try found(Int64(json["seconds"]?.string ?? "0"), json)
    }

    private static func found<Result>(_ value: Result?, _ json: JSON) throws(ConformanceError) -> Result {
        guard let value else { throw ConformanceError("the value \(json)") }
        return value
    }
}

extension Value {
    /// Same type and value, where the language's equality takes `1` and `1.0` for equal; NaN is identical to NaN.
    public func isIdentical(to other: Value) -> Bool {
        guard typeName == other.typeName else { return false }
        switch (self, other) {
        case (.double(let a), .double(let b)): return a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
        case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy { $0.isIdentical(to: $1) }
        case (.optional(let a?), .optional(let b?)): return a.isIdentical(to: b)
        case (.map(let a), .map(let b)):
            guard a.count == b.count else { return false }
            return zip(a.keys, a.values).allSatisfy { key, value in
                guard let position = b.keys.firstIndex(of: key) else { return false }
                return key.isIdentical(to: b.keys[position]) && value.isIdentical(to: b.values[position])
            }
        default: return self == other
        }
    }
}
