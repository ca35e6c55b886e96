import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

@Suite struct GateTests {
    private func gate(
        _ id: String, _ effect: Gate.Effect, command: String = "box.fill",
        when: @escaping @Sendable (GateFacts) throws -> Bool = { _ in true }
    ) -> Gate {
        Gate(id: id, command: command, effect: effect, applies: when)
    }

    private let deny = Gate.Effect.deny(code: "gate.closed", message: "no")

    /// Takes over what a gate holds, as the workflow engine does.
    private struct Holder: Operation {
        struct Output: Codable, Sendable, SchemaDescribed {
            let task: String
            static let schema = Schema.object(fields: [.required("task", .string())])
        }

        let definition = OperationDefinition(HeldCommand.holder, .command, "Holds.", roles: ["system"])

        func decide(_ input: HeldInput, _ context: inout DecisionContext) throws(Interruption) -> Output {
            try context.create(
                Box(id: ID(trusted: "held-\(input.held.command)-\(input.held.actor.id)"), count: input.held.input["amount"]?.integer ?? 0))
            return Output(task: "tsk_1")
        }
    }

    private struct HeldInput: Codable, Sendable, SchemaDescribed {
        let held: HeldCommand
        static let schema = Schema.any
        init(from decoder: any Decoder) throws { held = try HeldCommand(from: decoder) }
        func encode(to encoder: any Encoder) throws { try held.encode(to: encoder) }
    }

    private func run(_ gates: [Gate], _ storage: any Storage, amount: Int64 = 1, key: String? = nil) async throws -> OperationOutcome {
        let registry = CommandRegistry([AnyOperation(fill), AnyOperation(Holder())])
        let executor = CommandExecutor(
            registry: registry, storage: storage, extensions: NoExtensions(), policy: TestPolicy(gates: gates), clock: { noon },
            randomness: { (UInt64.random(in: 0 ... .max), 1) }, log: silent)
        return try await executor.run(request("box.fill", amount: amount, key: key))
    }

    @Test func theFirstGateThatAppliesDecides() async throws {
        try await withStorage { storage async throws in
            let hold = Gate.Effect.hold(workflow: "approval")
            _ = try await run([gate("1", .allow), gate("2", deny), gate("3", hold)], storage)
            #expect(try await storage.boxCount() == 1)
            await expectRefusal("gate.closed") {
                try await run([gate("1", .allow) { _ in false }, gate("2", deny), gate("3", hold)], storage)
            }
            #expect(try await storage.boxCount() == 1)
            let held = try await run([gate("2", deny) { _ in false }, gate("3", hold)], storage)
            #expect(held.isHeld)
            #expect(held.output == ["task": "tsk_1"])
            #expect(try await storage.boxCount() == 1)
            #expect(try await storage.boxCount("held-box.fill-usr_1") == 1)
            _ = try await run([gate("other", deny, command: "box.empty")], storage)
            #expect(try await storage.boxCount() == 2)
        }
    }

    @Test func gatesReadWhatWasDecided() async throws {
        try await withStorage { storage async throws in
            let limit = gate("limit", deny) {
                $0.decided["count"]?.integer ?? 0 > 5 && $0.command["amount"]?.integer ?? 0 > 1 && $0.now == noon
            }
            _ = try await run([limit], storage, amount: 5)
            await expectRefusal("gate.closed") { try await run([limit], storage, amount: 2) }
            _ = try await run([limit], storage, amount: 1)
            #expect(try await storage.boxCount() == 6)
        }
    }

    @Test func aGateThatCannotBeJudgedStaysShut() async throws {
        struct Broken: Error {}
        try await withStorage { storage async throws in
            await expectRefusal("gate.failed") { try await run([gate("broken", .allow) { _ in throw Broken() }], storage) }
            #expect(try await storage.boxCount() == nil)
            let entry = try #require(try await storage.entries().first)
            #expect(entry["refusal"] == "gate.failed")
        }
    }

    @Test func aHeldCommandIsReplayedAsHeld() async throws {
        try await withStorage { storage async throws in
            let hold = [gate("h", .hold(workflow: "approval"))]
            _ = try await run(hold, storage, key: "k")
            let again = try await run(hold, storage, key: "k")
            #expect(again == OperationOutcome(output: ["task": "tsk_1"], isHeld: true, isReplay: true))
        }
    }

    @Test func withoutAWorkflowEngineNothingIsHeld() async throws {
        try await withStorage { storage async throws in
            let executor = executor([fill], storage, gates: [gate("h", .hold(workflow: "approval"))])
            await expectRefusal("gate.noWorkflowEngine") { try await executor.run(request("box.fill")) }
            #expect(try await storage.boxCount() == nil)
        }
    }

    @Test func denialsAreJournalled() async throws {
        try await withStorage { storage async throws in
            let nobody = Actor(kind: .plugin, id: "acme", roles: [])
            await expectRefusal("permission.denied") {
                try await executor([fill], storage).run(request("box.fill", actor: nobody, key: "k"))
            }
            await expectRefusal("gate.closed") { try await executor([fill], storage, gates: [gate("g", deny)]).run(request("box.fill")) }
            let entries = try await storage.entries()
            #expect(entries.map { $0["refusal"] } == ["permission.denied", "gate.closed"])
            #expect(entries[0]["actor"]?["id"] == "acme")
            #expect(entries[0]["command"] == "box.fill")
            #expect(entries[0]["input"] == ["box": "b1", "amount": 1])
            #expect(entries.allSatisfy { $0["documents"] == nil })
            #expect(try await storage.boxCount() == nil)
            #expect(try await storage.idempotency(principal: "acme", command: "box.fill", key: "k", in: inMall) == nil)
        }
    }

    @Test func aLongInputIsKeptAsItsHash() async throws {
        try await withStorage { storage async throws in
            let long = OperationRequest(
                "box.fill", tenant: mall, actor: Actor(kind: .user, id: "u", roles: []),
                input: ["box": .string(String(repeating: "x", count: 5000))], idempotencyKey: nil)
            await expectRefusal("permission.denied") { try await executor([fill], storage).run(long) }
            let input = try #require(try await storage.entries().first?["input"])
            #expect(input["sha256"]?.string?.count == 64)
            #expect(input["box"] == nil)
        }
    }

    @Test func aJournalThatFailsDoesNotChangeTheRefusal() async throws {
        try await withStorage { storage async throws in
            let broken = SteeredStorage(
                storage, before: { (_, _) async throws(StorageError) in throw StorageError(code: "store.unavailable", "gone") })
            let nobody = Actor(kind: .user, id: "u", roles: [])
            await expectRefusal("permission.denied") { try await executor([fill], broken).run(request("box.fill", actor: nobody)) }
        }
    }
}
