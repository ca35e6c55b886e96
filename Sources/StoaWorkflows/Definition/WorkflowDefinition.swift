import StoaCommerce

/// A workflow as its file says, checked and ready to run. Immutable; a running instance keeps the one it started with.
public struct WorkflowDefinition: Sendable {
    /// `refund-approval`: the name in gates, tasks and journals.
    public let id: String
    /// What the author calls this state of the file: `2.1.0`.
    public let version: String
    /// The file, byte for byte, and its SHA-256 in hex: the identity that instances are pinned to.
    public let source: String
    public let hash: String
    public let trigger: Trigger
    /// In the order of the file; at least one.
    public let tasks: [WorkflowTask]

    private let indexByName: [String: Int]

    /// What starts an instance.
    public enum Trigger: Sendable {
        /// Holds the command when the condition is true, or always without one.
        case before(command: String, when: WorkflowExpression?)
    }

    /// - Precondition: names of tasks are unique and there is at least one.
    public init(id: String, version: String, source: String, hash: String, trigger: Trigger, tasks: [WorkflowTask]) {
        precondition(!tasks.isEmpty, "a workflow without a task does nothing")
        self.id = id
        self.version = version
        self.source = source
        self.hash = hash
        self.trigger = trigger
        self.tasks = tasks
        indexByName = Dictionary(uniqueKeysWithValues: tasks.enumerated().map { ($1.name, $0) })
    }

    public subscript(task name: String) -> WorkflowTask? { indexByName[name].map { tasks[$0] } }

    /// Where it goes on after a task that is done: its `then`, else the task below it, else the end.
    public func successor(of task: WorkflowTask) -> WorkflowTarget {
        if let then = task.then { return then }
        guard let index = indexByName[task.name], index + 1 < tasks.count else { return .end }
        return .task(tasks[index + 1].name)
    }

    /// Every approval of the definition with the name of its task.
    public var approvals: [(task: String, approval: Approval)] {
        tasks.compactMap { task in
            if case .approve(let approval) = task.action { (task.name, approval) } else { nil }
        }
    }
}

/// Where a flow goes: to a task of the same list, or out of it.
public enum WorkflowTarget: Sendable, Hashable {
    case task(String)
    case end
    /// Ends the instance as failed.
    case fail
}
