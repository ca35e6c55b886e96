import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting
import Testing

@Suite("Receipts of orders")
struct ReceiptTests {
    /// Proposes one percent off everything.
    private struct Proposing: ExtensionHost {
        func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer {
            guard call.point == ExtensionPoint.discountPropose.name else { return ExtensionAnswer(replies: []) }
            return ExtensionAnswer(replies: [
                ExtensionAnswer.Reply(provider: "acme/dozens@1.0.0", output: [["id": "acme/dozens#one", "percent": "1"]])
            ])
        }
    }

    private static let limited = BookFixture.percent(
        10, id: "ten", more: "code: spring\nlimits: { uses: 9, perCustomer: 2, perDay: 5, budget: \"5.00\" }\n")
    private static let coupon = RuleFile(
        name: "spring/rule.yaml", text: "kind: Coupon\nid: spring\ncodes: [SPRING]\nlimits: { uses: 5 }\n")

    private func order(_ total: Int64, codes: JSON = ["spring"], customer: String = "cus_1") -> JSON {
        guard case .object(var order) = OrderTests.order([("shirt", 1), ("mug", 2)], total: total, customer: customer) else { return .null }
        order["codes"] = codes
        order["selectedShipping"] = "standard"
        return .object(order)
    }

    private func receipt(_ mall: TestMall, of order: JSON) async throws -> JSON {
        try await mall.run("order.receipt", ["id": order["id"] ?? .null])
    }

    private func verified(_ receipt: JSON, noted: String? = nil) throws -> ReceiptVerification {
        try ReceiptVerifier(noted: noted).verify(Array(receipt.canonicalText.utf8))
    }

    @Test(
        "codes, limits, proposals, a pause and an experiment: every number follows from the receipt, and the journal noted its digest",
        arguments: TestEngine.available)
    func everything(engine: TestEngine) async throws {
        try await TestMall.run(on: engine, rulebooks: BookFixture.folder, extensions: Proposing()) { mall in
            // By the host's folder, 10 %; then by books of the tenant's own.
            var orders = [try await mall.run("order.place", order(3886, codes: []))]
            try await mall.publishAndActivate(BookFixture.files(Self.limited, Self.coupon, BookFixture.percent(5, id: "extra")))
            let total = { (mall: TestMall) in
                let given = order(0)
                let quote = try await mall.run("quote.create", ["cart": given["cart"] ?? .null, "codes": ["spring"]])
                return (quote[pointer: "/totals/total"]?.integer ?? 0) + 500
            }
            orders.append(try await mall.run("order.place", order(try await total(mall))))
            orders.append(try await mall.run("order.place", order(try await total(mall))))
            try await mall.run("promotion.pause", ["id": "extra", "reason": "too much"])
            orders.append(try await mall.run("order.place", order(try await total(mall), customer: "cus_2")))
            let candidate = try await mall.publish(BookFixture.files(BookFixture.percent(15)))
            try await mall.run("experiment.start", ["id": "autumn", "candidate": candidate, "percent": 100])
            orders.append(try await mall.run("order.place", order(try await total(mall), customer: "cus_2")))
            // What comes later changes no receipt.
            try await mall.publishAndActivate(BookFixture.files(BookFixture.percent(50)), stopping: "autumn")
            try await mall.run("order.cancel", ["id": orders[1]["id"] ?? .null, "reason": "changed my mind"])

            let noted = try await mall.journalled().filter { $0.command == "order.place" }
                .compactMap { entry in entry.body[pointer: "/notes/receipt"]?.string }
            #expect(noted.count == orders.count && Set(noted).count == orders.count)
            for (order, digest) in zip(orders, noted) {
                let receipt = try await receipt(mall, of: order)
                let result = try verified(receipt, noted: digest)
                #expect(result.isGood, "\(result.findings)")
                #expect(receipt["digest"]?.string == digest)
                #expect(receipt[pointer: "/quote/totals"] == order["totals"])
                #expect(receipt[pointer: "/order/tenders/0/token"] == nil)
                #expect(receipt.canonicalText.contains("acme/dozens#one"))
            }
            let second = try await receipt(mall, of: orders[2])
            #expect(second[pointer: "/input/counted"]?.array?.contains(["rule": "ten", "limit": "uses", "counted": 1]) == true)
            #expect(second[pointer: "/order/redemptions"]?.array?.count == 5)
            #expect(try await receipt(mall, of: orders[3])[pointer: "/input/paused/extra"]?.string?.hasPrefix("paused since") == true)
            #expect(try await receipt(mall, of: orders[4])[pointer: "/quote/experiment/arm"] == "candidate")
        }
    }

    @Test("a store's receipts are past orders of a backtest, page by page")
    func backtest() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            for _ in 0..<3 { try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 1800)) }
            var source = Pages(mall: mall)
            let newer = try Rulebook.compile([BookFixture.percent(25), BookFixture.settings])
            let run = SimulationRun(Simulation(from: BookFixture.folder.book, to: newer), workers: 2)
            let report = try await run.report(on: &source)
            #expect(report.orders.compared == 3 && report.orders.changed == 3 && report.orders.skipped == 0)
            #expect(report.currencies.first?.revenue == .init(from: 5400, to: 4500))
            #expect(report.currencies.first?.margin == nil)
        }
    }

    private struct Pages: PastOrderSource {
        let mall: TestMall
        var after: JSON?
        var number = 0

        mutating func next() async throws -> [PastOrderLine] {
            guard number == 0 || after != nil else { return [] }
            var query: [String: JSON] = ["limit": 2]
            query["after"] = after
            let page = try await mall.run("order.listReceipts", .object(query))
            after = page["next"]
            return (page["items"]?.array ?? []).map { receipt in
                #expect(receipt[pointer: "/rulebook/files"] == nil)
                number += 1
                return PastOrderLine(number: number, bytes: Array(receipt.canonicalText.utf8))
            }
        }
    }

    @Test("an order without kept evidence has no receipt; a buyer and a seller get none")
    func refused() async throws {
        try await TestMall.run(on: .sqlite, rulebooks: BookFixture.folder) { mall in
            let order = try await mall.run("order.place", OrderTests.order([("shirt", 1)], total: 1800))
            let id: JSON = ["id": order["id"] ?? .null]
            #expect(await mall.refusal("order.receipt", id, as: TestMall.customer(1)) == "auth.forbidden")
            #expect(await mall.refusal("order.receipt", id, as: TestMall.seller) == "auth.forbidden")
            #expect(await mall.refusal("order.receipt", ["id": "ord_none"]) == "order.notFound")
            var forgetting = ChangeSet(
                id: ID(trusted: "chg_forget"), tenant: TestMall.tenant, command: "test", actor: TestMall.admin, at: TestMall.now,
                evidence: Evidence(input: .null))
            forgetting.puts = [
                DocumentPut(
                    key: DocumentKey(kind: "orderInput", id: order["id"]?.string ?? ""), expectedVersion: 1, body: nil, keys: [])
            ]
            _ = try await mall.store.commit([forgetting])
            #expect(await mall.refusal("order.receipt", id) == "receipt.notKept")
            #expect(try await mall.run("order.listReceipts", [:])["items"] == [])
        }
    }
}

extension TestMall {
    fileprivate func publishAndActivate(_ files: JSON, stopping experiment: String) async throws {
        try await run("experiment.stop", ["id": .string(experiment)])
        try await publishAndActivate(files)
    }
}
