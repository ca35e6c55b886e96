import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Activating rulebooks")
struct ActivationTests {
    private let fifteen = BookFixture.files(BookFixture.percent(15))
    private let twenty = BookFixture.files(BookFixture.percent(20))

    @Test(
        "an activation changes prices, a rollback goes back step by step to the folder's book, and all of it is history",
        arguments: TestEngine.available)
    func activateAndRollBack(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            #expect(await mall.refusal("rulebook.rollback", ["reason": "x"]) == "rulebook.nothingBefore")
            let first = try await mall.publishAndActivate(fifteen)
            #expect(try await mall.shirtTotal() == 1700)
            let second = try await mall.publishAndActivate(twenty)
            #expect(try await mall.shirtTotal() == 1600)
            #expect(try await mall.run("rulebook.rollback", ["reason": "too cheap"])["id"] == first)
            #expect(try await mall.shirtTotal() == 1700)
            #expect(try await mall.run("rulebook.rollback", ["reason": "still"])["id"] == .string(BookFixture.folder.book.hash))
            #expect(try await mall.shirtTotal() == 1800)
            #expect(await mall.refusal("rulebook.rollback", ["reason": "x"]) == "rulebook.nothingBefore")
            #expect(try await mall.control()[pointer: "/inForce/cause"] == "rolledBack")
            // The folder's book has become a version, or there would have been nothing to go back to.
            let folder = try await mall.run("rulebook.get", ["id": .string(BookFixture.folder.book.hash)])
            #expect(folder[pointer: "/version/origin"] == "folder")
            let commands = try await mall.journalled().map(\.command).filter { $0.hasPrefix("rulebook.") }
            #expect(
                commands == [
                    "rulebook.publish", "rulebook.activate", "rulebook.publish", "rulebook.activate", "rulebook.rollback",
                    "rulebook.rollback",
                ])
            let history = try await mall.store.history(
                DocumentKey(kind: "rulebookControl", id: "current"), limit: 100, in: TenantScope(authenticated: TestMall.tenant))
            #expect(history.count == 6)
            #expect(history[2].body?[pointer: "/active/rulebook"] == second, "what was in force stays readable")
        }
    }

    @Test("activating what is in force changes nothing that a rollback could trip over")
    func activateTwice() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            let first = try await mall.publishAndActivate(fifteen)
            try await mall.run("rulebook.activate", ["id": first])
            #expect(try await mall.run("rulebook.rollback", ["reason": "x"])["id"] == .string(BookFixture.folder.book.hash))
        }
    }

    @Test("what was never published cannot be activated, read or compared")
    func unknown() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            let id = JSON.string(String(repeating: "0", count: 64))
            for operation in ["rulebook.activate", "rulebook.get", "rulebook.diff"] {
                #expect(await mall.refusal(operation, ["id": id]) == "rulebook.notFound", "\(operation)")
            }
            #expect(await mall.refusal("rulebook.activate", ["id": "x"]) == "input.wrongLength")
        }
    }

    @Test("a version that is scheduled comes into force by its timer, once, unless it is taken back", arguments: TestEngine.available)
    func schedule(engine: TestEngine) async throws {
        let clock = TestClock()
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder, clock: { clock.now }) { mall in
            let (first, second) = (try await mall.publish(fifteen), try await mall.publish(twenty))
            let at = clock.now.advanced(bySeconds: 3600)
            let standing = try await mall.run("rulebook.activate", ["id": first, "at": .string(at.description)])
            #expect(standing["isInForce"] == false)
            #expect(standing[pointer: "/scheduled/0/at"] == .string(at.description))
            try await mall.run("rulebook.activate", ["id": second, "at": .string(at.description)])
            try await mall.run("rulebook.unschedule", ["id": second])
            #expect(await mall.refusal("rulebook.unschedule", ["id": second]) == "rulebook.notScheduled")
            #expect(try await mall.timers() == ["rulebook.activate/\(first.string ?? "")"], "the timer of what was taken back is gone")
            #expect(try await mall.shirtTotal() == 1800)
            clock.advance(seconds: 3600)
            let fire: JSON = ["id": first, "at": .string(at.description)]
            #expect(await mall.refusal("rulebook.activateScheduled", fire, as: TestMall.seller) == "auth.forbidden")
            try await mall.run("rulebook.activateScheduled", fire, as: .system)
            #expect(try await mall.shirtTotal() == 1700)
            #expect(try await mall.control()["scheduled"] == [])
            #expect(try await mall.control()[pointer: "/inForce/by"] == "usr_admin", "by whom it was scheduled")
            // A timer that rings twice, and one of something that was taken back, change nothing.
            try await mall.run("rulebook.rollback", ["reason": "x"])
            try await mall.run("rulebook.activateScheduled", fire, as: .system)
            try await mall.run("rulebook.activateScheduled", ["id": second, "at": .string(at.description)], as: .system)
            #expect(try await mall.shirtTotal() == 1800)
        }
    }

    @Test("a schedule has an end")
    func tooManyScheduled() async throws {
        try await TestMall.run(on: .sqlite) { mall in
            var codes: [String?] = []
            for percent in 1...21 {
                let id = try await mall.publish(BookFixture.files(BookFixture.percent(percent)))
                codes.append(await mall.refusal("rulebook.activate", ["id": id, "at": "2030-01-01T00:00:00Z"]))
            }
            #expect(codes == Array(repeating: nil, count: 20) + ["rulebook.tooManyScheduled"])
        }
    }

    @Test("the gates of a published book hold, and those of the folder no longer do", arguments: TestEngine.available)
    func gates(engine: TestEngine) async throws {
        func gate(_ id: String, _ code: String) -> RuleFile {
            RuleFile(name: "\(id)/rule.yaml", text: "kind: Gate\nid: \(id)\non: order.place\neffect: { deny: \(code), message: no }\n")
        }
        let folder = try BookFixture.Folder([gate("shut", "folder.shut")])
        try await TestMall.run(on: engine, rulebooks: folder) { mall in
            #expect(await mall.refusal("order.place", OrderTests.order([("shirt", 1)], total: 2000)) == "folder.shut")
            try await mall.publishAndActivate(BookFixture.files(gate("closed", "book.closed")))
            #expect(await mall.refusal("order.place", OrderTests.order([("shirt", 1)], total: 2000)) == "book.closed")
            try await mall.publishAndActivate(fifteen)
            #expect(await mall.refusal("order.place", OrderTests.order([("shirt", 1)], total: 1700)) == nil)
        }
    }

    @Test("a gate of the tenant's own can make an activation wait for a workflow, but not an administrator's")
    func holdGate() async throws {
        let gate = RuleFile(
            name: "four-eyes/rule.yaml", text: "kind: Gate\nid: four-eyes\non: rulebook.activate\neffect: { hold: rulebook-publication }\n")
        try await TestMall.run(on: .sqlite) { mall in
            try await mall.publishAndActivate(BookFixture.files(gate))
            let id = try await mall.publish(fifteen)
            // This mall has no workflows: that it looks for one is all there is to see. `PublicationTests` has one.
            let merchandiser = Actor(kind: .user, id: "usr_mel", roles: ["merchandiser"])
            #expect(await mall.refusal("rulebook.activate", ["id": id], as: merchandiser) == "gate.noWorkflowEngine")
            #expect(try await mall.shirtTotal() == 2000)
            try await mall.run("rulebook.activate", ["id": id])
            #expect(try await mall.shirtTotal() == 1700)
        }
    }

    @Test("tenants have books of their own", arguments: TestEngine.available)
    func tenants(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            let id = try await mall.publishAndActivate(fifteen)
            let other = TenantID(trusted: "other")
            // The book is in this host's memory by now; that must not open it to others.
            let listed = try await mall.executor.run(OperationRequest("rulebook.list", tenant: other, actor: TestMall.admin, input: [:]))
                .output
            #expect(listed["items"] == [])
            #expect(listed["current"] == .string(BookFixture.folder.book.hash))
            let refusal = await #expect(throws: Refusal.self) {
                try await mall.executor.run(OperationRequest("rulebook.activate", tenant: other, actor: TestMall.admin, input: ["id": id]))
            }
            #expect(refusal?.code == "rulebook.notFound")
        }
    }

    @Test("a stored book that this engine cannot read is told, refuses to be activated, and can be left")
    func unreadable() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            let first = try await mall.publishAndActivate(fifteen)
            let broken = JSON.string(String(repeating: "b", count: 64))
            try await mall.put("rulebookFiles", broken, ["id": broken, "files": [["name": "a/rule.yaml", "text": "kind: Nothing"]]])
            var version = try await mall.run("rulebook.get", ["id": first])["version"] ?? .null
            version["id"] = broken
            try await mall.put("rulebook", broken, version)
            #expect(await mall.refusal("rulebook.activate", ["id": broken]) == "rulebook.unreadable")
            // As after an upgrade that dropped a kind of rule.
            try await mall.put(
                "rulebookControl", "current",
                [
                    "id": "current", "before": [first], "scheduled": [], "paused": [:],
                    "active": ["rulebook": broken, "at": "2026-01-01T00:00:00Z", "by": "x", "cause": "activated"],
                ], replacing: 2)
            #expect(await mall.refusal("order.place", OrderTests.order([("shirt", 1)], total: 1700)) == "rulebook.unreadable")
            try await mall.run("rulebook.rollback", ["reason": "upgrade"])
            #expect(try await mall.shirtTotal() == 1700)
        }
    }
}

extension TestMall {
    /// Writes a document behind the commands' back.
    fileprivate func put(_ kind: String, _ id: JSON, _ body: JSON, replacing version: Int64 = 0) async throws {
        var changes = ChangeSet(
            id: ID(trusted: "chg_\(kind)"), tenant: TestMall.tenant, command: "test", actor: .system, at: TestMall.now,
            evidence: Evidence(input: .null))
        changes.puts = [DocumentPut(key: DocumentKey(kind: kind, id: id.string ?? ""), expectedVersion: version, body: body, keys: [])]
        #expect(try await store.commit([changes]) == .committed)
    }

    /// Keys of the timers that are set.
    fileprivate func timers() async throws -> [String] {
        try await store.claimWork(
            ClaimRequest(kind: .timer, limit: 100, now: TestMall.now.advanced(bySeconds: 100_000), leaseMilliseconds: 1)
        ).map(\.claim.key)
    }
}
