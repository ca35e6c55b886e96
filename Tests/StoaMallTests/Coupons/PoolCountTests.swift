import JSONDocument
import PropertyTesting
import StoaCommerce
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Campaigns whose count changes")
struct PoolCountTests {
    private func setCount(_ count: Int, _ mall: TestMall) async throws {
        try await mall.publishAndActivate(
            BookFixture.files(
                RuleFile(name: "ten/rule.yaml", text: "kind: Promotion\nid: ten\ncode: winter\ngive: { percent: 10 }\n"),
                RuleFile(name: "winter/rule.yaml", text: "kind: Coupon\nid: winter\ntype: pool\ncount: \(count)\n")))
    }

    private func issue(_ count: Int64, _ mall: TestMall) async throws -> [Int64] {
        let issued = try await mall.run("coupon.issue", ["campaign": "winter", "count": .integer(count)])
        return issued["serials"]?.array?.compactMap(\.integer) ?? []
    }

    private func export(from: Int64 = 0, _ count: Int64, _ mall: TestMall) async throws -> (serials: [Int64], next: Int64?) {
        let page = try await mall.run("coupon.export", ["campaign": "winter", "from": .integer(from), "count": .integer(count)])
        return (page["serials"]?.array?.compactMap(\.integer) ?? [], page["next"]?.integer)
    }

    @Test("codes issued under one count are neither issued nor exported under another", arguments: TestEngine.available)
    func raised(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            try await setCount(10, mall)
            #expect(try await issue(3, mall) == [7, 8, 9])
            #expect(try await export(2, mall).serials == [0, 1])
            try await setCount(14, mall)
            #expect(try await issue(2, mall) == [12, 13])
            #expect(try await issue(3, mall) == [6, 10, 11], "the highest that nobody has")
            let page = try await export(from: 2, 3, mall)
            #expect(page.serials == [2, 3, 4])
            #expect(page.next == 5)
            try await setCount(16, mall)
            #expect(try await export(from: 5, 10, mall).serials == [5, 14, 15], "what others have is not for a list")
            #expect(await mall.refusal("coupon.issue", ["campaign": "winter"]) == "coupon.exhausted")
            #expect(await mall.refusal("coupon.export", ["campaign": "winter", "from": 16]) == "coupon.exhausted")
            try await setCount(12, mall)
            #expect(await mall.refusal("coupon.issue", ["campaign": "winter"]) == "coupon.exhausted")
            try await setCount(17, mall)
            #expect(try await issue(1, mall) == [16])
        }
    }

    @Test("a code that was revoked before anybody had it is left out", arguments: TestEngine.available)
    func revoked(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder) { mall in
            try await setCount(10, mall)
            for serial: JSON in [9, 7] {
                try await mall.run("coupon.revoke", ["campaign": "winter", "serial": serial, "reason": "an unlucky number"])
            }
            #expect(try await issue(2, mall) == [6, 8])
            #expect(try await issue(1, mall) == [5])
        }
    }

    @Test("no serial number is given out twice, however often the count changes")
    func property() async throws {
        var random = SplitMix64()
        let seed = random.seed
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            var (issued, exported, count): (Set<Int64>, Set<Int64>, Int64) = ([], [], 0)
            for step in 0..<80 {
                if step.isMultiple(of: 8) {
                    count = Int64(random.below(60) + 10)
                    try await setCount(Int(count), mall)
                }
                if random.below(3) > 0 {
                    guard let serials = try? await issue(Int64(random.below(3) + 1), mall) else { continue }
                    #expect(issued.isDisjoint(with: serials), "seed \(seed), step \(step)")
                    #expect(exported.isDisjoint(with: serials), "seed \(seed), step \(step)")
                    #expect(serials.allSatisfy { $0 < count }, "seed \(seed), step \(step)")
                    issued.formUnion(serials)
                } else {
                    guard let page = try? await export(from: Int64(random.below(20)), Int64(random.below(4) + 1), mall) else { continue }
                    #expect(issued.isDisjoint(with: page.serials), "seed \(seed), step \(step)")
                    #expect(page.serials.allSatisfy { $0 < count }, "seed \(seed), step \(step)")
                    exported.formUnion(page.serials)
                }
            }
            #expect(!issued.isEmpty && !exported.isEmpty)
        }
    }
}
