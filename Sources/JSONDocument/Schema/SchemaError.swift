/// Why a JSON value is no schema that this library can check.
///
/// Codes: `schema.invalid` (not what the keyword needs), `schema.unsupportedKeyword`, `schema.unknownReference`,
/// `schema.tooDeep`.
public struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    public let code: String
    /// Where in the schema's JSON.
    public let pointer: JSONPointer
    public let message: String
    public let hint: String?

    public var description: String { "\(code) at '\(pointer)': \(message)" }
}
