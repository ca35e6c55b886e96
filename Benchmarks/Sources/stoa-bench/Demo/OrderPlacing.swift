import JSONDocument
import StoaKernel
import Synchronization

/// Buys single pieces in the demo mall, each time another article, so that the stock of one is not what is measured.
final class OrderPlacing: Sendable {
    private let platform: DemoPlatform
    private let articles: [String]
    /// What each article costs its buyer, as last told.
    private let totals: Mutex<[Int64]>
    private let placed = Atomic<Int>(0)

    static let customers = 50

    /// Fills the stock, and asks what everything costs.
    init(_ platform: DemoPlatform) async throws {
        self.platform = platform
        var articles: [String] = []
        for (category, count) in [("shirts", 40), ("trousers", 30), ("shoes", 30), ("mugs", 40), ("posters", 25), ("books", 30)] {
            articles += (1...count).map { category + "-" + padded($0) }
        }
        self.articles = articles
        var totals: [Int64] = []
        for (index, article) in articles.enumerated() {
            try await platform.prepare(
                "stock.supply", ["sku": .string(article), "quantity": 100_000_000], idempotencyKey: "bench/\(article)")
            let quote = try await platform.run("quote.create", ["cart": OrderPlacing.cart(article)], as: OrderPlacing.customer(index))
            totals.append(quote["totals"]?["total"]?.integer ?? 0)
        }
        self.totals = Mutex(totals)
    }

    /// Places one order, as a shop does it: at the total that was shown, and at the new one when that has changed.
    func place() async throws {
        let number = placed.add(1, ordering: .relaxed).newValue
        let index = number % articles.count
        for attempt in 0... {
            do throws(Refusal) { return try await place(index, key: "bench-\(number)-\(attempt)") } catch {
                guard attempt < 3, error.code == "quote.changed", let total = error.payload?["quote"]?["totals"]?["total"]?.integer else {
                    throw error
                }
                totals.withLock { $0[index] = total }
            }
        }
    }

    private func place(_ index: Int, key: String) async throws(Refusal) {
        let total = totals.withLock { $0[index] }
        let input: JSON = [
            "cart": OrderPlacing.cart(articles[index]), "expectedTotal": .integer(total),
            "tenders": [["kind": "card", "amount": .integer(total), "token": "tok_bench"]],
        ]
        _ = try await platform.run("order.place", input, as: OrderPlacing.customer(index), idempotencyKey: key)
    }

    private static func cart(_ article: String) -> JSON {
        ["channel": "web", "selectedShipping": "standard", "lines": [["sku": .string(article), "quantity": 1]]]
    }

    private static func customer(_ index: Int) -> String { "cus_" + padded(index % customers + 1) }
}

private func padded(_ number: Int) -> String { String(repeating: "0", count: 3 - String(number).count) + String(number) }
