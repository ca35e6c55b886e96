import CEL
import Diagnostics
import JSONDocument
import StoaCommerce
import StoaExpressions
import StoaExtension

/// The expressions of workflows: CEL over facts by name, with money and decimals.
///
/// Facts come from outside as JSON, so their fields are checked when an expression is evaluated, not when it is read.
struct WorkflowLanguage: Sendable {
    /// Which names an expression may use; `now` is always one.
    enum Names {
        /// What an instance knows.
        case instance
        /// Besides, `approver`: the person who wants to decide.
        case approver
        /// What a gate can see before there is an instance.
        case gate

        var list: Set<String> {
            switch self {
            case .instance: ["command", "actor", "subject", "vars", "tasks", "earlierApprovers", "now"]
            case .approver: Names.instance.list.union(["approver"])
            case .gate: ["command", "actor", "decided", "now"]
            }
        }
    }

    private static let environment = CommandEnvironment(currency: nil, extraVariables: ["approver"])

    /// Compiles bare CEL.
    ///
    /// - Throws: all of its mistakes, with spans counted from the start of the text: `cel.…`, and `workflow.nameNotHere`
    ///   for a name that has no value at this place.
    func expression(_ text: String, over names: Names, isCondition: Bool = false) throws(DiagnosticsError) -> WorkflowExpression {
        let source = SourceText(name: "<expression>", text: text)
        let compiled = try WorkflowLanguage.environment.expression(source, expecting: isCondition ? .bool : nil)
        for name in compiled.program.variables.sorted() where !names.list.contains(name) {
            throw DiagnosticsError([
                Diagnostic(
                    code: "workflow.nameNotHere", "'\(name)' has no value here", hint: suggestion(for: name, among: names.list),
                    source: source, span: SourceSpan(0, text.utf8.count))
            ])
        }
        let variables = Set(compiled.program.variables)
        return WorkflowExpression(text) { (scope) throws(WorkflowFault) in
            try WorkflowLanguage.json(text) { () throws(EvaluationError) in
                try compiled.value(in: scope.commandScope(WorkflowLanguage.environment, reading: variables))
            }
        }
    }

    /// Compiles a text with `${ CEL }` in it.
    ///
    /// - Throws: as ``expression(_:over:isCondition:)``, and `template.unclosed`.
    func template(_ text: String) throws(DiagnosticsError) -> WorkflowExpression {
        let compiled = try WorkflowLanguage.environment.template(SourceText(name: "<value>", text: text))
        return WorkflowExpression(text) { (scope) throws(WorkflowFault) in
            try WorkflowLanguage.json(text) { () throws(EvaluationError) in
                try compiled.value(in: scope.commandScope(WorkflowLanguage.environment, reading: Names.instance.list))
            }
        }
    }

    private static func json(_ text: String, _ value: () throws(EvaluationError) -> Value) throws(WorkflowFault) -> JSON {
        let result: Value
        do throws(EvaluationError) { result = try value() } catch {
            throw WorkflowFault(code: error.code, "'\(text)': \(error.message)")
        }
        guard let json = JSON(celValue: result) else {
            throw WorkflowFault(code: "workflow.notData", "'\(text)' comes to something that is not data")
        }
        return json
    }
}

extension WorkflowScope {
    /// The facts as CEL values; only those that are read are converted.
    fileprivate func commandScope(_ environment: CommandEnvironment, reading names: Set<String>) -> CommandScope {
        var scope = CommandScope(environment)
        for (name, value) in values where names.contains(name) { scope[name] = value.celValue }
        scope["now"] = .timestamp(Timestamp(now))
        return scope
    }
}
