/// An error of a type's own `init(from:)` that brings its own stable code: it keeps it on the way to the caller.
public protocol CodedError: Error {
    var code: String { get }
    var message: String { get }
    var hint: String? { get }
}

/// Why a JSON value did not become the wanted type.
///
/// The codes are those of ``SchemaViolation``, because to a caller it is the same mistake found one step later:
/// `input.missingField`, `input.wrongType`, `input.outOfRange`, `input.invalidValue`.
public struct JSONDecodingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One of the codes above; the only part that programs may match.
    public let code: String
    /// Where in the value; for a missing field, where it would be.
    public let pointer: JSONPointer
    /// What the type needs: `integer`, `string`, `object`…
    public let expected: String
    /// What stands there: a ``JSON/kindName``, or `nothing`.
    public let found: String
    /// One sentence for the sender of the value.
    public let message: String
    /// The next step, where the type that refused the value gave one.
    public var hint: String?

    public var description: String { "\(code) at '\(pointer)': \(message)" }

    static func wrongType(_ expected: String, _ found: JSON, _ path: CodingPath) -> JSONDecodingError {
        JSONDecodingError(
            code: "input.wrongType", pointer: JSONPointer(path.keys), expected: expected, found: found.kindName,
            message: "expected \(expected), found \(found.kindName)")
    }

    static func missing(_ expected: String, _ path: CodingPath) -> JSONDecodingError {
        JSONDecodingError(
            code: "input.missingField", pointer: JSONPointer(path.keys), expected: expected, found: "nothing",
            message: "'\(path.keys.last?.stringValue ?? "")' is missing")
    }

    static func outOfRange(_ expected: String, _ found: JSON, _ path: CodingPath) -> JSONDecodingError {
        JSONDecodingError(
            code: "input.outOfRange", pointer: JSONPointer(path.keys), expected: expected, found: found.kindName,
            message: "\(found) does not fit \(expected)")
    }

    /// An error from a type's own `init(from:)`, told in the same terms.
    static func converted(_ error: any Error) -> JSONDecodingError {
        if let error = error as? JSONDecodingError { return error }
        if let error = error as? any CodedError {
            return JSONDecodingError(
                code: error.code, pointer: .root, expected: "a valid value", found: "an invalid one", message: error.message,
                hint: error.hint)
        }
        switch error as? DecodingError {
        case .dataCorrupted(let context):
            return JSONDecodingError(
                code: "input.invalidValue", pointer: JSONPointer(context.codingPath), expected: "a valid value",
                found: "an invalid one", message: context.debugDescription)
        case .keyNotFound(let key, let context):
            return JSONDecodingError(
                code: "input.missingField", pointer: JSONPointer(context.codingPath + [key]), expected: "a value",
                found: "nothing", message: "'\(key.stringValue)' is missing")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            return JSONDecodingError(
                code: "input.wrongType", pointer: JSONPointer(context.codingPath), expected: "\(type)",
                found: "another type", message: context.debugDescription)
        default:
            return JSONDecodingError(
                code: "input.invalidValue", pointer: .root, expected: "a valid value", found: "an invalid one",
                message: String(describing: error))
        }
    }
}
