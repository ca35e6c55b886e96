import JSONDocument
import StoaCommerce
import StoaKernel
import StoaTesting
import Testing

@Suite struct WorkTests {
    private func claim(_ kind: WorkKind, _ store: any Storage, at now: Instant = noon, limit: Int = 10, lease: Int64 = 1000) async throws
        -> [ClaimedWork]
    {
        try await store.claimWork(ClaimRequest(kind: kind, limit: limit, now: now, leaseMilliseconds: lease))
    }

    private func event(_ subject: String, _ type: String = "thing.changed") -> Event {
        Event(id: freshID(), type: type, subject: key(subject), body: ["of": .string(subject)])
    }

    private func timer(_ key: String, _ due: Instant?, _ input: JSON = [:]) -> TimerChange {
        TimerChange(key: key, due: due.map { .init(at: $0, command: "thing.expire", input: input) })
    }

    @Test(arguments: TestEngine.available) func eachKindIsClaimedWithAllThatBelongsToIt(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let event = event("a")
            let intent = EffectIntent(id: freshID(), point: "mail.send", input: ["to": "x"])
            try await store.expectCommitted(
                change {
                    $0.events = [event]
                    $0.intents = [intent]
                    $0.timers = [timer("expire/a", noon.advanced(bySeconds: 5), ["id": "a"])]
                })
            let events = try await claim(.event, store)
            #expect(
                events == [
                    ClaimedWork(
                        tenant: mall, claim: WorkClaim(kind: .event, key: event.id.text, token: 1), due: noon, name: "thing.changed",
                        subject: key("a"), body: ["of": "a"], createdAt: noon, earlierAttempts: 0)
                ])
            let intents = try await claim(.intent, store)
            #expect(intents.map(\.name) == ["mail.send"])
            #expect(intents.map(\.body) == [["to": "x"]])
            #expect(intents.map(\.subject) == [nil])
            #expect(try await claim(.timer, store, at: noon.advanced(bySeconds: 4)).isEmpty)
            let timers = try await claim(.timer, store, at: noon.advanced(bySeconds: 5))
            #expect(timers.map(\.name) == ["thing.expire"])
            #expect(timers.map(\.claim.key) == ["expire/a"])
            #expect(timers.map(\.due) == [noon.advanced(bySeconds: 5)])
        }
    }

    @Test(arguments: TestEngine.available) func theOldestComeFirstOverAllTenants(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            for (index, seconds) in [30, 10, 50, 20, 40].enumerated() {
                let tenant = index.isMultiple(of: 2) ? mall : otherMall
                try await store.expectCommitted(
                    change(tenant) { $0.timers = [timer("t\(seconds)", noon.advanced(bySeconds: Int64(seconds)))] })
            }
            let now = noon.advanced(bySeconds: 45)
            let first = try await claim(.timer, store, at: now, limit: 3)
            #expect(first.map(\.claim.key) == ["t10", "t20", "t30"])
            #expect(first.map(\.tenant) == [otherMall, otherMall, mall])
            #expect(try await claim(.timer, store, at: now, limit: 3).map(\.claim.key) == ["t40"])
            #expect(try await claim(.timer, store, at: now, limit: 3).isEmpty)
        }
    }

    @Test(arguments: TestEngine.available) func theEventsOfASubjectComeOneAfterTheOther(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            // The later commit names the earlier instant; versions, not clocks, give the order.
            try await store.expectCommitted(
                change(at: noon) { $0.events = [event("a", "first"), event("a", "second"), event("b", "other")] })
            try await store.expectCommitted(change(at: noon.advanced(bySeconds: -60)) { $0.events = [event("a", "third")] })
            var order: [String] = []
            for _ in 0..<5 {
                let claimed = try await claim(.event, store)
                for work in claimed { try await store.expectCommitted(change { $0.completes = [work.claim] }) }
                order += claimed.map(\.name)
            }
            #expect(order.filter { $0 != "other" } == ["first", "second", "third"])
            #expect(order.count == 4)
        }
    }

    @Test(arguments: TestEngine.available) func aLeaseThatEndedCanBeTakenOver(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(change { $0.events = [event("a")] })
            let slow = try #require(try await claim(.event, store).first)
            #expect(try await claim(.event, store, at: noon.advanced(byMilliseconds: 999)).isEmpty)
            let fast = try #require(try await claim(.event, store, at: noon.advanced(byMilliseconds: 1000)).first)
            #expect(fast.claim.token > slow.claim.token)
            #expect(fast.earlierAttempts == 1)
            let late = change {
                $0.completes = [slow.claim]
                $0.puts = [put("made by the slow one")]
            }
            #expect(try await store.commit(late) == .refused(.leaseLost(slow.claim.key)))
            #expect(try await store.current("made by the slow one") == nil)
            #expect(try await store.journalEntry(late.id, in: inMall) == nil)
            try await store.postpone(slow.claim, in: mall, until: noon)
            #expect(try await claim(.event, store, at: noon.advanced(byMilliseconds: 1500)).isEmpty)
            try await store.expectCommitted(
                change {
                    $0.completes = [fast.claim]
                    $0.puts = [put("made by the fast one")]
                })
            #expect(try await claim(.event, store, at: noon.advanced(bySeconds: 3600)).isEmpty)
            #expect(try await store.commit(change { $0.completes = [fast.claim] }) == .refused(.leaseLost(fast.claim.key)))
        }
    }

    @Test(arguments: TestEngine.available) func whoIsLateButAloneMayStillFinish(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(change { $0.events = [event("a")] })
            let work = try #require(try await claim(.event, store).first)
            try await store.expectCommitted(change(at: noon.advanced(bySeconds: 60)) { $0.completes = [work.claim] })
        }
    }

    @Test(arguments: TestEngine.available) func postponedWorkIsDueAgain(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(change { $0.intents = [EffectIntent(id: freshID(), point: "mail.send", input: 1)] })
            let work = try #require(try await claim(.intent, store).first)
            try await store.postpone(work.claim, in: otherMall, until: noon)
            #expect(try await claim(.intent, store).isEmpty)
            try await store.postpone(work.claim, in: mall, until: noon.advanced(bySeconds: 60))
            #expect(try await claim(.intent, store, at: noon.advanced(bySeconds: 59)).isEmpty)
            let again = try await claim(.intent, store, at: noon.advanced(bySeconds: 60))
            #expect(again.map(\.earlierAttempts) == [1])
        }
    }

    @Test(arguments: TestEngine.available) func aTimerIsMovedAndCleared(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(change { $0.timers = [timer("t", noon), timer("u", noon)] })
            try await store.expectCommitted(
                change {
                    $0.timers = [timer("t", noon.advanced(bySeconds: 10), ["moved": true]), timer("u", nil), timer("never set", nil)]
                })
            #expect(try await claim(.timer, store, at: noon.advanced(bySeconds: 9)).isEmpty)
            let moved = try await claim(.timer, store, at: noon.advanced(bySeconds: 10))
            #expect(moved.map(\.body) == [["moved": true]])
            // Moving it once more takes it away from the one who has it.
            try await store.expectCommitted(change { $0.timers = [timer("t", noon.advanced(bySeconds: 20))] })
            #expect(try await store.commit(change { $0.completes = moved.map(\.claim) }) == .refused(.leaseLost("t")))
            let last = try await claim(.timer, store, at: noon.advanced(bySeconds: 20))
            #expect(last.count == 1)
            // So does clearing it; and a cleared one can be set again.
            try await store.expectCommitted(change { $0.timers = [timer("t", nil)] })
            #expect(try await store.commit(change { $0.completes = last.map(\.claim) }) == .refused(.leaseLost("t")))
            try await store.expectCommitted(change { $0.timers = [timer("t", noon)] })
            #expect(try await claim(.timer, store).map(\.claim.key) == ["t"])
        }
    }

    @Test(arguments: TestEngine.available) func aTimerCanSetItselfAgainWhenItIsDone(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(change { $0.timers = [timer("t", noon)] })
            let work = try #require(try await claim(.timer, store).first)
            try await store.expectCommitted(
                change {
                    $0.completes = [work.claim]
                    $0.timers = [timer("t", noon.advanced(bySeconds: 60))]
                })
            #expect(try await claim(.timer, store, at: noon.advanced(bySeconds: 59)).isEmpty)
            #expect(try await claim(.timer, store, at: noon.advanced(bySeconds: 60)).count == 1)
        }
    }

    @Test(arguments: TestEngine.available) func concurrentClaimsNeverShareWork(_ engine: TestEngine) async throws {
        try await withStores(engine, 2) { test in
            try await test.store.expectCommitted(
                change { $0.intents = (0..<100).map { EffectIntent(id: freshID(), point: "p", input: .integer($0)) } })
            let claimed = try await concurrently(16) { index in
                try await test.stores[index % 2].claimWork(ClaimRequest(kind: .intent, limit: 10, now: noon, leaseMilliseconds: 1000))
            }
            let keys = claimed.flatMap { $0 }.map(\.claim.key)
            #expect(keys.count == 100)
            #expect(Set(keys).count == 100)
        }
    }
}
