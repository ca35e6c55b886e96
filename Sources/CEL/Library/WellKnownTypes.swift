/// The messages of `google.protobuf` that are plain values in the language.
enum WellKnownType {
    /// Names that stand for a type as a value.
    static let valueTypes: [String: CELType] = [
        "bool": .bool, "int": .int, "uint": .uint, "double": .double, "string": .string, "bytes": .bytes, "null_type": .null,
        "list": .list(.dyn), "map": .map(key: .dyn, value: .dyn), "type": .type(nil), "optional_type": .optional(.dyn),
        "google.protobuf.Timestamp": .timestamp, "google.protobuf.Duration": .duration,
    ]

    /// The type that `name{…}` makes, and its fields.
    static let messages: [String: (type: CELType, fields: [String: CELType])] = [
        "google.protobuf.BoolValue": (.wrapper(.bool), ["value": .bool]),
        "google.protobuf.Int32Value": (.wrapper(.int), ["value": .int]),
        "google.protobuf.Int64Value": (.wrapper(.int), ["value": .int]),
        "google.protobuf.UInt32Value": (.wrapper(.uint), ["value": .uint]),
        "google.protobuf.UInt64Value": (.wrapper(.uint), ["value": .uint]),
        "google.protobuf.FloatValue": (.wrapper(.double), ["value": .double]),
        "google.protobuf.DoubleValue": (.wrapper(.double), ["value": .double]),
        "google.protobuf.StringValue": (.wrapper(.string), ["value": .string]),
        "google.protobuf.BytesValue": (.wrapper(.bytes), ["value": .bytes]),
        "google.protobuf.ListValue": (.list(.dyn), ["values": .list(.dyn)]),
        "google.protobuf.Struct": (.map(key: .string, value: .dyn), ["fields": .map(key: .string, value: .dyn)]),
        "google.protobuf.Value": (
            .dyn,
            [
                "null_value": .null, "number_value": .double, "string_value": .string, "bool_value": .bool,
                "struct_value": .map(key: .string, value: .dyn), "list_value": .list(.dyn),
            ]
        ),
        "google.protobuf.Any": (.dyn, ["type_url": .string, "value": .bytes]),
        "google.protobuf.Timestamp": (.timestamp, ["seconds": .int, "nanos": .int]),
        "google.protobuf.Duration": (.duration, ["seconds": .int, "nanos": .int]),
    ]

    /// The value of a message with these fields set.
    static func make(_ name: String, _ fields: [String: Value]) throws(EvaluationError) -> Value {
        switch name {
        case "google.protobuf.Any":
            throw .invalid("google.protobuf.Any without a type has no value")
        case "google.protobuf.Value":
            guard fields.count <= 1 else { throw .invalid("google.protobuf.Value has one value") }
            return fields.first?.value ?? .null
        case "google.protobuf.ListValue": return fields["values"] ?? .list([])
        case "google.protobuf.Struct": return fields["fields"] ?? .map(MapValue())
        case "google.protobuf.Timestamp":
            let (seconds, nanoseconds) = try clock(fields)
            guard let time = Timestamp(seconds: seconds, nanoseconds: nanoseconds) else { throw .overflow("google.protobuf.Timestamp") }
            return .timestamp(time)
        case "google.protobuf.Duration":
            let (seconds, nanoseconds) = try clock(fields)
            guard let duration = (Duration.seconds(seconds) + .nanoseconds(Int64(nanoseconds))).inRange else {
                throw .overflow("google.protobuf.Duration")
            }
            return .duration(duration)
        default: return try wrapper(name, fields["value"])
        }
    }

    private static func clock(_ fields: [String: Value]) throws(EvaluationError) -> (Int64, Int32) {
        var seconds: Int64 = 0
        var nanoseconds: Int32 = 0
        if case .int(let value)? = fields["seconds"] { seconds = value }
        if case .int(let value)? = fields["nanos"] {
            guard let narrow = Int32(exactly: value) else { throw .overflow("nanos") }
            nanoseconds = narrow
        }
        return (seconds, nanoseconds)
    }

    private static func wrapper(_ name: String, _ value: Value?) throws(EvaluationError) -> Value {
        guard case .wrapper(let wrapped)? = messages[name]?.type else { throw .invalid("there is no message '\(name)'") }
        guard let value, value != .null else { return zero(wrapped) }
        guard wrapped.admits(value) else { throw .wanted(wrapped.description, value) }
        switch (name, value) {
        case ("google.protobuf.Int32Value", .int(let number)):
            guard Int32(exactly: number) != nil else { throw .overflow("google.protobuf.Int32Value") }
        case ("google.protobuf.UInt32Value", .uint(let number)):
            guard UInt32(exactly: number) != nil else { throw .overflow("google.protobuf.UInt32Value") }
        case ("google.protobuf.FloatValue", .double(let number)): return .double(Double(Float(number)))
        default: break
        }
        return value
    }

    private static func zero(_ type: CELType) -> Value {
        switch type {
        case .bool: .bool(false)
        case .int: .int(0)
        case .uint: .uint(0)
        case .double: .double(0)
        case .string: .string("")
        default: .bytes([])
        }
    }
}
