import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// A small mall to play with: 2 channels, 3 sellers, 200 products in 2 currencies with stock, 50 customers. The same
/// on every machine, and made only through commands, so that even the demo has its journal.
public enum DemoMall {
    public static let tenant = TenantID(trusted: "demo")
    public static let keySeller = ID<Seller>(trusted: "sel_north")
    public static let keyCustomer = ID<Customer>(trusted: "cus_001")

    /// A cart that several of the shipped promotions apply to.
    public static let sampleCart: JSON = [
        "cart": [
            "channel": "web", "selectedShipping": "standard",
            "lines": [["sku": "shirts-001", "quantity": 3], ["sku": "mugs-001", "quantity": 2]],
        ]
    ]

    /// Fills the tenant unless it is filled already. May be stopped and run again: what exists is left alone.
    ///
    /// - Parameter progress: called with what is done and what there is to do, for people who wait.
    /// - Throws: ``Refusal``.
    public static func seed(_ executor: CommandExecutor, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) async throws(Refusal) {
        let requests = commands
        // Batches run one after another, so when nothing of the last one is new, nothing is.
        if await isFilled(requests.chunked(32).last ?? [], executor) { return }
        for (index, batch) in requests.chunked(32).enumerated() {
            progress(min(index * 32, requests.count), requests.count)
            try await run(batch, executor)
        }
        progress(requests.count, requests.count)
    }

    private static func isFilled(_ batch: ArraySlice<(command: String, input: JSON)>, _ executor: CommandExecutor) async -> Bool {
        for (command, input) in batch {
            guard let outcome = try? await executor.run(request(command, input)), outcome.isReplay else { return false }
        }
        return true
    }

    private static func request(_ command: String, _ input: JSON) -> OperationRequest {
        let key = "demo/\(command)/\(input["id"]?.string ?? input["sku"]?.string ?? "")"
        return OperationRequest(command, tenant: tenant, actor: seeder, input: input, idempotencyKey: key)
    }

    private static func run(_ batch: ArraySlice<(command: String, input: JSON)>, _ executor: CommandExecutor) async throws(Refusal) {
        let refusals = await withTaskGroup(of: Refusal?.self) { group in
            for (command, input) in batch {
                group.addTask {
                    do throws(Refusal) {
                        _ = try await executor.run(request(command, input))
                        return nil
                    } catch { return error }
                }
            }
            return await group.reduce(into: [Refusal]()) { all, refusal in if let refusal { all.append(refusal) } }
        }
        if let first = refusals.first { throw first }
    }

    private static let seeder = Actor(kind: .system, id: "demo", roles: ["admin", "system"])

    /// Everything in the order in which it depends on each other: stock comes after its product.
    private static var commands: [(command: String, input: JSON)] {
        channels + sellers + customers + DemoCatalog.products + DemoCatalog.stock
    }

    private static let channels: [(command: String, input: JSON)] = [
        (
            "channel.create",
            [
                "id": "web", "name": "Web shop", "currency": "USD", "pricesInclude": "net", "zone": "America/New_York",
                "shipping": [["method": "standard", "price": 500], ["method": "express", "price": 1500]],
            ]
        ),
        (
            "channel.create",
            [
                "id": "app-kr", "name": "App, Korea", "currency": "KRW", "pricesInclude": "gross", "zone": "Asia/Seoul",
                "shipping": [["method": "standard", "price": 3000], ["method": "express", "price": 8000]],
            ]
        ),
    ]

    private static let sellers: [(command: String, input: JSON)] = [
        ("sel_north", "North Apparel"), ("sel_harbor", "Harbor Home"), ("sel_maple", "Maple Books"),
    ].map { ("seller.create", ["id": .string($0.0), "name": .string($0.1)]) }

    private static let customers: [(command: String, input: JSON)] = (1...50).map { number in
        let tier = number % 10 == 1 ? "vip" : number % 3 == 0 ? "silver" : "standard"
        let segments: [JSON] = number % 2 == 0 ? ["newsletter"] : []
        return ("customer.put", ["id": .string("cus_" + padded(number)), "tier": .string(tier), "segments": .array(segments)])
    }
}

func padded(_ number: Int) -> String { String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number) }

extension Array {
    fileprivate func chunked(_ size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
