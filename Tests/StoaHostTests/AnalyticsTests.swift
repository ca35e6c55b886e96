import Foundation
import JSONDocument
import Logging
import StoaCommerce
import StoaDelivery
import StoaExtension
import StoaKernel
import StoaMall
import StoaTesting
import Testing

@testable import StoaHost

/// The analytics of promotions against what a naive reading of every order comes to.
@Suite struct AnalyticsTests {
    private let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let admin = Actor(kind: .user, id: "usr_admin", roles: ["admin"])

    private func withHost(_ engine: TestEngine, _ body: (MallHost) async throws -> Void) async throws {
        try await engine.withEmptyDatabase { database in
            let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder.appending(path: "rules/ten"), withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let rules: [(String, String)] = [
                ("ten", "lines: line.category == \"mugs\"\ngive: { percent: 10 }\n"),
                ("rich", "phase: order\nspend: { atLeast: \"40.00\" }\ngive: { amount: \"3.33\" }\n"),
                ("rival", "lines: line.category == \"mugs\"\ncode: best\ngive: { percent: 5 }\nstack: { conflicts: [ten] }\n"),
            ]
            for (id, body) in rules {
                try FileManager.default.createDirectory(at: folder.appending(path: "rules/\(id)"), withIntermediateDirectories: true)
                try Data("kind: Promotion\nid: \(id)\n\(body)".utf8).write(to: folder.appending(path: "rules/\(id)/rule.yaml"))
            }
            try FileManager.default.createDirectory(at: folder.appending(path: "rules/best"), withIntermediateDirectories: true)
            try Data("kind: Coupon\nid: best\ncodes: [BEST]\n".utf8).write(to: folder.appending(path: "rules/best/rule.yaml"))
            try Data("kind: Rulebook\ncurrency: USD\n".utf8).write(to: folder.appending(path: "rules/rulebook.yaml"))
            let configuration = try HostConfiguration(
                flags: ["database": database, "demo": "true", "rules": folder.path + "/rules", "keyFile": folder.path + "/key"],
                environment: [:])
            let host = try await MallHost.open(configuration, log: log)
            do { try await body(host) } catch {
                await host.close()
                throw error
            }
            await host.close()
        }
    }

    private func run(_ host: MallHost, _ operation: String, _ input: JSON) async throws -> JSON {
        try await host.platform.run(OperationRequest(operation, tenant: ID(trusted: "demo"), actor: admin, input: input)).output
    }

    /// Quotes and places an order of mugs, or of one shirt.
    private func place(_ host: MallHost, mugs: Int64, customer: Int, codes: [JSON] = []) async throws -> (id: JSON, total: Int64) {
        let line: JSON = mugs > 0 ? ["sku": "mugs-001", "quantity": .integer(mugs)] : ["sku": "shirts-001", "quantity": 1]
        let cart: JSON = ["channel": "web", "customer": ["id": .string("cus_" + String(format: "%03d", customer))], "lines": [line]]
        let total = try await run(host, "quote.create", ["cart": cart, "codes": .array(codes)])[pointer: "/totals/total"]?.integer ?? -1
        let order = try await run(
            host, "order.place",
            [
                "cart": cart, "codes": .array(codes), "expectedTotal": .integer(total),
                "tenders": [["kind": "card", "amount": .integer(total), "token": "tok"]],
            ])
        return (order["id"] ?? .null, total)
    }

    private func pay(_ host: MallHost, _ order: (id: JSON, total: Int64)) async throws {
        _ = try await run(
            host, "payment.capture",
            ["order": order.id, "amount": ["amount": .integer(order.total), "currency": "USD"], "provider": "t", "reference": order.id])
    }

    /// Twenty-odd orders of every kind: paid, unpaid, cancelled before and after they were paid, with and without codes.
    private func trade(_ host: MallHost) async throws {
        for number in 1...24 {
            let codes: [JSON] = number % 6 == 0 ? ["BEST"] : number % 7 == 0 ? ["WRONG"] : []
            let order = try await place(host, mugs: Int64(number % 8), customer: number, codes: codes)
            if number % 3 != 0 { try await pay(host, order) }
            if number % 9 == 0 { _ = try await run(host, "order.cancel", ["id": order.id, "reason": "x"]) }
            if number % 16 == 8, number % 3 != 0 {
                _ = try await run(
                    host, "order.refund", ["id": order.id, "amount": ["amount": .integer(order.total), "currency": "USD"], "reason": "x"])
                _ = try await run(host, "order.cancel", ["id": order.id, "reason": "x"])
            }
        }
    }

