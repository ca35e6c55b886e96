import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

@testable import StoaWorkflows

@Suite struct ApprovalMachineTests {
    let finance = RefundApproval.person("usr_fin", "finance")
    let otherFinance = RefundApproval.person("usr_fin2", "finance")
    let lead = RefundApproval.person("usr_lead", "lead")
    let cfo = RefundApproval.person("usr_cfo", "cfo")

    func started(amount: Int64 = 20_000, score: Int64? = 10) throws -> MachineDriver {
        var driver = MachineDriver(amount: amount)
        driver.score = score
        try driver.start()
        return driver
    }

    @Test func waitsForTheFirstStage() throws {
        let driver = try started()
        #expect(driver.instance.state == .waiting)
        #expect(driver.task?.stage == "finance")
        #expect(driver.task?.excluded == ["usr_maker"])
        #expect(driver.task?.dueAt == RefundApproval.start.advanced(bySeconds: 48 * 3600))
        #expect(driver.instance.wakeAt == RefundApproval.start.advanced(bySeconds: 24 * 3600))
        #expect(driver.emitted == ["approval.requested"])
        #expect(driver.instance.unreachableBecause(openTask: driver.task) == nil)
    }

    @Test func theRightPersonLetsTheCommandRun() throws {
        var driver = try started()
        try driver.decide(finance)
        #expect(driver.executions == 1)
        #expect(driver.instance.state == .completed)
        #expect(driver.instance.outcome == .executed)
        #expect(driver.emitted == ["approval.requested", "approval.decided", "workflow.finished"])
        let decision = try #require(driver.closed.first?.decisions.first)
        #expect(decision.by == "usr_fin")
        #expect(decision.commandHash == "command-hash")
        #expect(decision.subjectVersion == 3)
        #expect(decision.workflowVersion == "1.0.0")
    }

    @Test func whoMayNotDecide() throws {
        var driver = try started()
        let makerWithRole = RefundApproval.person("usr_maker", "finance", "admin")
        let plugin = Actor(kind: .plugin, id: "acme/x", roles: ["finance"])
        for (person, code) in [
            (RefundApproval.person("usr_a", "support"), "approval.notInPool"), (lead, "approval.notInPool"),
            (cfo, "approval.notInPool"), (RefundApproval.maker, "approval.makerIsChecker"),
            (makerWithRole, "approval.makerIsChecker"), (plugin, "approval.notInPool"), (.system, "approval.notInPool"),
        ] {
            #expect(refusalCode { try driver.decide(person) } == code, "\(person.id)")
        }
        #expect(driver.executions == 0)
        #expect(driver.task?.decisions.isEmpty == true)
    }

    @Test func aLargeRefundNeedsTwoDifferentPeople() throws {
        var driver = try started(amount: 60_000)
        let both = RefundApproval.person("usr_both", "finance", "lead")
        try driver.decide(both)
        #expect(driver.executions == 0)
        #expect(driver.task?.stage == "lead")
        #expect(driver.task?.excluded == ["usr_both", "usr_maker"])
        #expect(refusalCode { try driver.decide(both) } == "approval.excluded")
        try driver.decide(lead)
        #expect(driver.executions == 1)
        #expect(driver.instance.approvers == ["usr_both", "usr_lead"])
    }

    @Test func aRejectionNeedsACommentAndRefusesTheCommand() throws {
        var driver = try started()
        #expect(refusalCode { try driver.decide(finance, .rejected) } == "approval.commentRequired")
        #expect(refusalCode { try driver.decide(finance, .rejected, comment: "  ") } == "approval.commentRequired")
        try driver.decide(finance, .rejected, comment: "no receipt")
        #expect(driver.executions == 0)
        #expect(driver.instance.outcome == .refused)
        #expect(driver.instance.reason == "no receipt")
        #expect(driver.closed.last?.state == .rejected)
    }

    @Test func aHighScoreRefusesWithoutAskingAnybody() throws {
        let driver = try started(score: 80)
        #expect(driver.task == nil)
        #expect(driver.instance.outcome == .refused)
        #expect(driver.instance.reason?.contains("risk score") == true)
    }

    @Test func aModelThatDoesNotAnswerCountsAsTheDefault() throws {
        let driver = try started(score: nil)
        #expect(driver.instance.tasks["risk"]?.output == ["score": 50])
        #expect(driver.task?.stage == "finance")
    }

