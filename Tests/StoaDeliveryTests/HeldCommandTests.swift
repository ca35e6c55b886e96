import Diagnostics
import JSONDocument
import StoaCommerce
import StoaDelivery
import StoaExtension
import StoaKernel
import StoaTesting
import StoaWorkflows
import Testing

@Suite struct HeldCommandTests {
    func held(_ amount: Int64 = 20_000, score: Int64? = 10) async throws -> (Fixture, task: String, instance: String) {
        let fixture = try await Fixture(score: score)
        let outcome = try await fixture.refund(amount)
        #expect(outcome.isHeld)
        return (fixture, outcome.output["task"]?.string ?? "", outcome.output["instance"]?.string ?? "")
    }

    @Test func aSmallRefundPassesAtOnce() async throws {
        let fixture = try await Fixture()
        let outcome = try await fixture.refund(5000)
        #expect(!outcome.isHeld)
        #expect(try await fixture.orderNow().refunded == 5000)
    }

    @Test func aHeldCommandChangesNothingUntilItIsApproved() async throws {
        let (fixture, task, instance) = try await held()
        #expect(task.hasPrefix("tsk_"))
        #expect(instance.hasPrefix("wfi_"))
        #expect(try await fixture.orderNow().refunded == 0)
        #expect(try await fixture.stuckInstances() == [])
    }

    @Test func theApprovalRunsExactlyTheHeldCommandInItsOwnCommit() async throws {
        let (fixture, task, _) = try await held()
        let before = await fixture.storage.commitCount
        let answer = try await fixture.decide(task, as: fixture.finance)
        #expect(await fixture.storage.commitCount == before + 1)
        #expect(answer["instance"]?["outcome"] == "executed")
        // As the maker who asked, not as the approver.
        #expect(answer["instance"]?["result"] == ["refunded": 20_000, "by": "usr_maker"])
        #expect(answer["task"]?["state"] == "approved")
        #expect(try await fixture.orderNow().refunded == 20_000)
        let entries = try await fixture.storage.journal(after: nil, limit: 100, in: TenantScope(authenticated: Fixture.tenant)).items
        let last = try entries.suffix(2).map { try JSON(parsing: $0.body) }
        #expect(last.map { $0["command"]?.string } == ["task.decide", "order.refund"])
        #expect(last[0]["linked"]?[0] == last[1]["id"])
        #expect(last[1]["linked"]?[0] == last[0]["id"])
    }