    /// What one promotion did, read off the orders one by one.
    private struct Naive: Equatable {
        var issued: Int64 = 0
        var redeemed: Int64 = 0
        var released: Int64 = 0
        var refused: [String: Int64] = [:]
        var value: Int64 = 0
        var discount: Int64 = 0
        var valueWithout: Int64 = 0
        var without: Int64 = 0

        init(_ rule: String, _ orders: [JSON]) {
            for order in orders {
                let fate = order["discounts"]?.array?.first { $0["rule"] == .string(rule) }
                let isPaid = order["state"] == "paid"
                let total = order[pointer: "/totals/total"]?.integer ?? 0
                guard let fate, fate["status"] == "applied" else {
                    if let status = fate?["status"]?.string { refused[status, default: 0] += 1 }
                    if isPaid { (valueWithout, without) = (valueWithout + total, without + 1) }
                    continue
                }
                issued += 1
                if order["state"] == "cancelled" { released += 1 }
                guard isPaid else { continue }
                redeemed += 1
                value += total
                discount += fate["amount"]?.integer ?? 0
            }
        }

        init(_ report: JSON) {
            func number(_ path: String) -> Int64 { report[pointer: path]?.integer ?? 0 }
            (issued, redeemed, released) = (number("/issued"), number("/redeemed"), number("/released"))
            for refusal in report["refused"]?.array ?? [] { refused[refusal["reason"]?.string ?? ""] = refusal["orders"]?.integer }
            (value, discount) = (number("/money/0/value"), number("/money/0/discount"))
        }

