import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

extension WorkflowRun {
    /// How often an approval starts over because its subject changed, before it gives up.
    static let voidedMax = 5

    /// Opens the first stage from an index on whose condition holds. Returns where to go when none is left.
    mutating func openStage(of approval: Approval, from index: Int, voided: Int) throws(WorkflowFault) -> WorkflowTarget? {
        for (index, stage) in approval.stages.enumerated().dropFirst(index) {
            if let when = stage.when, try !when.holds(in: scope) { continue }
            let excluded = try excludedActors(approval)
            try checkSomebodyCanDecide(stage, approval, excluded)
            open(stage, of: approval, excluded)
            if let task = openTask { park(.approval(task: task.id, stage: index, voided: voided)) }
            return nil
        }
        guard currentRecord.decidedBy != nil else {
            throw WorkflowFault(code: "approval.noStage", "no stage of the approval applies, so nobody could approve")
        }
        return conclude(.approved, approval.approved)
    }

    /// Takes a decision, or refuses it for what the person is, then for what the task is.
    mutating func decide(_ decision: TaskDecision) throws(Refusal) {
        guard var task = openTask else { throw outOfStep }
        try task.check(decision, at: now)
        guard case .approval(task.id, let stage, let voided)? = instance.wait, let approval = currentApproval else { throw outOfStep }
        if let shown = task.subject, decision.subject?.hash != shown.hash {
            return void(&task, approval, stage, voided, current: decision.subject)
        }
        let comment = decision.comment.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        if decision.outcome == .rejected, approval.isCommentRequiredOnRejection, comment == nil {
            throw Refusal(.invalid, code: "approval.commentRequired", "a rejection needs a comment", hint: "say why in 'comment'")
        }
        task.decisions.append(
            .init(
                by: decision.by.id, onBehalfOf: nil, outcome: decision.outcome, comment: comment, at: now,
                commandHash: instance.commandHash, subjectVersion: task.subject?.version, subjectHash: task.subject?.hash,
                workflowVersion: instance.version))
        var record = currentRecord
        record.decidedBy = decision.by.id
        record.comment = comment
        instance.tasks[task.name] = record
        note("decided", ["stage": .string(task.stage), "by": .string(decision.by.id), "outcome": .string(decision.outcome.rawValue)])
        emitDecided(task, decision.by.id, decision.outcome.rawValue, comment)
        switch decision.outcome {
        case .rejected:
            close(&task, as: .rejected)
            go(to: conclude(.rejected, approval.rejected))
        case .approved:
            instance.approvers.append(decision.by.id)
            guard task.decisions.count >= task.need else { return update(task) }
            close(&task, as: .approved)
            do throws(WorkflowFault) {
                if let target = try openStage(of: approval, from: stage + 1, voided: voided) { go(to: target) }
            } catch { fail(error.code, error.message) }
        }
    }

    /// Reminds, escalates and expires, each in its own time, also when the timer rings late.
    mutating func wakeApproval(_ approval: Approval) {
        while var task = openTask, let due = task.nextInstant, due <= now {
            if task.dueAt == due { return expire(&task, approval) }
            if task.escalateAt == due, let escalation = approval.escalate {
                task.escalateAt = nil
                task.pool.admit(escalation.to)
                instance.audience.admit(escalation.to)
                note("escalated", ["stage": .string(task.stage)])
                emit("approval.escalated", task)
            } else {
                task.remindersSent += 1
                // A late timer reminds once, not once for every interval it slept through.
                task.remindAt = approval.remind?.everyMilliseconds.map { now.advanced(byMilliseconds: $0) }
                note("reminded", ["stage": .string(task.stage)])
                emit("approval.reminded", task)
            }
            update(task)
        }
    }

    private mutating func expire(_ task: inout ApprovalTask, _ approval: Approval) {
        close(&task, as: .expired)
        note("expired", ["stage": .string(task.stage)])
        emitDecided(task, nil, "expired", nil)
        go(to: conclude(.expired, approval.expiryTarget))
    }

    /// What was shown is no longer what is: the decision counts for nothing, and people are asked again.
    private mutating func void(
        _ task: inout ApprovalTask, _ approval: Approval, _ stage: Int, _ voided: Int, current: WorkflowSubject?
    ) {
        close(&task, as: .voided)
        note("voided", ["stage": .string(task.stage)])
        emit("approval.voided", task)
        guard voided < WorkflowRun.voidedMax, let current else {
            return fail("approval.voidedTooOften", "what is to be approved keeps changing")
        }
        instance.subject = current
        do throws(WorkflowFault) {
            if let target = try openStage(of: approval, from: stage, voided: voided + 1) { go(to: target) }
        } catch { fail(error.code, error.message) }
    }

