import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

@Suite("What was tried is kept whatever came of it")
struct TallyTests {
    private static let tried = ID<Box>(trusted: "tried")

    private static func count(_ context: inout DecisionContext) throws(Interruption) -> Int64 {
        var box = try context.find(tried) ?? Versioned(Box(id: tried, count: 0), version: 0)
        box.value.count += 1
        try context.tally(box)
        return box.value.count
    }

    private static let look = TestOperation("box.look", .query) { input, context throws(Interruption) in
        // A change of a query is lost, as ever.
        try context.create(Box(id: ID(trusted: input.box), count: 1))
        return BoxOutput(count: try count(&context))
    }

    private static let glance = TestOperation("box.glance", .query) { _, _ in BoxOutput(count: 0) }

    private static let refuse = TestOperation("box.refuse") { input, context throws(Interruption) in
        try context.create(Box(id: ID(trusted: input.box), count: 1))
        _ = try count(&context)
        throw .refused(Refusal(.conflict, code: "box.full", "it is full"))
    }

    private static let accept = TestOperation("box.accept") { input, context throws(Interruption) in
        try context.create(Box(id: ID(trusted: input.box), count: 1))
        return BoxOutput(count: try count(&context))
    }

    @Test("by a query, which keeps nothing else")
    func query() async throws {
        try await withStorage { storage async throws in
            let executor = executor([Self.look, Self.glance], storage)
            for number: Int64 in 1...3 { #expect(try await executor.run(request("box.look")).output["count"] == .integer(number)) }
            #expect(try await storage.boxCount("tried") == 3)
            #expect(try await storage.boxCount() == nil)
            _ = try await executor.run(request("box.glance"))
            #expect(try await storage.entries().map { $0["command"] } == ["box.look", "box.look", "box.look"])
        }
    }

    @Test("by a refused command, whose own changes are lost, and by one that was carried out")
    func commands() async throws {
        try await withStorage { storage async throws in
            let executor = executor([Self.refuse, Self.accept], storage)
            await expectRefusal("box.full") { try await executor.run(request("box.refuse", key: "k")) }
            #expect(try await storage.boxCount("tried") == 1)
            #expect(try await storage.boxCount() == nil)
            _ = try await executor.run(request("box.accept"))
            #expect(try await storage.boxCount("tried") == 2)
            #expect(try await storage.boxCount() == 1)
            #expect(try await storage.entries().map { $0["refusal"] } == ["box.full", nil])
            #expect(try await storage.idempotency(principal: "usr_1", command: "box.refuse", key: "k", in: inMall) == nil)
        }
    }

    @Test("by a command that a gate denied, and by one that another called")
    func deniedAndCalled() async throws {
        try await withStorage { storage async throws in
            let deny = Gate(id: "g", command: "box.accept", effect: .deny(code: "gate.closed", message: "no")) { _ in true }
            let denying = executor([Self.accept], storage, gates: [deny])
            await expectRefusal("gate.closed") { try await denying.run(request("box.accept")) }
            #expect(try await storage.boxCount("tried") == 1)
            #expect(try await storage.boxCount() == nil)
            let parent = TestOperation("box.parent") { input, context throws(Interruption) in
                let called = try context.call("box.refuse", ["box": .string(input.box), "amount": 1], as: clerk)
                guard case .failure = called else { return BoxOutput(count: 1) }
                return BoxOutput(count: 0)
            }
            _ = try await executor([Self.refuse, parent], storage).run(request("box.parent"))
            #expect(try await storage.boxCount("tried") == 2)
        }
    }

    @Test("of many at once each is counted before it is answered")
    func race() async throws {
        try await withStorage { storage async throws in
            let executor = executor([Self.look], storage)
            let answers = await withTaskGroup(of: Int64?.self) { group in
                for _ in 0..<8 { group.addTask { try? await executor.run(request("box.look")).output["count"]?.integer } }
                return await group.reduce(into: [Int64]()) { if let count = $1 { $0.append(count) } }
            }
            #expect(answers.sorted() == Array(1...Int64(answers.count)))
            #expect(try await storage.boxCount("tried") == Int64(answers.count))
        }
    }
}
