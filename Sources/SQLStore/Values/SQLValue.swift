/// One value of a parameter or a column. The set is what both engines store without loss.
///
/// There is no floating point on purpose: quantities are integers with a unit, everything else is text. An
/// expression that yields a real number must be cast in SQL (`CAST(x AS TEXT)`), otherwise reading it fails with
/// `store.typeUnsupported`. Booleans are the integers 0 and 1.
public enum SQLValue: Sendable, Hashable {
    /// SQL's NULL, of any type.
    case null
    /// A whole number; the engines' smaller integers and booleans arrive as one, too.
    case integer(Int64)
    /// Unicode text without U+0000, which PostgreSQL cannot store (`store.valueInvalid`).
    case text(String)
    /// Bytes as they are.
    case blob([UInt8])

    /// The text, or `null` for nil.
    public init(_ text: String?) {
        self = text.map(SQLValue.text) ?? .null
    }

    /// The integer, or `null` for nil.
    public init(_ integer: Int64?) {
        self = integer.map(SQLValue.integer) ?? .null
    }

    /// The bytes, or `null` for nil.
    public init(_ blob: [UInt8]?) {
        self = blob.map(SQLValue.blob) ?? .null
    }

    /// 1 or 0.
    public init(_ boolean: Bool) {
        self = .integer(boolean ? 1 : 0)
    }

    /// What the value weighs against the limits: bytes of text or blob, 8 for the rest.
    var byteCount: Int {
        switch self {
        case .null, .integer: 8
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        }
    }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(nilLiteral: ()) { self = .null }
}
