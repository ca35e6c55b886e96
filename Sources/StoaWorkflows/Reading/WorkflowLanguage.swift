import CEL
import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExpressions
import StoaExtension

/// CEL as workflows speak it: the facts of an instance by name, money and decimals, and nothing that could change.
///
/// Facts come from outside as JSON, so their fields are checked when an expression is evaluated, not when it is read.
public struct WorkflowLanguage: Sendable {
    /// Which names an expression may use.
    public enum Names: Sendable {
        /// `command`, `actor`, `subject`, `vars`, `tasks`, `earlierApprovers`, `now`.
        case instance
        /// Those, and `approver`: the person who wants to decide.
        case approver
        /// `command`, `actor`, `decided`, `now`: what a gate can see before there is an instance.
        case gate

        var list: [String] {
            switch self {
            case .instance: ["command", "actor", "subject", "vars", "tasks", "earlierApprovers"]
            case .approver: Names.instance.list + ["approver"]
            case .gate: ["command", "actor", "decided"]
            }
        }
    }

    public enum Expectation: Sendable { case boolean, anything }

    /// What one evaluation may cost, in steps of CEL.
    static let costMax: UInt64 = 100_000

    public init() {}

    /// Compiles one expression.
    ///
    /// - Throws: all of its mistakes (`cel.…`), with spans counted from the start of the text.
    public func expression(
        _ text: String, over names: Names, expecting expectation: Expectation
    ) throws(DiagnosticsError) -> WorkflowExpression {
        var environment = Environment()
        environment.declareCommerce()
        for name in names.list { environment.declare(variable: name, .dyn) }
        environment.declare(variable: "now", .timestamp)
        let program = try environment.compile(
            SourceText(name: "<expression>", text: text), expecting: expectation == .boolean ? .bool : .dyn)
        let slots = names.list.compactMap { name in environment.slot(of: name).map { (name, $0) } }
        let now = environment.slot(of: "now")
        let bindings = Bindings(for: environment)
        return WorkflowExpression(text) { (scope) throws(WorkflowFault) in
            var bound = bindings
            // Only what the expression reads is turned into values.
            for (name, slot) in slots where program.variables.contains(name) {
                bound[slot] = Value(fact: scope.values[name] ?? .null)
            }
            if let now, let instant = Timestamp(scope.now) { bound[now] = .timestamp(instant) }
            let value: Value
            do throws(EvaluationError) { value = try program.evaluate(bound, limit: WorkflowLanguage.costMax) } catch {
                throw WorkflowFault(code: error.code, "'\(text)': \(error.message)")
            }
            guard let json = value.asJSON else {
                throw WorkflowFault(code: "workflow.notData", "'\(text)' comes to something that is not data")
            }
            return json
        }
    }
}