    @Test func remindsEscalatesAndExpiresInTime() throws {
        var driver = try started()
        try driver.advance(hours: 24)
        #expect(driver.emitted.last == "approval.reminded")
        #expect(refusalCode { try driver.decide(cfo) } == "approval.notInPool")
        try driver.advance(hours: 12)
        #expect(driver.emitted.last == "approval.escalated")
        #expect(driver.task?.pool.roles == ["finance", "cfo"])
        try driver.advance(hours: 12)
        #expect(driver.closed.last?.state == .expired)
        #expect(driver.instance.outcome == .refused)
        #expect(driver.emitted.suffix(2) == ["approval.decided", "workflow.finished"])
    }

    @Test func afterTheEscalationTheOthersMayDecideToo() throws {
        var driver = try started()
        try driver.advance(hours: 36)
        try driver.decide(cfo)
        #expect(driver.executions == 1)
    }

    @Test func aDecisionAtTheVeryDeadlineIsTooLate() throws {
        var driver = try started()
        driver.now = RefundApproval.start.advanced(bySeconds: 48 * 3600)
        #expect(refusalCode { try driver.decide(finance) } == "approval.expired")
        driver.now = driver.now.advanced(byMilliseconds: -1)
        try driver.decide(finance)
        #expect(driver.executions == 1)
    }

    @Test func aTimerThatRingsDaysLateStillExpiresOnce() throws {
        var driver = try started()
        driver.now = RefundApproval.start.advanced(bySeconds: 400 * 3600)
        try driver.send(.woke)
        #expect(
            driver.emitted == ["approval.requested", "approval.reminded", "approval.escalated", "approval.decided", "workflow.finished"])
    }

    @Test func aTimerThatRingsEarlyIsSetAgain() throws {
        var driver = try started()
        let before = driver.instance
        try driver.send(.woke)
        #expect(driver.instance.wakeAt == before.wakeAt)
        #expect(driver.instance.wakeSequence == before.wakeSequence + 1)
    }

    @Test func aChangedSubjectVoidsTheTaskAndAsksAgain() throws {
        var driver = try started()
        let changed = WorkflowSubject(kind: "order", id: "ord_1", version: 4, hash: "h4", body: ["total": 1])
        let first = try #require(driver.task)
        try driver.decide(finance, subject: changed)
        #expect(driver.executions == 0)
        #expect(driver.closed.last?.state == .voided)
        let second = try #require(driver.task)
        #expect(second.id != first.id)
        #expect(second.subject?.version == 4)
        try driver.decide(finance, subject: changed)
        #expect(driver.executions == 1)
    }

    @Test func aSubjectThatKeepsChangingEndsTheInstance() throws {
        var driver = try started()
        for version in 4...9 {
            let changed = WorkflowSubject(kind: "order", id: "ord_1", version: Int64(version), hash: "h\(version)", body: .null)
            try driver.decide(finance, subject: changed)
        }
        #expect(driver.instance.failure?.code == "approval.voidedTooOften")
        #expect(driver.instance.unreachableBecause(openTask: driver.task) == nil)
    }

    @Test func aRefusalThatMayPassIsTriedAgainThenFails() throws {
        var driver = try started()
        driver.execution = .failure(Refusal(.conflict, code: "ledger.floorReached", "not now"))
        try driver.decide(finance)
        #expect(driver.instance.state == .waiting)
        var waits: [Int64] = []
        while let wake = driver.instance.wakeAt {
            waits.append(wake.millisecondsSince1970 - driver.now.millisecondsSince1970)
            driver.now = wake
            try driver.send(.woke)
        }
        #expect(driver.executions == 6)
        #expect(waits.count == 5)
        for (index, wait) in waits.enumerated() {
            let base = Int64(10_000) << index
            #expect((base...(base + base / 5)).contains(wait))
        }
        #expect(driver.instance.state == .failed)
        #expect(driver.instance.failure?.code == "ledger.floorReached")
    }

    @Test func aRefusalForGoodIsNotTriedAgain() throws {
        var driver = try started()
        driver.execution = .failure(Refusal(.invalid, code: "refund.exceedsPaid", "too much"))
        try driver.decide(finance)
        #expect(driver.executions == 1)
        #expect(driver.instance.state == .failed)
        #expect(driver.instance.failure?.code == "refund.exceedsPaid")
        #expect(driver.emitted.last == "workflow.finished")
    }

    @Test func aSecondDecisionComesTooLate() throws {
        var driver = try started(amount: 60_000)
        var task = try #require(driver.task)
        try driver.decide(finance)
        task = try #require(driver.closed.first { $0.id == task.id })
        let late = TaskDecision(by: otherFinance, outcome: .approved, subject: RefundApproval.order)
        #expect(refusalCode { try task.check(late, at: driver.now) } == "approval.alreadyDecided")
    }
}
