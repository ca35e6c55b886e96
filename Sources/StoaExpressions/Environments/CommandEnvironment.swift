import CEL
import Diagnostics
import StoaCommerce

/// Compiles the conditions of gates and the expressions of workflows: over a command and what came before it.
///
/// Everything but `now` is dynamic: a command's input has another shape for every command. A name that is declared but
/// not set for an evaluation is an error there, never false: a gate that cannot be judged stays shut.
public struct CommandEnvironment: Sendable {
    let environment: Environment

    /// The names that are always declared.
    public static let variables = [
        "command", "actor", "decided", "subject", "event", "vars", "tasks", "input", "data", "context", "err", "earlierApprovers",
    ]

    /// - Parameters:
    ///   - currency: what `money("50.00")` means; nil for the currency of the amount it meets.
    ///   - extraVariables: more names, such as those of a loop.
    ///   - extend: declares more functions, such as those of a book's tables.
    public init(currency: Currency?, extraVariables: [String] = [], extend: (inout Environment) -> Void = { _ in }) {
        var environment = Environment.commerce(currency: currency)
        extend(&environment)
        environment.declare(variable: "now", .timestamp)
        for name in CommandEnvironment.variables + extraVariables { environment.declare(variable: name, .dyn) }
        self.environment = environment
    }

    /// Compiles bare CEL.
    ///
    /// - Parameter expecting: the type it must have; nil for any.
    /// - Throws: all mistakes of the expression, with spans in `source`.
    public func expression(_ source: SourceText, expecting: CELType? = nil) throws(DiagnosticsError) -> CommandExpression {
        CommandExpression(program: try environment.compile(source, expecting: expecting))
    }

    /// Compiles a value field, which may hold `${ CEL }`.
    ///
    /// - Throws: `template.unclosed`, and all mistakes of its expressions, with spans in `source`.
    public func template(_ source: SourceText) throws(DiagnosticsError) -> Template {
        try Template(source, in: self)
    }
}

/// A compiled expression over a command. Immutable.
public struct CommandExpression: Sendable {
    public let program: Program

    /// The value for a scope.
    ///
    /// - Throws: every error of evaluation; a name that is not set is `cel.unboundVariable`.
    public func value(in scope: CommandScope) throws(EvaluationError) -> Value {
        try program.evaluate(scope.bindings, limit: CommandScope.costMax)
    }

    /// Whether a condition holds.
    ///
    /// - Throws: as ``value(in:)``; `cel.noOverload` when the result is not a truth value.
    public func holds(in scope: CommandScope) throws(EvaluationError) -> Bool {
        try program.evaluateBool(scope.bindings, limit: CommandScope.costMax)
    }
}

/// What an evaluation over a command can read.
public struct CommandScope: Sendable {
    let environment: Environment
    private(set) var bindings: Bindings

    /// Cost that one evaluation may have; beyond it is `cel.costExceeded`.
    public static let costMax: UInt64 = 100_000

    public init(_ environment: CommandEnvironment) {
        self.environment = environment.environment
        bindings = Bindings(for: environment.environment)
    }

    /// The value of a declared name; setting one that is not declared is a mistake of the caller.
    public subscript(name: String) -> Value? {
        get { environment.slot(of: name).flatMap { bindings[$0] } }
        set {
            guard let slot = environment.slot(of: name) else { preconditionFailure("'\(name)' is not declared") }
            bindings[slot] = newValue
        }
    }
}
