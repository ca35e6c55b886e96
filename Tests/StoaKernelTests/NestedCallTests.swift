import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

@Suite struct NestedCallTests {
    private static let fillInput: @Sendable (BoxInput, String) -> JSON = { input, box in
        ["box": .string(box), "amount": .integer(input.amount)]
    }

    /// Makes a box of its own and has another filled.
    private func parent(_ callee: String = "box.fill", box: String = "inner", as actor: Actor = clerk, goesOn: Bool = false)
        -> TestOperation
    {
        TestOperation("box.parent") { input, context throws(Interruption) in
            switch try context.call(callee, Self.fillInput(input, box), as: actor) {
            case .success(let called):
                try context.create(Box(id: ID(trusted: "outer"), count: called.output["count"]?.integer ?? -1))
                return BoxOutput(count: 1)
            case .failure(let refusal):
                guard goesOn else { throw .refused(refusal) }
                try context.create(Box(id: ID(trusted: "outer"), count: 0))
                return BoxOutput(count: 0)
            }
        }
    }

    @Test func bothCommitTogetherAndNameEachOther() async throws {
        try await withStorage { storage async throws in
            _ = try await executor([fill, parent()], storage).run(request("box.parent", amount: 7))
            #expect(try await storage.boxCount("inner") == 7)
            #expect(try await storage.boxCount("outer") == 7)
            let entries = try await storage.entries()
            #expect(entries.map { $0["command"] } == ["box.parent", "box.fill"])
            #expect(entries[0]["linked"] == .array([entries[1]["id"] ?? .null]))
            #expect(entries[1]["linked"] == .array([entries[0]["id"] ?? .null]))
            #expect(entries[1]["output"] == ["count": 7])
        }
    }

    @Test func aRefusedCallLeavesNothingBehind() async throws {
        try await withStorage { storage async throws in
            let refusing = TestOperation("box.refuse") { input, context throws(Interruption) in
                try context.create(Box(id: ID(trusted: input.box), count: 1))
                throw .refused(Refusal(.conflict, code: "box.never", "never"))
            }
            await expectRefusal("box.never") { try await executor([refusing, parent("box.refuse")], storage).run(request("box.parent")) }
            #expect(try await storage.entries().isEmpty)
            _ = try await executor([refusing, parent("box.refuse", goesOn: true)], storage).run(request("box.parent"))
            #expect(try await storage.boxCount("outer") == 0)
            #expect(try await storage.boxCount("inner") == nil)
            let entry = try #require(try await storage.entries().first)
            #expect(entry["linked"] == nil)
        }
    }

    @Test func theAnswersOfACallAreKept() async throws {
        try await withStorage { storage async throws in
            let echo = EchoExtensions()
            let asking = TestOperation("box.ask") { input, context throws(Interruption) in
                _ = try context.ask(ExtensionCall(point: .fraud, input: 1))
                _ = try context.find(ID<Box>(trusted: "far"))
                return try fill.decide(input, &context)
            }
            _ = try await executor([asking, parent("box.ask")], storage, extensions: echo).run(request("box.parent"))
            #expect(echo.callCount == 1)
            #expect(try await storage.boxCount("inner") == 1)
        }
    }

    @Test func aDeniedCallIsRefusedAndJournalled() async throws {
        try await withStorage { storage async throws in
            let plugin = Actor(kind: .plugin, id: "acme", roles: [])
            await expectRefusal("permission.denied") { try await executor([fill, parent(as: plugin)], storage).run(request("box.parent")) }
            let refused = try #require(try await storage.entries().first)
            #expect(refused["refusal"] == "permission.denied")
            #expect(refused["notes"]?["denied.box.fill"] == "permission.denied")
            // A command that goes on without it keeps the note in its own entry.
            _ = try await executor([fill, parent(as: plugin, goesOn: true)], storage).run(request("box.parent"))
            let entries = try await storage.entries()
            #expect(entries.count == 2)
            #expect(entries[1]["notes"]?["denied.box.fill"] == "permission.denied")
            #expect(entries[1]["refusal"] == nil)
        }
    }

    @Test func aCallIsCheckedLikeARequest() async throws {
        try await withStorage { storage async throws in
            await expectRefusal("command.unknown") { try await executor([parent("box.unknown")], storage).run(request("box.parent")) }
            let invalid = await expectRefusal("input.wrongLength") {
                try await executor([fill, parent(box: "")], storage).run(request("box.parent"))
            }
            #expect(invalid?.violations.map { "\($0.pointer)" } == ["/box"])
            let hold = Gate(id: "h", command: "box.fill", effect: .hold(workflow: "approval")) { _ in true }
            await expectRefusal("command.needsApproval") {
                try await executor([fill, parent()], storage, gates: [hold]).run(request("box.parent"))
            }
            #expect(try await storage.boxCount("outer") == nil)
        }
    }

    @Test func theWorkflowThatHeldACommandLetsItThrough() async throws {
        try await withStorage { storage async throws in
            let resume = { (workflow: String) in
                TestOperation("box.resume") { input, context throws(Interruption) in
                    let called = try context.call(
                        "box.fill", Self.fillInput(input, "inner"), as: clerk, passing: .heldBy(workflow: workflow))
                    if case .failure(let refusal) = called { throw .refused(refusal) }
                    return BoxOutput(count: 1)
                }
            }
            let gates = [
                Gate(id: "h", command: "box.fill", effect: .hold(workflow: "approval")) { _ in true },
                Gate(id: "limit", command: "box.fill", effect: .deny(code: "gate.closed", message: "no")) {
                    $0.command["amount"]?.integer ?? 0 > 50
                },
            ]
            await expectRefusal("command.needsApproval") {
                try await executor([fill, resume("another")], storage, gates: gates).run(request("box.resume"))
            }
            _ = try await executor([fill, resume("approval")], storage, gates: gates).run(request("box.resume"))
            #expect(try await storage.boxCount("inner") == 1)
            // Every other gate still counts.
            await expectRefusal("gate.closed") {
                try await executor([fill, resume("approval")], storage, gates: gates).run(request("box.resume", amount: 51))
            }
        }
    }

    @Test func twoWritersOfOneDocumentAreTold() async throws {
        try await withStorage { storage async throws in
            await expectRefusal("command.writtenTwice") {
                try await executor([fill, parent(box: "outer")], storage).run(request("box.parent"))
            }
            #expect(try await storage.boxCount("outer") == nil)
        }
    }

    @Test func aReadOfWhatTheOtherWritesIsNoConflict() async throws {
        try await withStorage { storage async throws in
            let reading = TestOperation("box.parent") { input, context throws(Interruption) in
                _ = try context.find(ID<Box>(trusted: "inner"))
                _ = try context.call("box.fill", Self.fillInput(input, "inner"), as: clerk)
                return BoxOutput(count: 1)
            }
            let executor = executor([fill, reading], storage)
            for _ in 0..<2 { _ = try await executor.run(request("box.parent")) }
            #expect(try await storage.boxCount("inner") == 2)
        }
    }
}
