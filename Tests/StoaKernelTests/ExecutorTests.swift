import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Synchronization
import Testing

/// Expects a refusal with this code and returns it for a closer look.
@discardableResult
func expectRefusal<Value>(
    _ code: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async -> Refusal? {
    do {
        _ = try await body()
        Issue.record("expected \(code), got no refusal", sourceLocation: sourceLocation)
    } catch let refusal as Refusal {
        #expect(refusal.code == code, "\(refusal)", sourceLocation: sourceLocation)
        return refusal
    } catch { Issue.record("expected \(code), got \(error)", sourceLocation: sourceLocation) }
    return nil
}

@Suite struct ExecutorTests {
    @Test func aDecisionIsRunAgainWithItsAnswers() async throws {
        try await withStorage { storage async throws in
            let runs = Mutex<[ID<ChangeSet>]>([])
            let counting = TestOperation("box.count") { input, context throws(Interruption) in
                let id = context.changeSet
                runs.withLock { $0.append(id) }
                let box = try context.find(ID<Box>(trusted: input.box))
                _ = try context.balances([AccountID("x")])
                _ = try context.list(Box.self)
                try context.create(Box(id: context.newID(), count: (box?.value.count ?? 0) + input.amount))
                return BoxOutput(count: 1)
            }
            let outcome = try await executor([counting], storage).run(request("box.count"))
            #expect(outcome == OperationOutcome(output: ["count": 1]))
            // One run a question and one to the end, all under the same id.
            #expect(runs.withLock { $0.count } == 4)
            #expect(Set(runs.withLock { $0 }).count == 1)
            let first = try #require(runs.withLock { $0.first })
            #expect(try await storage.journalEntry(first, in: inMall) != nil)
        }
    }

    @Test func partsThatDoNotNeedEachOtherAskInOneRound() async throws {
        try await withStorage { storage async throws in
            let runs = Mutex(0)
            let joined = TestOperation("box.join", .query) { input, context throws(Interruption) in
                runs.withLock { $0 += 1 }
                let (box, balances) = try context.together(
                    { (context: inout DecisionContext) throws(Interruption) -> Versioned<Box>? in
                        try context.find(ID<Box>(trusted: input.box))
                    },
                    { (context: inout DecisionContext) throws(Interruption) -> [Balance?] in
                        try context.balances([AccountID("x"), AccountID("y")])
                    })
                return BoxOutput(count: Int64(balances.count) + (box?.value.count ?? 0))
            }
            let outcome = try await executor([joined], storage).run(request("box.join"))
            #expect(outcome.output == ["count": 2])
            #expect(runs.withLock { $0 } == 2)
        }
    }

    @Test func aLostRaceIsDecidedAgainOnFreshReads() async throws {
        try await withStorage { storage async throws in
            let echo = EchoExtensions()
            let asking = TestOperation("box.ask") { input, context throws(Interruption) in
                _ = try context.ask(ExtensionCall(point: .fraud, input: ["box": .string(input.box)]))
                return try fill.decide(input, &context)
            }
            let rival = executor([fill], storage)
            let steered = SteeredStorage(
                storage,
                before: { (commit, _) async throws(StorageError) in
                    if commit <= 2 { _ = try? await rival.run(request("box.fill", amount: 10)) }
                    return nil
                })
            let outcome = try await executor([asking], steered, extensions: echo).run(request("box.ask"))
            #expect(outcome.output == ["count": 21])
            #expect(steered.commitCount == 3)
            // Documents are read again; an extension is not asked the same thing twice.
            #expect(echo.callCount == 1)
            let entry = try #require(try await storage.entries().last)
            #expect(entry["notes"]?["extensions.ai.fraud"]?["replies"]?[0]?["provider"] == "echo")
        }
    }

    @Test func whoNeverWinsIsToldToComeAgain() async throws {
        try await withStorage { storage async throws in
            let steered = SteeredStorage(storage, before: { (_, _) async throws(StorageError) in .conflict([]) })
            let refusal = await expectRefusal("command.contended") { try await executor([fill], steered).run(request("box.fill")) }
            #expect(refusal?.kind == .unavailable)
            #expect(refusal?.retryAfterSeconds == 1)
            #expect(steered.commitCount == 12)
        }
    }

    @Test func manyAtOnceLoseNothing() async throws {
        try await withStorage { storage async throws in
            let executor = executor([fill], storage)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        var done = 0
                        while done < 5 {
                            // All want the same document; who is told to come again does.
                            do {
                                _ = try await executor.run(request("box.fill"))
                                done += 1
                            } catch let refusal as Refusal where refusal.code == "command.contended" { continue }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await storage.boxCount() == 40)
        }
    }

    @Test func aFullAccountIsReportedAsItIs() async throws {
        try await withStorage { storage async throws in
            let give = TestOperation("box.give") { input, context throws(Interruption) in
                context.open(AccountOpening(AccountID("outside"), unit: "piece", floor: nil))
                context.open(AccountOpening(AccountID("shelf"), unit: "piece", ceiling: 5))
                context.transfer(.post(from: AccountID("outside"), to: AccountID("shelf"), amount: input.amount))
                return BoxOutput(count: 0)
            }
            await expectRefusal("ledger.ceilingReached") { try await executor([give], storage).run(request("box.give", amount: 6)) }
        }
    }

    @Test func theLedgersNoIsDecidedOnceMore() async throws {
        try await withStorage { storage async throws in
            let take = TestOperation("box.take") { input, context throws(Interruption) in
                context.open(AccountOpening(AccountID("a"), unit: "piece"))
                context.open(AccountOpening(AccountID("b"), unit: "piece"))
                let balance = try context.balances([AccountID("a")])[0]
                if balance != nil, (balance?.available ?? 0) < input.amount {
                    throw .refused(Refusal(.conflict, code: "box.tooFew", "not enough"))
                }
                context.transfer(.post(from: AccountID("a"), to: AccountID("b"), amount: input.amount))
                return BoxOutput(count: 0)
            }
            // Nobody knows a better word: the bound is reported as it is, after a second decision.
            let steered = SteeredStorage(storage)
            await expectRefusal("ledger.floorReached") { try await executor([take], steered).run(request("box.take")) }
            #expect(steered.commitCount == 2)
            // The second decision sees what the first did not.
            let opening = SteeredStorage(
                storage,
                before: { (_, changes) async throws(StorageError) in
                    var opening = ChangeSet(
                        id: ID(trusted: "chg_open"), tenant: mall, command: "x", actor: .system, at: noon, evidence: Evidence(input: 1))
                    opening.accounts = changes[0].accounts
                    _ = try await storage.commit([opening])
                    return nil
                })
            await expectRefusal("box.tooFew") { try await executor([take], opening).run(request("box.take")) }
        }
    }

    @Test func aRepeatedRequestGetsItsStoredAnswer() async throws {
        try await withStorage { storage async throws in
            let executor = executor([fill], storage)
            let first = try await executor.run(request("box.fill", key: "k1"))
            let again = try await executor.run(request("box.fill", key: "k1"))
            #expect(!first.isReplay)
            #expect(again == OperationOutcome(output: ["count": 1], isReplay: true))
            #expect(try await storage.boxCount() == 1)
            let reused = await expectRefusal("idempotency.keyReused") { try await executor.run(request("box.fill", amount: 2, key: "k1")) }
            #expect(reused?.kind == .invalid)
            // Keys belong to who uses them, and for what.
            let other = Actor(kind: .user, id: "usr_2", roles: ["clerk"])
            #expect(try await executor.run(request("box.fill", amount: 2, actor: other, key: "k1")).output == ["count": 3])
        }
    }

    @Test func duplicatesAtTheSameMomentAreOne() async throws {
        try await withStorage { storage async throws in
            let executor = executor([fill], storage)
            let outcomes = try await withThrowingTaskGroup(of: OperationOutcome.self) { group in
                for _ in 0..<20 { group.addTask { try await executor.run(request("box.fill", key: "k1")) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { !$0.isReplay } == 1)
            #expect(outcomes.allSatisfy { $0.output == ["count": 1] })
            #expect(try await storage.boxCount() == 1)
        }
    }

    @Test func theDuplicateOfACommitIsJudgedByItsBody() async throws {
        try await withStorage { storage async throws in
            let record = IdempotencyRecord(principal: "usr_1", command: "box.fill", key: "k1", bodyHash: "another", response: ["output": 1])
            let steered = SteeredStorage(storage, before: { (_, _) async throws(StorageError) in .duplicate(record) })
            await expectRefusal("idempotency.keyReused") { try await executor([fill], steered).run(request("box.fill", key: "k1")) }
        }
    }

    @Test func whatIsWrongWithTheInputIsPointedAt() async throws {
        try await withStorage { storage async throws in
            let executor = executor([fill], storage)
            let wrong = OperationRequest(
                "box.fill", tenant: mall, actor: clerk, input: ["box": "", "amount": 101, "colour": "red"], idempotencyKey: nil)
            let refusal = await #expect(throws: Refusal.self) { try await executor.run(wrong) }
            #expect(refusal?.kind == .invalid)
            #expect(Set(refusal?.violations.map { "\($0.pointer)" } ?? []) == ["/box", "/amount", "/colour"])
            #expect(refusal?.code == refusal?.violations.first?.code)
            await expectRefusal("command.unknown") { try await executor.run(request("box.unknown")) }
            #expect(try await storage.entries().isEmpty)
        }
    }

    @Test func endlessQuestionsEnd() async throws {
        try await withStorage { storage async throws in
            let rounds = Mutex(0)
            let endless = TestOperation("box.endless") { _, context throws(Interruption) in
                let round = rounds.withLock { count in
                    count += 1
                    return count
                }
                _ = try context.find(ID<Box>(trusted: "b\(round)"))
                return BoxOutput(count: 0)
            }
            let refusal = await expectRefusal("command.endlessQuestions") {
                try await executor([endless], storage).run(request("box.endless"))
            }
            #expect(refusal?.kind == .bug)
            #expect(rounds.withLock { $0 } == 64)
        }
    }

    @Test func aLostReplyIsLookedUp() async throws {
        try await withStorage { storage async throws in
            let unknown = StorageError(code: "store.commitUnknown", "the connection broke")
            let afterwards = SteeredStorage(storage, after: { (_) throws(StorageError) in throw unknown })
            #expect(try await executor([fill], afterwards).run(request("box.fill")).output == ["count": 1])
            #expect(try await storage.boxCount() == 1)
            let instead = SteeredStorage(storage, before: { (_, _) async throws(StorageError) in throw unknown })
            let refusal = await expectRefusal("store.unavailable") { try await executor([fill], instead).run(request("box.fill")) }
            #expect(refusal?.retryAfterSeconds != nil)
            #expect(try await storage.boxCount() == 1)
            let busy = SteeredStorage(
                storage, before: { (_, _) async throws(StorageError) in throw StorageError(code: "store.busy", "full") })
            let full = await expectRefusal("store.busy") { try await executor([fill], busy).run(request("box.fill")) }
            #expect(full?.kind == .unavailable)
            #expect(full?.retryAfterSeconds == 1)
        }
    }

    @Test func aQueryChangesNothing() async throws {
        try await withStorage { storage async throws in
            let query = TestOperation("box.read", .query) { input, context throws(Interruption) in
                BoxOutput(count: try context.find(ID<Box>(trusted: input.box))?.value.count ?? 0)
            }
            #expect(try await executor([query], storage).run(request("box.read")).output == ["count": 0])
            await expectRefusal("permission.denied") {
                try await executor([query], storage).run(request("box.read", actor: Actor(kind: .user, id: "u", roles: [])))
            }
            #expect(try await storage.entries().isEmpty)
        }
    }
}
