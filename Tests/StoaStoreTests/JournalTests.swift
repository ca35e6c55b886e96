import JSONDocument
import StoaCommerce
import StoaKernel
import StoaTesting
import Testing
import TransparencyLog

@Suite struct JournalTests {
    @Test(arguments: TestEngine.available) func everyCommitLeavesAnEntryThatRecomputes(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            var changes = putting(put("a", ["n": 1]), put("b", 2))
            changes.evidence.notes = ["rulebook": "abc"]
            try await store.expectCommitted(stocked(3), changes)
            let entry = try #require(try await store.journalEntry(changes.id, in: inMall))
            #expect(entry.leafHash == MerkleTree.leafHash(Array(entry.body.utf8)).hex)
            #expect(entry == JournalEntry(recording: changes))
            let body = try JSON(parsing: entry.body)
            #expect(body.canonicalText == entry.body)
            #expect(body["documents"]?.array?.map { $0["id"] } == ["a", "b"])
            #expect(body["documents"]?.array?.map { $0["version"] } == [1, 1])
            #expect(body["notes"] == ["rulebook": "abc"])
            #expect(body["tenant"] == "ten_mall")
            #expect(try await store.journalEntry(freshID(), in: inMall) == nil)
        }
    }

    @Test(arguments: TestEngine.available) func entriesComeInCommitOrder(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            // Ids fall while commits go on: the order is that of the commits, not of the ids.
            let ids = (0..<25).map { ID<ChangeSet>(trusted: "chg_\(99 - $0)") }
            for id in ids.prefix(10) { try await store.expectCommitted(change(id: id)) }
            let first = try await store.journal(after: nil, limit: 4, in: inMall)
            #expect(first.items.map(\.id) == Array(ids[0..<4]))
            for id in ids.dropFirst(10) { try await store.expectCommitted(change(id: id)) }
            var seen = first.items.map(\.id)
            var next = first.next
            while let cursor = next, seen.count < 100 {
                let page = try await store.journal(after: cursor, limit: 4, in: inMall)
                seen += page.items.map(\.id)
                next = page.next
            }
            #expect(seen == ids)
            await expectError("store.cursorMalformed") { try await store.journal(after: "x", limit: 4, in: inMall) }
        }
    }

    @Test(arguments: TestEngine.available) func whoReadsAlongMissesNothing(_ engine: TestEngine) async throws {
        try await withStores(engine, 2) { test in
            let committed = Task {
                try await concurrently(120) { index -> ID<ChangeSet> in
                    let change = change()
                    try await test.stores[index % 2].expectCommitted(change)
                    return change.id
                }
            }
            // Pages of one, so that there always is a cursor to go on from; two readers give places at the same time.
            let read = try await concurrently(2) { reader -> [ID<ChangeSet>] in
                var seen: [ID<ChangeSet>] = []
                var cursor: String?
                for _ in 0..<100_000 where seen.count < 120 {
                    let page = try await test.stores[reader].journal(after: cursor, limit: 1, in: inMall)
                    guard let next = page.next ?? (seen.count == 119 && !page.items.isEmpty ? "last" : nil) else {
                        try await Task.sleep(for: .milliseconds(1))
                        continue
                    }
                    seen += page.items.map(\.id)
                    cursor = next
                }
                return seen
            }
            let ids = try await committed.value
            #expect(Set(read[0]) == Set(ids))
            #expect(read[0] == read[1])
        }
    }

    @Test(arguments: TestEngine.available) func aChangeSetIsCommittedOnce(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let once = change { $0.events = [Event(id: freshID(), type: "t", subject: key("a"), body: 1)] }
            try await store.expectCommitted(once)
            await expectError("store.changeSetReused") { try await store.commit(once) }
            #expect(try await store.journal(after: nil, limit: 10, in: inMall).items.count == 1)
        }
    }

    @Test(arguments: TestEngine.available) func aRefusalCanBeKeptAlone(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let refusal = change { $0.evidence.refusal = "command.forbidden" }
            try await store.expectCommitted(refusal)
            let entry = try #require(try await store.journalEntry(refusal.id, in: inMall))
            #expect(try JSON(parsing: entry.body)["refusal"] == "command.forbidden")
        }
    }
}
