import JSONDocument
import StoaCommerce
import StoaKernel
import StoaTesting
import Testing

@Suite struct ScanTests {
    /// All pages of a scan, and how many there were.
    private func all(_ kind: String = "thing", key: String? = nil, value: String? = nil, limit: Int, _ store: any Storage) async throws
        -> (ids: [String], pages: Int)
    {
        var ids: [String] = []
        var pages = 0
        var after: String?
        repeat {
            let page = try await store.scan(Scan(kind: kind, key: key, value: value, after: after, limit: limit), in: inMall)
            ids += page.items.map(\.key.id)
            after = page.next
            pages += 1
            #expect(page.items.count <= limit)
        } while after != nil && pages < 100
        return (ids, pages)
    }

    @Test(arguments: TestEngine.available) func byIDInByteOrder(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let ids = ["B", "a", "Z", "a-1", "a.1", "a_1", "b/2", "10", "9", "a#1"]
            for id in ids { try await store.expectCommitted(putting(put(id))) }
            try await store.expectCommitted(putting(put("elsewhere"), tenant: otherMall))
            let sorted = ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for limit in [1, 3, 5, 10, 11] {
                let found = try await all(limit: limit, store)
                #expect(found.ids == sorted)
                #expect(found.pages == max(1, (ids.count + limit - 1) / limit), "\(limit) a page")
            }
        }
    }

    @Test(arguments: TestEngine.available) func byValue(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            for index in 0..<25 {
                try await store.expectCommitted(
                    putting(
                        put(
                            "id\(index + 10)", keys: [LookupKey("color", index.isMultiple(of: 3) ? "red" : "blue"), LookupKey("size", "L")])
                    ))
            }
            let red = stride(from: 0, to: 25, by: 3).map { "id\($0 + 10)" }
            #expect(try await all(key: "color", value: "red", limit: 2, store).ids == red)
            #expect(try await all(key: "color", value: "green", limit: 2, store).ids.isEmpty)
            #expect(try await all(key: "size", value: "L", limit: 7, store).ids.count == 25)
            // A changed key is found under its new value only.
            try await store.expectCommitted(putting(put("id10", replacing: 1, keys: [LookupKey("color", "green")])))
            #expect(try await all(key: "color", value: "red", limit: 2, store).ids == Array(red.dropFirst()))
            #expect(try await all(key: "color", value: "green", limit: 2, store).ids == ["id10"])
            #expect(try await all(key: "size", value: "L", limit: 100, store).ids.count == 24)
        }
    }

    @Test(arguments: TestEngine.available) func byKeyInOrderOfValueThenID(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let rows = [("d", "2"), ("a", "2"), ("c", "10"), ("b", ""), ("e", "with\u{1F}unit"), ("f", "ü"), ("g", "Z"), ("h", "z")]
            for (id, value) in rows { try await store.expectCommitted(putting(put(id, keys: [LookupKey("rank", value)]))) }
            let sorted = rows.sorted {
                $0.1 == $1.1 ? $0.0 < $1.0 : $0.1.utf8.lexicographicallyPrecedes($1.1.utf8)
            }.map(\.0)
            for limit in 1...9 { #expect(try await all(key: "rank", limit: limit, store).ids == sorted) }
        }
    }

    @Test(arguments: TestEngine.available) func aKeyMayHaveManyValues(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let tags = { (names: [String]) in names.map { LookupKey("tag", $0) } }
            try await store.expectCommitted(putting(put("a", keys: tags(["x", "y", "x", "z"]))))
            try await store.expectCommitted(putting(put("b", keys: tags(["y"]))))
            #expect(try await all(key: "tag", value: "x", limit: 5, store).ids == ["a"])
            #expect(try await all(key: "tag", value: "y", limit: 5, store).ids == ["a", "b"])
            try await store.expectCommitted(putting(put("a", replacing: 1, keys: tags(["z"]))))
            #expect(try await all(key: "tag", value: "x", limit: 5, store).ids.isEmpty)
            #expect(try await all(key: "tag", value: "y", limit: 5, store).ids == ["b"])
            #expect(try await all(key: "tag", value: "z", limit: 5, store).ids == ["a"])
            try await store.expectCommitted(putting(put("a", replacing: 2, keys: tags(["z", "x"]))))
            #expect(try await all(key: "tag", limit: 1, store).ids == ["a", "b", "a"])
        }
    }

    @Test(arguments: TestEngine.available, ["zz", "0", "1f", "61", "é", "61621f"]) func aForeignCursorIsRefused(
        _ engine: TestEngine, _ cursor: String
    ) async throws {
        try await withStore(engine) { store async throws in
            await expectError("store.cursorMalformed") { try await store.scan(Scan(kind: "thing", after: cursor), in: inMall) }
        }
    }
}
