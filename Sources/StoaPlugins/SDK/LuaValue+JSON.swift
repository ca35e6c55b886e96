import JSONDocument
import LuaSandbox

extension LuaValue {
    /// The same value; members in the order of their names, so that equal documents are equal in Lua too.
    init(_ json: JSON) {
        self =
            switch json {
            case .null: .null
            case .bool(let value): .boolean(value)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            case .string(let value): .string(value)
            case .array(let elements): .list(elements.map(LuaValue.init))
            case .object(let members):
                .map(members.sorted { $0.key < $1.key }.map { LuaField($0.key, LuaValue($0.value)) })
            }
    }

    /// The same value as JSON. An empty table is an empty list, because Lua does not tell the two apart.
    ///
    /// - Throws: ``NoJSON`` for bytes that are no text and for numbers that are not finite.
    func json() throws(NoJSON) -> JSON {
        switch self {
        case .null: return .null
        case .boolean(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .number(let value):
            guard let number = JSON(value) else { throw NoJSON() }
            return number
        case .string(let value): return .string(value)
        case .bytes: throw NoJSON()
        case .list(let elements):
            var array: [JSON] = []
            for element in elements { array.append(try element.json()) }
            return .array(array)
        case .map(let fields):
            var members: [String: JSON] = [:]
            for field in fields { members[field.name] = try field.value.json() }
            return .object(members)
        }
    }
}

/// A value that JSON cannot hold.
struct NoJSON: Error {}
