import Diagnostics
import StoaExtension

/// One entry of a `do` list: a name, what it does, and where it goes on.
public struct WorkflowTask: Sendable {
    public let name: String
    public let action: Action
    /// `then`; nil to go on with the task below.
    public let then: WorkflowTarget?
    /// Where the name stands in the file; nil for tasks made in code.
    public let span: SourceSpan?

    public init(_ name: String, _ action: Action, then: WorkflowTarget? = nil, span: SourceSpan? = nil) {
        self.name = name
        self.action = action
        self.then = then
        self.span = span
    }

    /// What a task does.
    public enum Action: Sendable {
        case call(Call)
        /// The first branch whose condition is true, else `otherwise`.
        case branch([Branch], otherwise: WorkflowTarget)
        case approve(Approval)
        /// Runs the held command, as the actor who asked for it.
        case execute(RetryPolicy)
        /// Ends the instance without running the held command.
        case refuse(reason: WorkflowExpression)
        /// Assigns variables; all values see the variables as they were before.
        case set([Assignment])
        case wait(milliseconds: Int64)
        case emit(type: String, data: WorkflowExpression)
        /// Ends the instance as failed, with the author's own code.
        case raise(code: String, message: WorkflowExpression)
    }

    /// Asks an extension point or runs a command.
    public struct Call: Sendable {
        public enum Callee: Sendable, Hashable {
            case point(ExtensionPoint)
            case command(String)
        }

        public let callee: Callee
        public let input: WorkflowExpression
        /// Shorter than the point's own deadline, or nil for that.
        public let timeoutMilliseconds: Int?
        /// The output when nobody answers in time or without error; nil to fail then.
        public let otherwise: WorkflowExpression?

        public init(
            _ callee: Callee, input: WorkflowExpression, timeoutMilliseconds: Int? = nil, otherwise: WorkflowExpression? = nil
        ) {
            self.callee = callee
            self.input = input
            self.timeoutMilliseconds = timeoutMilliseconds
            self.otherwise = otherwise
        }
    }

    /// One case of a switch.
    public struct Branch: Sendable {
        public let name: String
        public let when: WorkflowExpression
        public let then: WorkflowTarget

        public init(_ name: String, when: WorkflowExpression, then: WorkflowTarget) {
            self.name = name
            self.when = when
            self.then = then
        }
    }

    /// One variable of a `set`.
    public struct Assignment: Sendable {
        public let name: String
        public let value: WorkflowExpression

        public init(_ name: String, _ value: WorkflowExpression) {
            self.name = name
            self.value = value
        }
    }

    /// Every place this task may lead to by name, `then` aside.
    var ownTargets: [WorkflowTarget] {
        switch action {
        case .branch(let branches, let otherwise): branches.map(\.then) + [otherwise]
        case .approve(let approval): approval.targets
        default: []
        }
    }

    /// Whether the flow can come to the task below or to `then`.
    var continues: Bool {
        switch action {
        case .branch, .approve, .refuse, .raise: false
        default: true
        }
    }
}

/// How often and how soon a refused command is tried again.
public struct RetryPolicy: Sendable, Hashable {
    public enum Backoff: String, Sendable, CaseIterable { case constant, exponential }

    /// Attempts after the first one; 0 never retries.
    public let limit: Int
    public let backoff: Backoff
    public let delayMilliseconds: Int64

    /// No wait is longer, however often it was doubled.
    public static let delayMillisecondsMax: Int64 = 24 * 3_600_000

    public init(limit: Int, backoff: Backoff = .exponential, delayMilliseconds: Int64 = 10_000) {
        self.limit = limit
        self.backoff = backoff
        self.delayMilliseconds = delayMilliseconds
    }

    public static let never = RetryPolicy(limit: 0)

    /// The wait before an attempt after the first, counted from 1, with up to a fifth more that follows from `seed`: many
    /// instances that failed together do not come back together, and a replay waits the same time again.
    func delay(before attempt: Int, seed: String) -> Int64 {
        let doublings = backoff == .exponential ? min(attempt - 1, 30) : 0
        let (grown, overflow) = delayMilliseconds.multipliedReportingOverflow(by: 1 << Int64(doublings))
        let delay = overflow ? RetryPolicy.delayMillisecondsMax : min(grown, RetryPolicy.delayMillisecondsMax)
        var mixed: UInt64 = 14_695_981_039_346_656_037
        for byte in "\(seed)/\(attempt)".utf8 { mixed = (mixed ^ UInt64(byte)) &* 1_099_511_628_211 }
        return delay + Int64(mixed % UInt64(max(1, delay / 5)))
    }
}