        /// Half to even, by integers alone.
        static func divided(_ sum: Int64, by count: Int64) -> Int64 {
            let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: count)
            let isUp = 2 * remainder > count || (2 * remainder == count && !quotient.isMultiple(of: 2))
            return quotient + (isUp ? 1 : 0)
        }
    }

    private func orders(_ host: MallHost) async throws -> [JSON] {
        try await run(host, "order.list", ["limit": 200])["items"]?.array ?? []
    }

    private func compare(_ report: JSON, _ orders: [JSON]) throws {
        for promotion in report["promotions"]?.array ?? [] {
            let rule = try #require(promotion["promotion"]?.string)
            let naive = Naive(rule, orders)
            var counted = Naive(promotion)
            (counted.valueWithout, counted.without) = (naive.valueWithout, naive.without)
            #expect(counted == naive, "\(rule)")
            guard naive.redeemed > 0 else { continue }
            #expect(promotion[pointer: "/money/0/averageDiscount"] == .integer(Naive.divided(naive.discount, by: naive.redeemed)))
            #expect(promotion[pointer: "/money/0/averageValue"] == .integer(Naive.divided(naive.value, by: naive.redeemed)))
            guard naive.without > 0 else { continue }
            #expect(promotion[pointer: "/money/0/averageValueWithout"] == .integer(Naive.divided(naive.valueWithout, by: naive.without)))
            let uplift = promotion[pointer: "/money/0/uplift"]?.integer ?? .min
            // The exact difference over the common denominator, rounded once: never a whole unit away.
            let exact = naive.value * naive.without - naive.valueWithout * naive.redeemed
            let denominator = naive.redeemed * naive.without
            #expect(2 * abs(uplift * denominator - exact) <= denominator, "\(rule)")
        }
    }

    @Test("counts, sums, averages and uplift are those of the orders, to the minor unit", arguments: TestEngine.available)
    func orders(engine: TestEngine) async throws {
        try await withHost(engine) { host in
            try await trade(host)
            try await host.delivery.drain()
            let all = try await orders(host)
            #expect(all.count == 24)
            let report = try await run(host, "promotion.analytics", [:])[pointer: "/reports/0"] ?? .null
            try compare(report, all)
            #expect(report["promotions"]?.array?.map { $0["promotion"] } == ["rich", "rival", "ten"])
            let paid = all.filter { $0["state"] == "paid" }
            #expect(report[pointer: "/orders/placed"] == 24)
            #expect(report[pointer: "/orders/paid"] == .integer(Int64(paid.count)))
            #expect(report[pointer: "/orders/cancelled"] == .integer(Int64(all.count { $0["state"] == "cancelled" })))
            #expect(report[pointer: "/orders/refusedCodes"] == 3)
            #expect(report[pointer: "/money/0/value"] == .integer(paid.reduce(0) { $0 + ($1[pointer: "/totals/total"]?.integer ?? 0) }))
            // Every fate occurs, or the comparison would say little.
            for path in ["/promotions/0/money/0/uplift", "/promotions/1/refused/0", "/promotions/2/money/0/uplift"] {
                #expect(report[pointer: path] != nil)
            }
            // What is delivered again counts once; the events are all done.
            #expect(try await host.delivery.drain() == 0)
            let one = try await run(host, "promotion.analytics", ["promotion": "ten"])[pointer: "/reports/0/promotions"]
            #expect(one == [try #require(report[pointer: "/promotions/2"])])
            let page = try await run(host, "promotion.analytics", ["limit": 2])
            #expect(page["next"] == "rival")
        }
    }

    @Test("an order that is left out is found by the comparison")
    func plantedFault() async throws {
        try await withHost(.sqlite) { host in
            try await trade(host)
            try await host.delivery.drain()
            let all = try await orders(host)
            let missing = try #require(all.firstIndex { $0["state"] == "paid" && $0[pointer: "/discounts/0/status"] == "applied" })
            let report = try await run(host, "promotion.analytics", [:])[pointer: "/reports/0"] ?? .null
            withKnownIssue { try compare(report, Array(all[..<missing] + all[(missing + 1)...])) }
        }
    }

    @Test("orders by one version, and of each arm of an experiment, are counted by themselves", arguments: TestEngine.available)
    func versionsAndArms(engine: TestEngine) async throws {
        try await withHost(engine) { host in
            let files: JSON = [
                ["name": "ten/rule.yaml", "text": "kind: Promotion\nid: ten\nlines: line.category == \"mugs\"\ngive: { percent: 20 }\n"],
                ["name": "rulebook.yaml", "text": "kind: Rulebook\ncurrency: USD\n"],
            ]
            let candidate = try await run(host, "rulebook.publish", ["files": files])["id"] ?? .null
            let experiment = try await run(host, "experiment.start", ["id": "twenty", "candidate": candidate, "percent": 50])
            // Hosts believe what they know for half a second.
            while try await run(
                host, "quote.create", ["cart": ["channel": "web", "id": "x", "lines": [["sku": "mugs-001", "quantity": 1]]]])["experiment"]
                == nil
            {
                try await Task.sleep(for: .milliseconds(20))
            }
            try await trade(host)
            try await host.delivery.drain()
            let all = try await orders(host)
            let answer = try await run(host, "promotion.analytics", ["experiment": "twenty"])
            let reports = try #require(answer["reports"]?.array)
            #expect(reports.map { $0[pointer: "/arm/arm"] } == ["control", "candidate"])
            for report in reports {
                let own = all.filter { $0["experiment"] == report["arm"] }
                #expect(!own.isEmpty)
                try compare(report, own)
                #expect(report[pointer: "/orders/placed"] == .integer(Int64(own.count)))
                let version = try await run(
                    host, "promotion.analytics", ["rulebook": experiment[report[pointer: "/arm/arm"]?.string ?? ""] ?? .null])
                try compare(version[pointer: "/reports/0"] ?? .null, own)
            }
            let averages = reports.map { $0[pointer: "/money/0/averageValue"]?.integer ?? 0 }
            let uplift = try #require(answer[pointer: "/upliftOfCandidate/0/amount"]?.integer)
            #expect(abs(uplift - (averages[1] - averages[0])) <= 1)
        }
    }
}
