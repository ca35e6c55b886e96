import CEL
import JSONDocument

/// The suite's JSON form of types.
enum ConformanceType {
    static func type(_ json: JSON?) throws(ConformanceError) -> CELType {
        guard let json, let kind = json["kind"]?.string else { throw ConformanceError("a type without a kind") }
        let name = json["name"]?.string ?? ""
        switch kind {
        case "dyn", "any": return .dyn
        case "null": return .null
        case "error": return .error
        case "primitive": return try primitive(name)
        case "wrapper": return .wrapper(try primitive(name))
        case "timestamp": return .timestamp
        case "duration": return .duration
        case "list": return .list(try type(json["elem"]))
        case "map": return .map(key: try type(json["key"]), value: try type(json["value"]))
        case "typeParam": return .parameter(name)
        case "type":
            guard let of = json["of"], !of.isNull else { return .type(nil) }
            return .type(try type(of))
        case "abstract":
            var parameters: [CELType] = []
            for parameter in json["params"]?.array ?? [] { parameters.append(try type(parameter)) }
            return name == "optional_type" ? .optional(parameters.first ?? .dyn) : .host(name, parameters)
        case "message": return message(name)
        default: throw ConformanceError("a type of kind '\(kind)'")
        }
    }

    private static func primitive(_ name: String) throws(ConformanceError) -> CELType {
        switch name {
        case "bool": return .bool
        case "int": return .int
        case "uint": return .uint
        case "double": return .double
        case "string": return .string
        case "bytes": return .bytes
        default: throw ConformanceError("a primitive type '\(name)'")
        }
    }

    /// Messages of `google.protobuf` as the types of the language that they stand for.
    private static func message(_ name: String) -> CELType {
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
        default: .host(name)
        }
    }
}
