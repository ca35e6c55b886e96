/// A type of the language, as the checker sees it.
public indirect enum CELType: Sendable, Hashable {
    /// Anything; decided at run time.
    case dyn
    case null
    case bool, int, uint, double, string, bytes
    case timestamp, duration
    case list(CELType)
    case map(key: CELType, value: CELType)
    case optional(CELType)
    /// A number, text or truth value that may also be null (`google.protobuf.Int64Value` …).
    case wrapper(CELType)
    /// The type of type values: `type(int)`; nil when it is not known of which type.
    case type(CELType?)
    /// A host type by its name, with parameters when it has any.
    case host(String, [CELType] = [])
    /// A type parameter of a generic function, such as `A` in `(A, list(A)) -> bool`.
    case parameter(String)
    /// What an expression with an error has, so that one mistake is reported once.
    case error
}

extension CELType: CustomStringConvertible {
    /// The type as the specification writes it: `list(int)`, `map(string, dyn)`, `optional_type(int)`.
    public var description: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .list(let element): "list(\(element))"
        case .map(let key, let value): "map(\(key), \(value))"
        case .optional(let wrapped): "optional_type(\(wrapped))"
        case .wrapper(let wrapped): "wrapper(\(wrapped))"
        case .type(let of): of.map { "type(\($0))" } ?? "type"
        case .host(let name, let parameters):
            parameters.isEmpty ? name : "\(name)(\(parameters.map(\.description).joined(separator: ", ")))"
        case .parameter(let name): name
        case .error: "*error*"
        }
    }

    /// The name that `type(x)` gives a value of this type, or nil when only the value can tell.
    var valueTypeName: String? {
        switch self {
        case .null, .bool, .int, .uint, .double, .string, .bytes: description
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .list: "list"
        case .map: "map"
        case .optional: "optional_type"
        case .type: "type"
        case .host(let name, _): name
        case .dyn, .wrapper, .parameter, .error: nil
        }
    }

    /// Whether a value may be passed where this type is asked for. Of a list or map only the first element is looked at.
    func admits(_ value: Value) -> Bool {
        switch (self, value) {
        case (.dyn, _), (.parameter, _), (.error, _): true
        case (.wrapper(let wrapped), _): if case .null = value { true } else { wrapped.admits(value) }
        case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.string, .string),
            (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.type, .type):
            true
        case (.list(let element), .list(let values)): values.first.map(element.admits) ?? true
        case (.map(let key, let element), .map(let map)):
            (map.keys.first.map(key.admits) ?? true) && (map.values.first.map(element.admits) ?? true)
        case (.optional(let wrapped), .optional(let value)): value.map(wrapped.admits) ?? true
        case (.host(let name, _), .host(let reference)): reference.typeName == name
        default: false
        }
    }

    /// True for what the checker leaves to run time.
    var isDynamic: Bool { self == .dyn || self == .error }
}
