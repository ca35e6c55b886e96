import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel
import StoaStore
import StoaTesting
import Testing

@Suite struct CommitTests {
    private func record(_ key: String = "k1", body: String = "hash", response: JSON = ["answer": 1]) -> IdempotencyRecord {
        IdempotencyRecord(principal: "usr_1", command: "test.change", key: key, bodyHash: body, response: response)
    }

    @Test(arguments: TestEngine.available) func aRepeatedRequestGetsItsFirstAnswer(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(
                change {
                    $0.idempotency = record()
                    $0.puts = [put("a")]
                })
            let again = change {
                $0.idempotency = record(body: "other", response: ["answer": 2])
                $0.puts = [put("a")]
                $0.transfers = [transfer(.post(from: shelf, to: basket, amount: 1))]
                $0.completes = [WorkClaim(kind: .event, key: "evt_x", token: 1)]
            }
            #expect(try await store.commit(again) == .duplicate(record()))
            // Also when a linked ChangeSet that comes first conflicts.
            #expect(try await store.commit([putting(put("a")), again]) == .duplicate(record()))
            let stored = try await store.idempotency(principal: "usr_1", command: "test.change", key: "k1", in: inMall)
            #expect(stored == record())
            for (principal, command, key) in [("usr_2", "test.change", "k1"), ("usr_1", "x", "k1"), ("usr_1", "test.change", "k2")] {
                #expect(try await store.idempotency(principal: principal, command: command, key: key, in: inMall) == nil)
            }
        }
    }

    @Test(arguments: TestEngine.available) func aRefusedRequestKeepsNoRecord(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let refused = change {
                $0.idempotency = record()
                $0.transfers = [transfer(.post(from: shelf, to: basket, amount: 1))]
            }
            guard case .refused = try await store.commit(refused) else {
                Issue.record("no account is open")
                return
            }
            try await store.expectCommitted(change { $0.idempotency = record(response: 2) })
        }
    }

    @Test(arguments: TestEngine.available) func concurrentDuplicatesCommitOnce(_ engine: TestEngine) async throws {
        try await withStores(engine, 2) { test in
            let outcomes = try await concurrently(40) { index in
                try await test.stores[index % 2].commit(
                    change {
                        $0.idempotency = record(response: .integer(Int64(index)))
                        $0.puts = [put("order\(index)")]
                    })
            }
            let first = try #require(outcomes.firstIndex(of: .committed))
            for (index, outcome) in outcomes.enumerated() where index != first {
                #expect(outcome == .duplicate(record(response: .integer(Int64(first)))))
            }
            #expect(try await test.store.scan(Scan(kind: "thing"), in: inMall).items.map(\.key.id) == ["order\(first)"])
        }
    }

    @Test(arguments: TestEngine.available) func linkedChangeSetsCommitTogetherOrNotAtAll(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(stocked(1))
            let good = putting(put("a"))
            let bad = change {
                $0.accounts = [AccountOpening(AccountID("new"), unit: "piece")]
                $0.transfers = [transfer(.post(from: shelf, to: basket, amount: 2))]
            }
            #expect(try await store.commit([good, bad]) == .refused(.floorReached(shelf)))
            #expect(try await store.current("a") == nil)
            #expect(try await store.balances([AccountID("new")], in: inMall) == [nil])
            #expect(try await store.journalEntry(good.id, in: inMall) == nil)
            // What one writes the other may have read, and what one opens the other may use.
            let reading = change {
                $0.reads = [ReadCheck(key: key("a"), version: 0)]
                $0.transfers = [transfer(.post(from: shelf, to: AccountID("new"), amount: 1))]
            }
            let opening = change {
                $0.puts = [put("a")]
                $0.accounts = [AccountOpening(AccountID("new"), unit: "piece")]
            }
            try await store.expectCommitted(reading, opening)
            #expect(try await store.posted(AccountID("new")) == 1)
            // Two puts of one document cannot both be meant.
            #expect(try await store.commit([putting(put("twice")), putting(put("twice"))]) == .conflict([key("twice")]))
        }
    }

    @Test(arguments: TestEngine.available) func tenantsNeverSeeEachOther(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let mail = LookupKey("email", "x", unique: true)
            let changes = { (tenant: TenantID) in
                var both = stocked(5, tenant)
                both.puts = [put("a", .string(tenant.text), keys: [mail])]
                both.events = [Event(id: ID(trusted: "evt_same"), type: "t", subject: key("a"), body: .string(tenant.text))]
                both.timers = [TimerChange(key: "same", due: .init(at: noon, command: "c", input: 1))]
                both.idempotency = record(response: .string(tenant.text))
                return ChangeSet.renamed(both, ID(trusted: "chg_same"))
            }
            try await store.expectCommitted(changes(mall))
            try await store.expectCommitted(changes(otherMall))
            for (scope, tenant) in [(inMall, mall), (inOtherMall, otherMall)] {
                let name = JSON.string(tenant.text)
                #expect(try await store.documents([key("a")], in: scope)[0]?.body == name)
                #expect(try await store.scan(Scan(kind: "thing"), in: scope).items.map(\.body) == [name])
                #expect(try await store.scan(Scan(kind: "thing", key: "email", value: "x"), in: scope).items.map(\.body) == [name])
                #expect(try await store.scan(Scan(kind: "thing", key: "email"), in: scope).items.map(\.body) == [name])
                #expect(try await store.history(key("a"), limit: 5, in: scope).map(\.body) == [name])
                #expect(try await store.document(key("a"), at: noon, in: scope)?.body == name)
                #expect(try await store.posted(shelf, in: scope) == 5)
                #expect(try await store.idempotency(principal: "usr_1", command: "test.change", key: "k1", in: scope)?.response == name)
                #expect(
                    try JSON(parsing: #require(try await store.journalEntry(ID(trusted: "chg_same"), in: scope)).body)["tenant"] == name)
                #expect(try await store.journal(after: nil, limit: 9, in: scope).items.count == 1)
            }
            // One tenant's change touches none of the other's rows.
            try await store.expectCommitted(
                change {
                    $0.puts = [put("a", replacing: 1, nil)]
                    $0.timers = [TimerChange(key: "same", due: nil)]
                    $0.transfers = [transfer(.post(from: shelf, to: basket, amount: 5))]
                })
            #expect(try await store.documents([key("a")], in: inOtherMall)[0]?.version == 1)
            #expect(try await store.posted(shelf, in: inOtherMall) == 5)
            let timers = try await store.claimWork(ClaimRequest(kind: .timer, limit: 9, now: noon, leaseMilliseconds: 1))
            #expect(timers.map(\.tenant) == [otherMall])
        }
    }

    /// Every third is refused, every fifth conflicts; all arrive together.
    @Test(arguments: TestEngine.available) func manyAtOnceEachGetTheirOwnOutcome(_ engine: TestEngine) async throws {
        try await withStores(engine, 1) { test in
            let store = test.store
            try await store.expectCommitted(stocked(1000))
            try await store.expectCommitted(putting(put("shared")))
            let outcomes = try await concurrently(64) { index in
                try await store.commit(
                    change(id: ID(trusted: "chg_n\(index)")) {
                        $0.puts = [put("n\(index)", keys: [LookupKey("unique", "n\(index)", unique: true), LookupKey("all", "x")])]
                        $0.accounts = [AccountOpening(AccountID("account\(index)"), unit: "piece")]
                        $0.transfers = [
                            transfer(.post(from: shelf, to: AccountID("account\(index)"), amount: 1)),
                            transfer(.post(from: shelf, to: basket, amount: index.isMultiple(of: 3) ? 2000 : 1)),
                        ]
                        $0.events = [Event(id: ID(trusted: "evt_n\(index)"), type: "t", subject: key("n\(index)"), body: 1)]
                        $0.timers = [TimerChange(key: "n\(index)", due: .init(at: noon, command: "c", input: 1))]
                        $0.reads = [ReadCheck(key: key("shared"), version: index.isMultiple(of: 5) ? 7 : 1)]
                        $0.idempotency = record("n\(index)")
                    })
            }
            var good: [Int] = []
            for (index, outcome) in outcomes.enumerated() {
                switch (index.isMultiple(of: 5), index.isMultiple(of: 3)) {
                case (true, _): #expect(outcome == .conflict([key("shared")]))
                case (_, true): #expect(outcome == .refused(.floorReached(shelf)))
                default:
                    #expect(outcome == .committed)
                    good.append(index)
                }
            }
            let names = good.map { "n\($0)" }.sorted()
            let kept = try await store.scan(Scan(kind: "thing", key: "all", value: "x"), in: inMall).items.map(\.key.id)
            #expect(kept == names)
            #expect(try await store.posted(shelf) == 1000 - 2 * Int64(good.count))
            #expect(try await store.posted(basket) == Int64(good.count))
            for (table, expected) in [
                ("account", 3 + good.count), ("document", 1 + good.count), ("snapshot", 1 + good.count), ("lookup", 2 * good.count),
                ("transfer", 1 + 2 * good.count), ("work", 2 * good.count), ("idempotency", good.count), ("journal", 2 + good.count),
            ] {
                #expect(try await test.count("SELECT COUNT(*) FROM \(table)") == Int64(expected), "rows of \(table)")
            }
        }
    }

    @Test(arguments: TestEngine.available) func laterVersionsInOneBatchFollowEachOther(_ engine: TestEngine) async throws {
        try await withStores(engine, 1) { test in
            // One after the other in one queue: whichever share a transaction, the last word is the last version's.
            let changes = (0..<30).map { index in
                putting(
                    put(
                        "a", replacing: Int64(index), .integer(Int64(index)),
                        keys: [LookupKey("u", "v\(index)", unique: true), LookupKey("t", "x")]))
            }
            let tasks = changes.map { change in Task { try await test.store.commit(change) } }
            var committed = 0
            for task in tasks { if try await task.value == .committed { committed += 1 } }
            #expect(committed > 0)
            let history = try await test.store.history(key("a"), limit: 99, in: inMall)
            #expect(history.map(\.version) == (1...Int64(committed)).reversed())
            let current = try #require(try await test.store.current("a"))
            #expect(current == history[0])
            let held = try await test.store.scan(Scan(kind: "thing", key: "u"), in: inMall).items
            #expect(held == [current])
            #expect(try await test.count("SELECT COUNT(*) FROM lookup WHERE value IS NOT NULL") == 2)
        }
    }

    @Test(arguments: TestEngine.available) func aFullQueueIsBusyAtOnce(_ engine: TestEngine) async throws {
        try await withStores(engine, 1, commitsWaitingMax: 8) { test in
            try await test.withDatabase { database in
                let gate = AsyncStream<Void>.makeStream()
                let release = Gate()
                // Holds up the store: on SQLite the file's write lock, on PostgreSQL the row of the first commit.
                try await test.store.expectCommitted(putting(put("held")))
                let holder = Task {
                    try await database.write { connection in
                        try connection.execute("UPDATE document SET changed_at = changed_at WHERE id = 'held'")
                        gate.continuation.finish()
                        release.wait()
                    }
                }
                for await _ in gate.stream {}
                let first = Task { try await test.store.commit(putting(put("held", replacing: 1))) }
                try await Task.sleep(for: .milliseconds(200))
                let outcomes = Task {
                    try await concurrently(20) { index -> String in
                        do { return "\(try await test.store.commit(putting(put("n\(index)"))))" } catch {
                            // The queue can only move on once the refused ones have come back.
                            return (error as? StorageError)?.code ?? "\(error)"
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(300))
                release.open()
                _ = try await holder.value
                #expect(try await first.value == .committed)
                let codes = try await outcomes.value
                #expect(codes.count { $0 == "store.busy" } == 12)
                #expect(codes.count { $0 == "committed" } == 8)
                #expect(try await test.store.scan(Scan(kind: "thing"), in: inMall).items.count == 9)
            }
        }
    }

    @Test(arguments: TestEngine.available) func closingAnswersWhatWasAccepted(_ engine: TestEngine) async throws {
        try await withStores(engine, 1) { test in
            let codes = Task {
                try await concurrently(300) { index -> String in
                    do { return "\(try await test.store.commit(putting(put("n\(index)"))))" } catch {
                        return (error as? StorageError)?.code ?? "\(error)"
                    }
                }
            }
            try await Task.sleep(for: .milliseconds(3))
            await test.store.close()
            let outcomes = try await codes.value
            #expect(outcomes.allSatisfy { $0 == "committed" || $0 == "store.closed" }, "\(Set(outcomes))")
            let stored = try await test.count("SELECT COUNT(*) FROM journal")
            #expect(stored == Int64(outcomes.count { $0 == "committed" }))
            await expectError("store.closed") { try await test.store.commit(putting(put("late"))) }
            await expectError("store.closed") { try await test.store.ping() }
        }
    }

    @Test(arguments: TestEngine.available) func aStoreCanBeOpenedAgain(_ engine: TestEngine) async throws {
        try await withStores(engine, 1) { test in
            try await test.store.expectCommitted(putting(put("a")))
            let second = try await Store.open(test.url, options: TestStores.options)
            try await second.ping()
            #expect(try await second.current("a")?.version == 1)
            await second.close()
            await second.close()
        }
    }
}

extension ChangeSet {
    fileprivate static func renamed(_ other: ChangeSet, _ id: ID<ChangeSet>) -> ChangeSet {
        change(other.tenant, id: id) {
            ($0.puts, $0.accounts, $0.transfers, $0.events) = (other.puts, other.accounts, other.transfers, other.events)
            ($0.timers, $0.idempotency) = (other.timers, other.idempotency)
        }
    }
}
