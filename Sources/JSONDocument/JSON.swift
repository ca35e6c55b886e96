/// A JSON value.
///
/// Numbers have one form each: a whole number that fits `Int64` is `.integer`, any other finite number is `.number`.
/// The parser, the literals, the encoder and `JSON(_: Double)` keep to it, so equality means the same number; code that
/// writes the `.number` case itself should use `JSON(_: Double)` instead.
/// Strings, and so the names in an object, compare as Swift strings do: canonically equivalent texts are equal.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A finite number that is not whole, or is beyond `Int64`.
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// The number in its one form; nil for an infinity or NaN, which JSON cannot hold.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self = JSON(finite: value)
    }

    init(finite value: Double) {
        if let whole = Int64(exactly: value) { self = .integer(whole) } else { self = .number(value) }
    }

    /// A count or an index as JSON.
    public init(_ value: Int) { self = .integer(Int64(value)) }
}

extension JSON {
    /// Whether this is `null`; absence is a nil `JSON?` instead.
    public var isNull: Bool { self == .null }

    /// The truth value; nil for any other kind, as in the accessors below.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A whole number; `5.0` counts, since it is held as an integer.
    public var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// Any number as the nearest `Double`; an integer beyond 2⁵³ loses digits.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The text of a string; numbers are not turned into text.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements of an array, without a copy.
    public var array: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members of an object, without a copy; their order is not kept.
    public var object: [String: JSON]? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member of an object; nil when it is absent or this is not an object.
    ///
    /// Setting makes an object of anything else; setting nil removes the member.
    public subscript(name: String) -> JSON? {
        get {
            if case .object(let members) = self { members[name] } else { nil }
        }
        set {
            // The members are taken out first so that the dictionary is changed in place, not copied.
            var members: [String: JSON] = [:]
            if case .object(let present) = self {
                self = .null
                members = present
            }
            members[name] = newValue
            self = .object(members)
        }
    }

    /// The element of an array; nil when it is out of bounds or this is not an array.
    public subscript(index: Int) -> JSON? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    /// What a message calls this kind of value: `null`, `boolean`, `integer`, `number`, `string`, `array` or `object`.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = JSON(finite: value) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// - Precondition: no name occurs twice.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(uniqueKeysWithValues: elements))
    }
}

extension JSON: CustomStringConvertible {
    /// The canonical text.
    public var description: String { canonicalText }
}