    private mutating func open(_ stage: Approval.Stage, of approval: Approval, _ excluded: [String]) {
        instance.approvalTaskCount += 1
        // The id follows from the instance's, so a replay opens the same task.
        let body = instance.id.text.drop { $0 != "_" }.dropFirst()
        var task = ApprovalTask(
            id: ID(trusted: "tsk_\(body)-\(instance.approvalTaskCount)"), instance: instance.id, workflow: instance.workflow,
            workflowVersion: instance.version, name: instance.position ?? "", stage: stage.name,
            requestedBy: instance.held.actor.id, command: instance.held.command, input: instance.held.input,
            commandHash: instance.commandHash, subject: instance.subject, need: stage.need, excluded: excluded, openedAt: now,
            dueAt: approval.due.map { now.advanced(byMilliseconds: $0.afterMilliseconds) }, pool: stage.by)
        task.remindAt = approval.remind.map { now.advanced(byMilliseconds: $0.afterMilliseconds) }
        task.escalateAt = approval.escalate.map { now.advanced(byMilliseconds: $0.afterMilliseconds) }
        instance.audience.admit(stage.by)
        note("approvalOpened", ["task": .string(task.id.text), "stage": .string(stage.name)])
        openTask = task
        actions.append(.open(task))
        emit("approval.requested", task)
    }

    private func excludedActors(_ approval: Approval) throws(WorkflowFault) -> [String] {
        var excluded: Set<String> = [instance.held.actor.id]
        for expression in approval.exclude {
            let value = try expression.value(in: scope)
            for entry in value.array ?? [value] {
                guard let id = entry.string ?? entry["id"]?.string else {
                    throw WorkflowFault(code: "approval.badExclusion", "'\(expression.text)' names no actor")
                }
                excluded.insert(id)
            }
        }
        return excluded.sorted()
    }

    /// A pool of named people that is too small without the excluded ones can be told at once.
    private func checkSomebodyCanDecide(_ stage: Approval.Stage, _ approval: Approval, _ excluded: [String]) throws(WorkflowFault) {
        var pool = stage.by
        if let escalation = approval.escalate { pool.admit(escalation.to) }
        guard pool.roles.isEmpty, pool.condition == nil else { return }
        let able = Set(pool.users).subtracting(excluded).count
        if able < stage.need {
            throw WorkflowFault(
                code: "approval.neverApprovable",
                "the stage '\(stage.name)' needs \(stage.need) to approve, and \(able) of its people may")
        }
    }

    private mutating func conclude(_ outcome: ApprovalTask.State, _ target: WorkflowTarget) -> WorkflowTarget {
        guard let name = instance.position else { return target }
        instance.tasks[name, default: .init()].outcome = outcome.rawValue
        return target
    }

    private var currentRecord: WorkflowInstance.TaskRecord {
        instance.position.flatMap { instance.tasks[$0] } ?? .init()
    }

    private var currentApproval: Approval? {
        if case .approve(let approval)? = currentTask?.action { approval } else { nil }
    }

    private mutating func update(_ task: ApprovalTask) {
        openTask = task
        actions.append(.update(task))
    }

    private mutating func close(_ task: inout ApprovalTask, as state: ApprovalTask.State) {
        task.state = state
        task.closedAt = now
        task.remindAt = nil
        task.escalateAt = nil
        actions.append(.update(task))
        openTask = nil
    }
}

extension WorkflowRun {
    private func summary(_ task: ApprovalTask) -> [String: JSON] {
        [
            "task": .string(task.id.text), "instance": .string(instance.id.text), "workflow": .string(instance.workflow),
            "stage": .string(task.stage), "command": .string(task.command), "requestedBy": .string(task.requestedBy),
        ]
    }

    private mutating func emit(_ type: String, _ task: ApprovalTask) {
        actions.append(.emit(type: type, about: .task(task.id), body: .object(summary(task))))
    }

    private mutating func emitDecided(_ task: ApprovalTask, _ by: String?, _ outcome: String, _ comment: String?) {
        var body = summary(task)
        body["outcome"] = .string(outcome)
        if let by { body["decidedBy"] = .string(by) }
        if let comment { body["comment"] = .string(comment) }
        actions.append(.emit(type: "approval.decided", about: .task(task.id), body: .object(body)))
    }
}
