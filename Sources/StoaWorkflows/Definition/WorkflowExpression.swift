import JSONDocument
import StoaCommerce

/// A compiled condition, value or text of a definition.
///
/// The machine knows nothing of the language behind it: it only hands over a scope and takes the value.
public struct WorkflowExpression: Sendable {
    /// As written in the file.
    public let text: String
    private let body: @Sendable (WorkflowScope) throws(WorkflowFault) -> JSON

    public init(_ text: String, _ body: @escaping @Sendable (WorkflowScope) throws(WorkflowFault) -> JSON) {
        self.text = text
        self.body = body
    }

    /// A value that does not depend on anything.
    public init(constant value: JSON) { self.init(value.canonicalText) { (_) throws(WorkflowFault) in value } }

    public func value(in scope: WorkflowScope) throws(WorkflowFault) -> JSON { try body(scope) }

    /// - Throws: `workflow.notABoolean` besides what the evaluation throws.
    public func holds(in scope: WorkflowScope) throws(WorkflowFault) -> Bool {
        guard case .bool(let holds) = try body(scope) else {
            throw WorkflowFault(code: "workflow.notABoolean", "the condition '\(text)' is neither true nor false")
        }
        return holds
    }

    /// A text as it is, anything else as JSON.
    public func string(in scope: WorkflowScope) throws(WorkflowFault) -> String {
        let value = try body(scope)
        return value.string ?? value.canonicalText
    }
}

/// What expressions of an instance can read, by name: `command`, `actor`, `subject`, `vars`, `tasks`, `earlierApprovers`.
public struct WorkflowScope: Sendable {
    public var values: [String: JSON]
    public let now: Instant

    public init(values: [String: JSON], now: Instant) {
        self.values = values
        self.now = now
    }
}

/// Why an instance cannot go on. It becomes part of the instance, where an operator sees it.
public struct WorkflowFault: Error, Sendable, Hashable {
    public let code: String
    public let message: String

    public init(code: String, _ message: String) {
        self.code = code
        self.message = message
    }
}
