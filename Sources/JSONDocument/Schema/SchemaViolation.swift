/// One way in which a value does not match its schema.
///
/// Codes: `input.wrongType`, `input.missingField`, `input.unknownField`, `input.outOfRange`, `input.wrongLength`,
/// `input.wrongCount`, `input.notUnique`, `input.notAllowed` (outside an `enum`, `const` or
/// `pattern`), `input.noMatch` (no branch
/// of `anyOf` or `oneOf`), `input.ambiguous` (several of `oneOf`), `input.tooComplex` (the check gave up).
public struct SchemaViolation: Sendable, Hashable {
    /// Where in the value; for a missing field, where it would be.
    public let pointer: JSONPointer
    public let code: String
    /// One sentence for the sender of the value.
    public let message: String
    /// The next step as an imperative, or nil.
    public let hint: String?

    public init(pointer: JSONPointer, code: String, message: String, hint: String? = nil) {
        self.pointer = pointer
        self.code = code
        self.message = message
        self.hint = hint
    }
}
