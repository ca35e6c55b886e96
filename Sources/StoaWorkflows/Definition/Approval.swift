/// What an `approve` task asks for: stages of people, one after the other, and where each outcome leads.
public struct Approval: Sendable {
    /// In order; a stage whose condition is false is passed over.
    public let stages: [Stage]
    /// Each gives the id of one actor or a list of ids who must not decide, besides the maker, who never may.
    public let exclude: [WorkflowExpression]
    /// All times count from the moment a stage opens.
    public let remind: Reminder?
    public let escalate: Escalation?
    public let due: Due?
    public let isCommentRequiredOnRejection: Bool
    public let approved: WorkflowTarget
    public let rejected: WorkflowTarget
    /// Nil leads where the deadline's outcome leads.
    public let expired: WorkflowTarget?

    public init(
        stages: [Stage], exclude: [WorkflowExpression] = [], remind: Reminder? = nil, escalate: Escalation? = nil,
        due: Due? = nil, isCommentRequiredOnRejection: Bool = true, approved: WorkflowTarget, rejected: WorkflowTarget,
        expired: WorkflowTarget? = nil
    ) {
        self.stages = stages
        self.exclude = exclude
        self.remind = remind
        self.escalate = escalate
        self.due = due
        self.isCommentRequiredOnRejection = isCommentRequiredOnRejection
        self.approved = approved
        self.rejected = rejected
        self.expired = expired
    }

    /// One round of decisions by people of one pool.
    public struct Stage: Sendable {
        public let name: String
        public let when: WorkflowExpression?
        public let by: ApproverPool
        /// How many different people must approve; one rejection rejects.
        public let need: Int

        public init(_ name: String, by: ApproverPool, need: Int = 1, when: WorkflowExpression? = nil) {
            self.name = name
            self.by = by
            self.need = need
            self.when = when
        }
    }

    /// Reminds once after a while, then again at an interval if there is one.
    public struct Reminder: Sendable, Hashable {
        public let afterMilliseconds: Int64
        public let everyMilliseconds: Int64?

        public init(afterMilliseconds: Int64, everyMilliseconds: Int64? = nil) {
            self.afterMilliseconds = afterMilliseconds
            self.everyMilliseconds = everyMilliseconds
        }
    }

    /// Lets more people decide when a stage takes too long.
    public struct Escalation: Sendable {
        public let afterMilliseconds: Int64
        public let to: ApproverPool

        public init(afterMilliseconds: Int64, to: ApproverPool) {
            self.afterMilliseconds = afterMilliseconds
            self.to = to
        }
    }

    /// What silence means. A decision at this very instant comes too late.
    public struct Due: Sendable, Hashable {
        public let afterMilliseconds: Int64
        public let outcome: DecisionOutcome

        public init(afterMilliseconds: Int64, outcome: DecisionOutcome) {
            self.afterMilliseconds = afterMilliseconds
            self.outcome = outcome
        }
    }

    func target(of outcome: DecisionOutcome) -> WorkflowTarget { outcome == .approved ? approved : rejected }

    var expiryTarget: WorkflowTarget { expired ?? target(of: due?.outcome ?? .rejected) }

    var targets: [WorkflowTarget] { [approved, rejected] + (expired.map { [$0] } ?? []) }
}

/// What a person can say to an approval task.
public enum DecisionOutcome: String, Sendable, Hashable, Codable, CaseIterable {
    case approved, rejected
}
