import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel
import StoaTesting
import Testing

/// Two stores on one database, as two hosts: constraints are the backstop, and nobody ever sees an internal error.
@Suite struct HostTests {
    @Test(arguments: TestEngine.available) func oneOfManyCreatesADocument(_ engine: TestEngine) async throws {
        try await withStores(engine, 2) { test in
            for round in 0..<10 {
                let outcomes = try await concurrently(16) {
                    try await test.stores[$0 % 2].commit(putting(put("n\(round)", .integer(Int64($0)))))
                }
                #expect(outcomes.count { $0 == .committed } == 1)
                for outcome in outcomes where outcome != .committed { #expect(outcome == .conflict([key("n\(round)")])) }
                #expect(try await test.store.history(key("n\(round)"), limit: 9, in: inMall).count == 1)
            }
        }
    }

    @Test(arguments: TestEngine.available) func oneOfManyTakesAUniqueValue(_ engine: TestEngine) async throws {
        try await withStores(engine, 2) { test in
            for round in 0..<10 {
                let outcomes = try await concurrently(16) { index in
                    try await test.stores[index % 2].commit(
                        putting(put("n\(round)-\(index)", keys: [LookupKey("email", "x\(round)", unique: true)])))
                }
                #expect(outcomes.count { $0 == .committed } == 1)
                for outcome in outcomes where outcome != .committed {
                    #expect(outcome == .refused(.keyTaken(kind: "thing", name: "email")))
                }
            }
            #expect(try await test.count("SELECT COUNT(*) FROM document") == 10)
        }
    }

    @Test(arguments: TestEngine.available) func anAccountIsOpenedOnceAndKeepsItsTerms(_ engine: TestEngine) async throws {
        try await withStores(engine, 2) { test in
            try await test.store.expectCommitted(change { $0.accounts = [AccountOpening(world, unit: "piece", floor: nil)] })
            for round in 0..<10 {
                let account = AccountID("account\(round)")
                // Half of them believe in another unit; whoever is first decides.
                let outcomes = try await concurrently(16) { index in
                    try await test.stores[index % 2].commit(
                        change {
                            $0.accounts = [AccountOpening(account, unit: index % 2 == 0 ? "piece" : "point", ceiling: 5)]
                            $0.transfers = [transfer(.post(from: world, to: account, amount: 1))]
                        })
                }
                let balance = try #require(try await test.store.balances([account], in: inMall)[0])
                let committed = outcomes.count { $0 == .committed }
                #expect(balance.posted == Int64(committed))
                #expect(committed == (balance.unit == "piece" ? 5 : 0))
                for outcome in outcomes where outcome != .committed {
                    if case .refused(.transfer(_, "ledger.unitMismatch")) = outcome { continue }
                    #expect(outcome == .refused(.ceilingReached(account)))
                }
            }
        }
    }

    @Test(arguments: TestEngine.available) func crossingOrdersNeverBlockEachOtherForGood(_ engine: TestEngine) async throws {
        try await withStores(engine, 2) { test in
            // Every commit creates the same eight of everything, half of them in reverse.
            for round in 0..<6 {
                let outcomes = try await concurrently(24) { index in
                    let numbers = index % 2 == 0 ? Array(0..<8) : Array((0..<8).reversed())
                    return try await test.stores[index % 2].commit(
                        numbers.map { number in
                            change {
                                $0.puts = [put("r\(round)-\(number)", keys: [LookupKey("u", "r\(round)-\(9 - number)", unique: true)])]
                                $0.accounts = [AccountOpening(AccountID("r\(round)-\(number)"), unit: "piece")]
                                $0.timers = [TimerChange(key: "r\(round)-\(number)", due: .init(at: noon, command: "c", input: 1))]
                                $0.idempotency = IdempotencyRecord(
                                    principal: "p\(index)", command: "c", key: "r\(round)-\(number)", bodyHash: "", response: 1)
                            }
                        })
                }
                #expect(outcomes.count { $0 == .committed } == 1)
            }
        }
    }

    @Test(arguments: TestEngine.available) func theLastFiftyPiecesAreSoldFiftyTimes(_ engine: TestEngine) async throws {
        try await withStores(engine, 2) { test in
            try await test.store.expectCommitted(stocked(50))
            let outcomes = try await concurrently(200) { index in
                try await test.stores[index % 2].commit(
                    change {
                        let basket = AccountID("basket\(index)")
                        $0.accounts = [AccountOpening(basket, unit: "piece")]
                        $0.puts = [put("order\(index)")]
                        $0.transfers = [transfer(.reserve(from: shelf, to: basket, amount: 1))]
                    })
            }
            #expect(outcomes.count { $0 == .committed } == 50)
            for outcome in outcomes where outcome != .committed { #expect(outcome == .refused(.floorReached(shelf))) }
            #expect(try await test.store.balances([shelf], in: inMall)[0]?.available == 0)
            #expect(try await test.store.balances([shelf], in: inMall)[0]?.reservedOut == 50)
            #expect(try await test.count("SELECT CAST(SUM(posted) AS BIGINT) FROM account") == 0)
            #expect(try await test.count("SELECT CAST(SUM(reserved_in) - SUM(reserved_out) AS BIGINT) FROM account") == 0)
            #expect(try await test.count("SELECT COUNT(*) FROM document") == 50)
        }
    }
}

/// What only a server can do to us: end our connections.
@Suite(.enabled(if: TestEngine.postgresAddress != nil, Comment(rawValue: TestEngine.skipped)))
struct LostConnectionTests {
    @Test func everyAcknowledgedCommitIsThereOnce() async throws {
        try await withStores(.postgres, 2) { test in
            try await test.store.expectCommitted(stocked(1_000_000))
            let application = try await test.withDatabase { database in
                try await database.read { try $0.queryFirst("SELECT current_setting('search_path') AS path")?.text("path") ?? "" }
            }
            let killing = Task {
                try await test.withDatabase { database in
                    var kills: Int64 = 0
                    while !Task.isCancelled, kills < 60 {
                        // Sessions of this test only, whatever they are doing at the moment.
                        kills += try await database.write { connection in
                            let rows = try connection.query(
                                """
                                SELECT a.pid AS pid, CASE WHEN pg_terminate_backend(a.pid) THEN 1 ELSE 0 END AS ended
                                FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
                                WHERE l.relation = 'account'::regclass AND a.pid <> pg_backend_pid()
                                """)
                            return Int64(rows.count)
                        }
                        try? await Task.sleep(for: .milliseconds(10))
                    }
                    return kills
                }
            }
            #expect(!application.isEmpty)
            let outcomes = try await concurrently(24) { caller -> [(Int, String)] in
                var outcomes: [(Int, String)] = []
                for index in 0..<60 {
                    let number = caller * 1000 + index
                    do {
                        let outcome = try await test.stores[caller % 2].commit(
                            change(id: ID(trusted: "chg_n\(number)")) {
                                $0.puts = [put("n\(number)")]
                                $0.transfers = [transfer(.post(from: shelf, to: basket, amount: 1))]
                            })
                        outcomes.append((number, "\(outcome)"))
                    } catch { outcomes.append((number, (error as? StorageError)?.code ?? "\(error)")) }
                }
                return outcomes
            }
            killing.cancel()
            let kills = try await killing.value
            #expect(kills > 10, "the test must have met load")
            let all = outcomes.flatMap { $0 }
            let known: Set = ["committed", "store.unavailable", "store.commitUnknown", "store.busy"]
            #expect(Set(all.map(\.1)).isSubset(of: known), "\(Set(all.map(\.1)))")
            let acknowledged = all.filter { $0.1 == "committed" }
            #expect(acknowledged.count > 500, "most commits get through")
            // The database was there all the time, so what became of a commit could always be found out.
            #expect(!all.contains { $0.1 == "store.commitUnknown" })
            for (number, outcome) in all {
                let stored = try await test.store.history(key("n\(number)"), limit: 5, in: inMall)
                let entry = try await test.store.journalEntry(ID(trusted: "chg_n\(number)"), in: inMall)
                let isThere = outcome == "committed"
                #expect(stored.count == (isThere ? 1 : 0), "n\(number) \(outcome)")
                #expect((entry != nil) == isThere, "n\(number) \(outcome)")
            }
            #expect(try await test.store.posted(basket) == Int64(acknowledged.count))
        }
    }
}
