import Diagnostics

/// Why an expression has no value for these bindings.
///
/// One reference wide, so that steps that cannot fail pay nothing for it. Codes: `cel.noOverload`, `cel.noSuchKey`,
/// `cel.noSuchField`, `cel.absentField`, `cel.indexOutOfRange`, `cel.divisionByZero`, `cel.overflow`,
/// `cel.invalidArgument`, `cel.invalidPattern`, `cel.invalidKey`, `cel.duplicateKey`, `cel.emptyOptional`, `cel.unboundVariable`, `cel.unknownName`,
/// `cel.unknownFunction`, `cel.unknownTimeZone`, `cel.tooLarge`, `cel.costExceeded`, `cel.cancelled`, and those of host functions.
public struct EvaluationError: Error, Sendable, CustomStringConvertible {
    private let storage: Storage

    private final class Storage: Sendable {
        let code: String
        let message: String
        let hint: String?
        let span: SourceSpan?

        init(code: String, message: String, hint: String?, span: SourceSpan?) {
            self.code = code
            self.message = message
            self.hint = hint
            self.span = span
        }
    }

    public init(code: String, _ message: String, hint: String? = nil, span: SourceSpan? = nil) {
        storage = Storage(code: code, message: message, hint: hint, span: span)
    }

    public var code: String { storage.code }
    public var message: String { storage.message }
    public var hint: String? { storage.hint }
    /// Where in the expression's source; nil only while the error is inside of a function.
    public var span: SourceSpan? { storage.span }
    public var description: String { "\(code): \(message)" }

    /// The same error at a place, unless it has one already.
    func located(at span: SourceSpan) -> EvaluationError {
        storage.span == nil ? EvaluationError(code: code, message, hint: hint, span: span) : self
    }

    /// A limit or a cancellation ends the evaluation; `||` and `&&` must not absorb it.
    var endsEvaluation: Bool { storage.code == "cel.costExceeded" || storage.code == "cel.cancelled" }

    /// The error as a finding about `source`.
    public func diagnostic(in source: SourceText) -> Diagnostic {
        Diagnostic(code: code, message, hint: hint, source: source, span: span)
    }
}

extension EvaluationError {
    static func noOverload(_ function: String, _ arguments: [Value]) -> EvaluationError {
        let types = arguments.map(\.typeName).joined(separator: ", ")
        return EvaluationError(code: "cel.noOverload", "'\(displayName(function))' cannot be applied to (\(types))")
    }

    static func overflow(_ operation: String) -> EvaluationError {
        EvaluationError(code: "cel.overflow", "the result of \(operation) is out of range")
    }

    static func invalid(_ message: String, hint: String? = nil) -> EvaluationError {
        EvaluationError(code: "cel.invalidArgument", message, hint: hint)
    }

    static func wanted(_ type: String, _ found: Value) -> EvaluationError {
        EvaluationError(code: "cel.noOverload", "a value of type \(type) is needed here, and this is of type \(found.typeName)")
    }

    static func tooLarge(_ what: String) -> EvaluationError {
        EvaluationError(code: "cel.tooLarge", "\(what) would have more than \(Limits.elementsMax) elements")
    }
}