    @Test func whoMayNotDecide() async throws {
        let (fixture, task, _) = try await held()
        let makerWithRole = Actor(kind: .user, id: "usr_maker", roles: ["finance"])
        let customer = Actor(kind: .customer, id: "cus_1", roles: ["customer"])
        for (person, code) in [
            (fixture.seller, "approval.notInPool"), (fixture.lead, "approval.notInPool"), (fixture.admin, "approval.notInPool"),
            (customer, "approval.notInPool"), (fixture.maker, "approval.makerIsChecker"), (makerWithRole, "approval.makerIsChecker"),
            (Actor(kind: .user, id: "usr_x", roles: ["nobody"]), "permission.denied"),
        ] {
            #expect(await refusal { () throws(Refusal) in try await fixture.decide(task, as: person) } == code, "\(person.id)")
        }
        #expect(try await fixture.orderNow().refunded == 0)
        try await fixture.decide(task, as: fixture.finance)
        #expect(await refusal { () throws(Refusal) in try await fixture.decide(task, as: fixture.finance) } == "approval.alreadyDecided")
        #expect(
            await refusal { () throws(Refusal) in try await fixture.decide("tsk_none", as: fixture.finance) } == "approvalTask.notFound")
        #expect(try await fixture.orderNow().refunded == 20_000)
    }

    @Test func badDecisionsAreRefusedByTheSchema() async throws {
        let (fixture, task, _) = try await held()
        #expect(await refusal { () throws(Refusal) in try await fixture.decide(task, as: fixture.finance, "maybe") } == "input.notAllowed")
        #expect(
            await refusal { () throws(Refusal) in try await fixture.decide(task, as: fixture.finance, "rejected") }
                == "approval.commentRequired")
    }

    @Test func aHundredDecisionsAtOnceMakeOneRefund() async throws {
        let (fixture, task, _) = try await held()
        let accepted = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<100 {
                group.addTask {
                    let person = Actor(kind: .user, id: "usr_\(index)", roles: ["finance"])
                    let outcome = index.isMultiple(of: 2) ? "approved" : "rejected"
                    return await refusal { () throws(Refusal) in try await fixture.decide(task, as: person, outcome, comment: "c") } == nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(accepted == 1)
        let task0 = try #require(try await fixture.storage.all(ApprovalTask.self, in: Fixture.tenant).first)
        #expect(task0.decisions.count == 1)
        let refunded = try await fixture.orderNow().refunded
        #expect(refunded == (task0.state == .approved ? 20_000 : 0))
    }

    @Test func anInputOfAnySizeIsNotHeld() async throws {
        let fixture = try await Fixture()
        let input: JSON = [
            "id": "ord_1", "amount": ["amount": 20_000, "currency": "USD"], "reason": .string(String(repeating: "x", count: 70_000)),
        ]
        let code = await refusal { () throws(Refusal) in try await fixture.run("order.refund", as: fixture.maker, input) }
        #expect(code == "workflow.inputTooLarge")
    }

    @Test func aPoolWhoseConditionFailsIsToldToWhoAsks() async throws {
        let text = """
            kind: Workflow
            id: refund-approval
            version: 1.0.0
            before: order.refund
            do:
              - ask:
                  approve:
                    stages: [ { name: s, by: { where: approver.limit > 5 } } ]
                  outcomes: { approved: pay, rejected: end }
              - pay: { execute: command }

            """
        let workflow = try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text))
        let fixture = try await Fixture(workflow: workflow)
        let task = try await fixture.refund(20_000).output["task"] ?? .null
        let code = await refusal { () throws(Refusal) in try await fixture.run("task.get", as: fixture.seller, ["id": task]) }
        #expect(code == "approval.poolUnknown")
    }

    @Test func aDocumentThatCannotBeReadIsOurFault() async throws {
        let fixture = try await Fixture()
        var changes = ChangeSet(
            id: ID(trusted: "chg_broken"), tenant: Fixture.tenant, command: "seed", actor: .system, at: fixture.clock.now,
            evidence: Evidence(input: .null))
        changes.puts = [DocumentPut(key: DocumentKey(Fixture.order), expectedVersion: 1, body: ["captured": "a lot"], keys: [])]
        #expect(try await fixture.storage.commit([changes]) == .committed)
        #expect(await refusal { () throws(Refusal) in try await fixture.refund(1000) } == "store.undecodable")
    }

    @Test func aPageOfTasksIsNotMadeUp() async throws {
        let (fixture, _, _) = try await held()
        let code = await refusal { () throws(Refusal) in try await fixture.run("task.list", as: fixture.finance, ["after": "7"]) }
        #expect(code == "input.badCursor")
    }

    @Test func twoStagesByTwoPeople() async throws {
        let (fixture, task, _) = try await held(60_000)
        let first = try await fixture.decide(task, as: fixture.finance)
        let next = try #require(first["next"]?.string)
        #expect(try await fixture.orderNow().refunded == 0)
        #expect(await refusal { () throws(Refusal) in try await fixture.decide(next, as: fixture.finance) } == "approval.notInPool")
        try await fixture.decide(next, as: fixture.lead)
        #expect(try await fixture.orderNow().refunded == 60_000)
    }

    @Test func theSecondOfTwoRefundsIsShownAgainAfterTheFirst() async throws {
        let (fixture, first, _) = try await held()
        let second = try await fixture.refund(30_000).output["task"]?.string ?? ""
        try await fixture.decide(first, as: fixture.finance)
        let answer = try await fixture.decide(second, as: fixture.finance)
        #expect(answer["task"]?["state"] == "voided")
        #expect(try await fixture.orderNow().refunded == 20_000)
        let again = try #require(answer["next"]?.string)
        try await fixture.decide(again, as: fixture.finance)
        #expect(try await fixture.orderNow().refunded == 50_000)
    }

    @Test func aRefusedCommandLeavesAFailedInstanceThatCanBeSeen() async throws {
        let fixture = try await Fixture()
        let task = try await fixture.refund(90_000).output["task"]?.string ?? ""
        try await fixture.refund(4000)
        try await fixture.refund(4000)
        try await fixture.refund(4000)
        // The order changed, so the task is shown again; then both stages approve what can no longer be paid.
        let next = try #require(try await fixture.decide(task, as: fixture.finance)["next"]?.string)
        let lead = try #require(try await fixture.decide(next, as: fixture.finance)["next"]?.string)
        let answer = try await fixture.decide(lead, as: fixture.lead)
        #expect(answer["instance"]?["state"] == "failed")
        #expect(answer["instance"]?["failure"]?["code"] == "refund.exceedsPaid")
        #expect(try await fixture.orderNow().refunded == 12_000)
        #expect(await fixture.storage.eventTypes.last == "workflow.finished")
    }

    @Test func theIdempotencyKeyOfAHeldCommandAnswersTheSameTask() async throws {
        let fixture = try await Fixture()
        let first = try await fixture.refund(20_000, key: "k")
        let again = try await fixture.refund(20_000, key: "k")
        #expect(again.isReplay)
        #expect(again.isHeld)
        #expect(again.output == first.output)
        #expect(try await fixture.storage.all(WorkflowInstance.self, in: Fixture.tenant).count == 1)
    }

    @Test func listsShowEachPersonTheirOwnTasks() async throws {
        let (fixture, task, instance) = try await held()
        _ = try await fixture.refund(60_000, as: Actor(kind: .user, id: "usr_fin", roles: ["support", "finance"]))
        func ids(_ actor: Actor) async throws -> [String] {
            var ids: [String] = []
            var after: String?
            repeat {
                var input: JSON = ["limit": 1]
                if let after { input["after"] = .string(after) }
                let page = try await fixture.run("task.list", as: actor, input).output
                ids += (page["items"]?.array ?? []).compactMap { $0["id"]?.string }
                after = page["next"]?.string
            } while after != nil
            return ids
        }
        #expect(try await ids(fixture.finance) == [task])
        #expect(try await ids(Actor(kind: .user, id: "usr_f2", roles: ["finance", "support"])).count == 2)
        #expect(try await ids(fixture.seller) == [])
        #expect(try await ids(fixture.admin).count == 2)
        for (person, code) in [(fixture.finance, nil), (fixture.maker, nil), (fixture.admin, nil), (fixture.seller, "approval.notInPool")] {
            #expect(await refusal { () throws(Refusal) in try await fixture.run("task.get", as: person, ["id": .string(task)]) } == code)
        }
        let seen = try await fixture.run("workflow.get", as: fixture.finance, ["id": .string(instance)]).output
        #expect(seen["task"]?.string == task)
        #expect(seen["history"]?.array?.compactMap { $0["what"]?.string } == ["answered", "switched", "approvalOpened"])
        #expect(
            await refusal { () throws(Refusal) in try await fixture.run("workflow.get", as: fixture.seller, ["id": .string(instance)]) }
                == "workflow.notYours")
    }

    @Test func timersRemindEscalateAndExpire() async throws {
        let (fixture, _, _) = try await held()
        try await fixture.pass(seconds: 24 * 3600)
        #expect(await fixture.storage.eventTypes.last == "approval.reminded")
        #expect(try await fixture.stuckInstances() == [])
        try await fixture.pass(seconds: 12 * 3600)
        #expect(await fixture.storage.eventTypes.last == "approval.escalated")
        try await fixture.pass(seconds: 12 * 3600)
        #expect(await fixture.storage.eventTypes.suffix(2) == ["approval.decided", "workflow.finished"])
        #expect(await fixture.storage.openWorkCount(.timer) == 0)
        #expect(try await fixture.stuckInstances() == [])
        #expect(try await fixture.orderNow().refunded == 0)
    }

    @Test func aDecisionClearsTheTimer() async throws {
        let (fixture, task, _) = try await held()
        #expect(await fixture.storage.openWorkCount(.timer) == 1)
        try await fixture.decide(task, as: fixture.finance)
        #expect(await fixture.storage.openWorkCount(.timer) == 0)
    }

    @Test func aLostReplyToTheDecisionIsFoundAgain() async throws {
        let (fixture, task, _) = try await held()
        await fixture.storage.failNextCommit(.replyLost)
        try await fixture.decide(task, as: fixture.finance)
        #expect(try await fixture.orderNow().refunded == 20_000)
    }

    @Test func theEngineIsNotReachableFromOutside() async throws {
        let fixture = try await Fixture()
        let held: JSON = [
            "workflow": "refund-approval", "command": "order.refund", "input": .object([:]),
            "actor": ["kind": "user", "id": "x", "roles": .array([])],
        ]
        #expect(
            await refusal { () throws(Refusal) in try await fixture.run("workflow.hold", as: fixture.admin, held) } == "permission.denied")
        #expect(
            await refusal { () throws(Refusal) in
                try await fixture.run("workflow.wake", as: fixture.admin, ["instance": "wfi_1", "sequence": 1])
            } == "permission.denied")
    }

    @Test func aPoolByConditionAdmitsWhomItNames() async throws {
        let text = """
            kind: Workflow
            id: by-condition
            version: 1.0.0
            before: order.refund
            do:
              - review:
                  approve:
                    stages:
                      - { name: owner, by: { where: 'has(approver.seller) && approver.seller == subject.order.id' } }
                  outcomes: { approved: pay, rejected: end }
              - pay: { execute: command }

            """
        let workflow = try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text))
        let fixture = try await Fixture(workflow: workflow)
        let task = try await fixture.refund(1).output["task"]?.string ?? ""
        let owner = Actor(kind: .user, id: "usr_owner", roles: ["seller"], seller: "ord_1")
        let other = Actor(kind: .user, id: "usr_other", roles: ["seller"], seller: "sel_2")
        #expect(try await fixture.run("task.list", as: owner, .object([:])).output["items"]?.array?.count == 1)
        #expect(try await fixture.run("task.list", as: other, .object([:])).output["items"]?.array?.count == 0)
        for person in [other, Actor(kind: .user, id: "usr_support", roles: ["support"])] {
            #expect(await refusal { () throws(Refusal) in try await fixture.decide(task, as: person) } == "approval.notInPool")
        }
        try await fixture.decide(task, as: owner)
        #expect(try await fixture.orderNow().refunded == 1)
    }

    @Test func anApprovalNobodyCanGiveIsRefusedAtOnce() async throws {
        let text = """
            kind: Workflow
            id: by-name
            version: 1.0.0
            before: order.refund
            do:
              - review:
                  approve:
                    stages:
                      - { name: owner, by: { users: [ usr_maker, usr_lead ] }, need: 2 }
                  outcomes: { approved: pay, rejected: end }
              - pay: { execute: command }

            """
        let workflow = try WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text))
        let fixture = try await Fixture(workflow: workflow)
        #expect(await refusal { () throws(Refusal) in try await fixture.refund(1) } == "approval.neverApprovable")
        #expect(try await fixture.storage.all(WorkflowInstance.self, in: Fixture.tenant).isEmpty)
        // For somebody else the same pool is large enough.
        let support = Actor(kind: .user, id: "usr_support", roles: ["support"])
        #expect(try await fixture.refund(1, as: support).isHeld)
    }
}
