import JSONDocument
import StoaCommerce
import StoaKernel
import StoaTesting
import Testing

@Suite struct DocumentTests {
    @Test(arguments: TestEngine.available) func versionsCountFromOneAndCarryTheirCommit(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let first = putting(put("a", ["n": 1, "text": "süß \u{0001} 🧺"]))
            try await store.expectCommitted(first)
            let second = putting(put("a", replacing: 1, ["n": 2]), at: noon.advanced(bySeconds: 1))
            try await store.expectCommitted(second)
            let current = try #require(try await store.current("a"))
            #expect(
                current
                    == Document(
                        key: key("a"), version: 2, body: ["n": 2], changedAt: noon.advanced(bySeconds: 1), changedBy: second.id))
            let history = try await store.history(key("a"), limit: 10, in: inMall)
            #expect(history.map(\.version) == [2, 1])
            #expect(history[1].body == ["n": 1, "text": "süß \u{0001} 🧺"])
            #expect(history[1].changedBy == first.id)
            #expect(try await store.history(key("a"), limit: 1, in: inMall).map(\.version) == [2])
            #expect(try await store.history(key("b"), limit: 10, in: inMall).isEmpty)
        }
    }

    @Test(arguments: TestEngine.available) func documentsComeInTheOrderOfTheKeys(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(putting(put("a", 1), put("b", 2), put("c", 3)))
            let found = try await store.documents([key("c"), key("x"), key("a"), key("c"), key("a", "other")], in: inMall)
            #expect(found.map { $0?.body } == [3, nil, 1, 3, nil])
        }
    }

    @Test(arguments: TestEngine.available) func aDeleteMarkHidesAndKeepsEverything(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let tag = LookupKey("tag", "red")
            try await store.expectCommitted(putting(put("a", keys: [tag])))
            try await store.expectCommitted(putting(put("a", replacing: 1, nil, keys: [tag]), at: noon.advanced(bySeconds: 1)))
            #expect(try await store.current("a") == nil)
            #expect(try await store.scan(Scan(kind: "thing"), in: inMall).items.isEmpty)
            #expect(try await store.scan(Scan(kind: "thing", key: "tag", value: "red"), in: inMall).items.isEmpty)
            #expect(try await store.scan(Scan(kind: "thing", key: "tag"), in: inMall).items.isEmpty)
            let history = try await store.history(key("a"), limit: 10, in: inMall)
            #expect(history.map(\.body) == [nil, ["n": 1]])
            #expect(try await store.document(key("a"), at: noon, in: inMall)?.version == 1)
            #expect(try await store.document(key("a"), at: noon.advanced(bySeconds: 1), in: inMall) == nil)
        }
    }

    @Test(arguments: TestEngine.available) func aDeletedDocumentIsAbsentAndCanComeBack(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(putting(put("a"), put("b")))
            try await store.expectCommitted(putting(put("a", replacing: 1, nil), put("b", replacing: 1, nil)))
            try await store.expectCommitted(change { $0.reads = [ReadCheck(key: key("a"), version: 0)] })
            let again = putting(put("a", ["n": 3]))
            try await store.expectCommitted(again)
            #expect(try await store.current("a")?.version == 3)
            let entry = try #require(try await store.journalEntry(again.id, in: inMall))
            #expect(try JSON(parsing: entry.body)["documents"]?[0]?["version"] == 3)
            #expect(try await store.commit(change { $0.reads = [ReadCheck(key: key("a"), version: 0)] }) == .conflict([key("a")]))
            try await store.expectCommitted(putting(put("b", replacing: 2, ["restored": true])))
            #expect(try await store.history(key("b"), limit: 9, in: inMall).map(\.version) == [3, 2, 1])
        }
    }

    @Test(arguments: TestEngine.available) func anInstantFindsWhatWasCurrent(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            for version in 0..<4 {
                let at = noon.advanced(bySeconds: Int64(version) * 10)
                try await store.expectCommitted(putting(put("a", replacing: Int64(version), ["n": .integer(Int64(version))]), at: at))
            }
            for (seconds, version) in [(-1, nil), (0, 1), (9, 1), (10, 2), (29, 3), (30, 4), (3000, 4)] as [(Int64, Int64?)] {
                let found = try await store.document(key("a"), at: noon.advanced(bySeconds: seconds), in: inMall)
                #expect(found?.version == version, "after \(seconds) s")
            }
        }
    }

    @Test(arguments: TestEngine.available) func aConflictNamesWhatMovedAndChangesNothing(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(putting(put("a"), put("b"), put("c")))
            try await store.expectCommitted(putting(put("b", replacing: 1, ["n": 2])))
            let stale = change {
                $0.puts = [put("a", replacing: 1, ["n": 9]), put("b", replacing: 1, ["n": 9]), put("d", replacing: 4)]
                $0.reads = [ReadCheck(key: key("c"), version: 2), ReadCheck(key: key("nowhere"), version: 0)]
                $0.accounts = [AccountOpening(shelf, unit: "piece")]
            }
            #expect(try await store.commit(stale) == .conflict([key("b"), key("c"), key("d")]))
            #expect(try await store.commit(putting(put("a"))) == .conflict([key("a")]))
            #expect(try await store.current("a")?.version == 1)
            #expect(try await store.balances([shelf], in: inMall) == [nil])
            #expect(try await store.journalEntry(stale.id, in: inMall) == nil)
        }
    }

    @Test(arguments: TestEngine.available) func readsMustStillHold(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(putting(put("role")))
            let approval = { change { $0.reads = [ReadCheck(key: key("role"), version: 1), ReadCheck(key: key("gone"), version: 0)] } }
            try await store.expectCommitted(approval())
            try await store.expectCommitted(putting(put("role", replacing: 1)))
            #expect(try await store.commit(approval()) == .conflict([key("role")]))
        }
    }

    @Test(arguments: TestEngine.available) func aUniqueValueBelongsToOneLiveDocument(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let mail = { LookupKey("email", $0, unique: true) }
            try await store.expectCommitted(putting(put("a", keys: [mail("x")]), put("b", keys: [mail("y")])))
            #expect(try await store.commit(putting(put("c", keys: [mail("x")]))) == .refused(.keyTaken(kind: "thing", name: "email")))
            #expect(try await store.current("c") == nil)
            // The same value under another name, kind or tenant is another value.
            try await store.expectCommitted(
                putting(put("d", keys: [LookupKey("nick", "x", unique: true)])),
                change { $0.puts = [DocumentPut(key: key("a", "other"), expectedVersion: 0, body: 1, keys: [mail("x")])] })
            try await store.expectCommitted(putting(put("a", keys: [mail("x")]), tenant: otherMall))
            // Kept by the next version, freed by a change, freed by a delete mark.
            try await store.expectCommitted(putting(put("a", replacing: 1, keys: [mail("x")])))
            try await store.expectCommitted(putting(put("a", replacing: 2, keys: [mail("z")])))
            try await store.expectCommitted(putting(put("c", keys: [mail("x")])))
            try await store.expectCommitted(putting(put("c", replacing: 1, nil)))
            try await store.expectCommitted(putting(put("b", replacing: 1, keys: [mail("x")])))
            let holders = try await store.scan(Scan(kind: "thing", key: "email"), in: inMall).items.map(\.key.id)
            #expect(holders == ["b", "a"])
        }
    }

    @Test(arguments: TestEngine.available) func oneCommitCanHandOverAUniqueValue(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let mail = { LookupKey("email", $0, unique: true) }
            try await store.expectCommitted(putting(put("a", keys: [mail("y")]), put("b", keys: [mail("x")])))
            // Both move at once: each takes what the other gives up.
            try await store.expectCommitted(putting(put("a", replacing: 1, nil), put("b", replacing: 1, keys: [mail("y")])))
            try await store.expectCommitted(putting(put("b", replacing: 2, keys: []), put("c", keys: [mail("y"), mail("y")])))
            #expect(try await store.scan(Scan(kind: "thing", key: "email", value: "y"), in: inMall).items.map(\.key.id) == ["c"])
        }
    }

    @Test(arguments: TestEngine.available) func whatCannotBeStoredHarmsNobodyElse(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let outcomes = try await concurrently(30) { index -> String in
                let value = index == 7 ? "with \u{0} inside" : "v\(index)"
                while true {
                    do {
                        return "\(try await store.commit(putting(put("n\(index)", keys: [LookupKey("v", value)]))))"
                    } catch let error as StorageError where error.code == "store.busy" {
                        // On a machine that is busy itself thirty commits one by one can take longer than a batch may.
                        continue
                    } catch { return (error as? StorageError)?.code ?? "\(error)" }
                }
            }
            for (index, outcome) in outcomes.enumerated() { #expect(outcome == (index == 7 ? "store.valueInvalid" : "committed")) }
            #expect(try await store.scan(Scan(kind: "thing"), in: inMall).items.count == 29)
        }
    }
}
