/// A value that crosses the border of the sandbox, by copy.
///
/// Results of a call are JSON-like: finite numbers, valid UTF-8, lists without holes, maps with text keys in bytewise
/// order. An empty Lua table arrives as an empty ``list(_:)``, because Lua does not tell the two apart; a typed reader
/// must take it for an empty map too. Integers and floating-point numbers stay distinct.
public enum LuaValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    /// Text that is not valid UTF-8: only in the arguments and answers of host functions, never in a result.
    case bytes([UInt8])
    case list([LuaValue])
    /// Named fields in the given order. A name that occurs twice keeps its last value inside Lua.
    case map([LuaField])
}

/// One named field of a ``LuaValue/map(_:)``.
public struct LuaField: Sendable, Hashable {
    public let name: String
    public let value: LuaValue

    public init(_ name: String, _ value: LuaValue) {
        self.name = name
        self.value = value
    }
}

extension LuaValue {
    /// The value of the named field; nil where this is no map or has no such field. Linear in the number of fields.
    public subscript(name: String) -> LuaValue? {
        guard case .map(let fields) = self else { return nil }
        return fields.last { $0.name == name }?.value
    }

    /// The elements of a list; those of an empty map are none. Nil for everything else.
    public var elements: [LuaValue]? {
        switch self {
        case .list(let elements): elements
        case .map(let fields) where fields.isEmpty: []
        default: nil
        }
    }

    /// The fields of a map; those of an empty list are none (see ``LuaValue``). Nil for everything else.
    public var fields: [LuaField]? {
        switch self {
        case .map(let fields): fields
        case .list(let elements) where elements.isEmpty: []
        default: nil
        }
    }

    /// What a message calls the kind of value: "a whole number", "text", "a list".
    public var kindName: String {
        switch self {
        case .null: "nil"
        case .boolean: "a boolean"
        case .integer: "a whole number"
        case .number: "a floating-point number"
        case .string: "text"
        case .bytes: "bytes"
        case .list: "a list"
        case .map: "a map"
        }
    }
}

extension LuaValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: LuaValue...) { self = .list(elements) }
    public init(dictionaryLiteral elements: (String, LuaValue)...) {
        self = .map(elements.map { LuaField($0.0, $0.1) })
    }
}
