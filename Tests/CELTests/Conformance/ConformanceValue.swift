import CEL
import Foundation

/// Reads the suite's JSON form of values and types.
enum ConformanceValue {
    struct Unreadable: Error {
        let what: String
    }

    static func value(_ json: [String: Any]) throws -> Value {
        let text = json["value"] as? String ?? ""
        switch json["kind"] as? String {
        case "null": return .null
        case "bool": return .bool(json["value"] as? Bool ?? false)
        case "int": return .int(try read(Int64(text), text))
        case "uint": return .uint(try read(UInt64(text), text))
        case "double":
            let bits = json["bits"] as? String ?? ""
            return .double(Double(bitPattern: try read(UInt64(bits, radix: 16), bits)))
        case "string": return .string(text)
        case "bytes": return .bytes([UInt8](try read(Data(base64Encoded: text), text)))
        case "list": return .list(try (json["values"] as? [[String: Any]] ?? []).map(value))
        case "map":
            let entries = try (json["entries"] as? [[String: Any]] ?? []).map { entry in
                (
                    key: try value(entry["key"] as? [String: Any] ?? [:]),
                    value: try value(entry["value"] as? [String: Any] ?? [:])
                )
            }
            return .map(try read(MapValue(entries), "map"))
        case "type": return .type(text)
        case "duration": return .duration(.seconds(try seconds(json)) + .nanoseconds(json["nanos"] as? Int ?? 0))
        case "timestamp":
            return .timestamp(try read(Timestamp(seconds: try seconds(json), nanoseconds: Int32(json["nanos"] as? Int ?? 0)), "timestamp"))
        case "enum": return .null
        case "object": return try object(json["type"] as? String ?? "", json["fields"] as? [String: Any] ?? [:])
        case let other: throw Unreadable(what: "value kind \(other ?? "none")")
        }
    }

    /// Messages of `google.protobuf` as the plain values that they stand for.
    private static func object(_ type: String, _ fields: [String: Any]) throws -> Value {
        func field(_ name: String) throws -> Value? { try (fields[name] as? [String: Any]).map(value) }
        switch type {
        case "google.protobuf.ListValue": return try field("values") ?? .list([])
        case "google.protobuf.Struct": return try field("fields") ?? .map(MapValue())
        case "google.protobuf.Value":
            guard let only = fields.values.first as? [String: Any] else { return .null }
            return try value(only)
        case "google.protobuf.Any": return try field("unpacked") ?? .null
        case let wrapper where wrapper.hasSuffix("Value"):
            if let set = try field("value") { return set }
            switch wrapper {
            case "google.protobuf.BoolValue": return .bool(false)
            case "google.protobuf.StringValue": return .string("")
            case "google.protobuf.BytesValue": return .bytes([])
            case "google.protobuf.FloatValue", "google.protobuf.DoubleValue": return .double(0)
            case "google.protobuf.UInt32Value", "google.protobuf.UInt64Value": return .uint(0)
            default: return .int(0)
            }
        default: throw Unreadable(what: "message \(type)")
        }
    }

    static func type(_ json: [String: Any]) throws -> CELType {
        let name = json["name"] as? String ?? ""
        func inner(_ key: String) throws -> CELType { try type(json[key] as? [String: Any] ?? [:]) }
        switch json["kind"] as? String {
        case "dyn", "any": return .dyn
        case "null": return .null
        case "primitive": return try primitive(name)
        case "wrapper": return .wrapper(try primitive(name))
        case "timestamp": return .timestamp
        case "duration": return .duration
        case "list": return .list(try inner("elem"))
        case "map": return .map(key: try inner("key"), value: try inner("value"))
        case "typeParam": return .parameter(name)
        case "type": return .type(nil)
        case "abstract":
            let parameters = try (json["params"] as? [[String: Any]] ?? []).map(type)
            return name == "optional_type" ? .optional(parameters.first ?? .dyn) : .host(name, parameters)
        case "message": return try message(name)
        case let other: throw Unreadable(what: "type kind \(other ?? "none")")
        }
    }

    private static func primitive(_ name: String) throws -> CELType {
        switch name {
        case "bool": .bool
        case "int": .int
        case "uint": .uint
        case "double": .double
        case "string": .string
        case "bytes": .bytes
        default: throw Unreadable(what: "primitive \(name)")
        }
    }

    private static func message(_ name: String) throws -> CELType {
        switch name {
        case "google.protobuf.Timestamp": .timestamp
        case "google.protobuf.Duration": .duration
        case "google.protobuf.BoolValue": .wrapper(.bool)
        case "google.protobuf.Int32Value", "google.protobuf.Int64Value": .wrapper(.int)
        case "google.protobuf.UInt32Value", "google.protobuf.UInt64Value": .wrapper(.uint)
        case "google.protobuf.FloatValue", "google.protobuf.DoubleValue": .wrapper(.double)
        case "google.protobuf.StringValue": .wrapper(.string)
        case "google.protobuf.BytesValue": .wrapper(.bytes)
        case "google.protobuf.Struct": .map(key: .string, value: .dyn)
        case "google.protobuf.ListValue": .list(.dyn)
        case "google.protobuf.Value", "google.protobuf.Any": .dyn
        default: throw Unreadable(what: "message \(name)")
        }
    }

    /// Same type and value, where the language's equality takes `1` and `1.0` for equal; NaN is identical to NaN.
    static func isIdentical(_ left: Value, _ right: Value) -> Bool {
        guard left.typeName == right.typeName else { return false }
        switch (left, right) {
        case (.double(let a), .double(let b)): return a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
        case (.list(let a), .list(let b)): return a.count == b.count && zip(a, b).allSatisfy(isIdentical)
        case (.map(let a), .map(let b)):
            guard a.count == b.count else { return false }
            return zip(a.keys, a.values).allSatisfy { key, value in
                guard let other = b[key], let position = b.keys.firstIndex(of: key) else { return false }
                return isIdentical(key, b.keys[position]) && isIdentical(value, other)
            }
        default: return left == right
        }
    }

    private static func seconds(_ json: [String: Any]) throws -> Int64 {
        let text = json["seconds"] as? String ?? "0"
        return try read(Int64(text), text)
    }

    private static func read<Result>(_ value: Result?, _ text: String) throws -> Result {
        guard let value else { throw Unreadable(what: text) }
        return value
    }
}
