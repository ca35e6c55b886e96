import JSONDocument
import Logging
import SQLStore
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaMall
import StoaRules
import StoaStore

/// A small mall on a real store: one channel, two sellers, a few products with stock, two customers.
public struct TestMall: Sendable {
    public static let tenant = TenantID(trusted: "test")
    static let coupons = CouponKeys(master: [UInt8](repeating: 7, count: 32))
    public let store: any Storage
    public let executor: CommandExecutor

    /// Opens the store, runs `body`, and closes the store whatever happens.
    public static func run<Value>(
        on engine: TestEngine, rules: Rulebook = .empty, gates: [Gate] = [], extensions: any ExtensionHost = NoExtensions(),
        clock: @escaping @Sendable () -> Instant = { TestMall.now }, _ body: (TestMall) async throws -> Value
    ) async throws -> Value {
        try await run(on: engine, rulebooks: FixedRulebook(book: rules), gates: gates, extensions: extensions, clock: clock, body)
    }

    /// As above, with a source of rulebooks that may answer another one later.
    public static func run<Value>(
        on engine: TestEngine, rulebooks: any RulebookSource, gates: [Gate] = [], extensions: any ExtensionHost = NoExtensions(),
        clock: @escaping @Sendable () -> Instant = { TestMall.now }, _ body: (TestMall) async throws -> Value
    ) async throws -> Value {
        try await engine.withEmptyDatabase { url in
            let mall = try await TestMall(url: url, rulebooks: rulebooks, gates: gates, extensions: extensions, clock: clock)
            let result: Result<Value, any Error>
            do { result = .success(try await body(mall)) } catch { result = .failure(error) }
            await mall.store.close()
            return try result.get()
        }
    }

    public init(
        url: String, rulebooks: any RulebookSource, gates: [Gate], extensions: any ExtensionHost, clock: @escaping @Sendable () -> Instant
    ) async throws {
        // The clock of a test may stand still, so nothing is ever fresh by it.
        self.init(
            store: try await Store.open(DatabaseURL(url)), rulebooks: Rulebooks(base: rulebooks, freshMilliseconds: 0), gates: gates,
            extensions: extensions, clock: clock)
        try await stockUp()
    }

    /// Another host on the same store, with a memory of its own.
    public func host(rulebooks: Rulebooks, clock: @escaping @Sendable () -> Instant = { TestMall.now }) -> TestMall {
        TestMall(store: store, rulebooks: rulebooks, gates: [], extensions: NoExtensions(), clock: clock)
    }

    private init(
        store: any Storage, rulebooks: Rulebooks, gates: [Gate], extensions: any ExtensionHost, clock: @escaping @Sendable () -> Instant
    ) {
        self.store = store
        executor = CommandExecutor(
            registry: CommandRegistry(Mall.operations(rulebooks: rulebooks, coupons: TestMall.coupons)), storage: store,
            extensions: extensions, policy: TestPolicy(gates: gates), gates: [rulebooks], permissions: [rulebooks], clock: clock,
            randomness: { (.random(in: 0 ... .max), .random(in: 0 ... .max)) }, log: Logger(label: "test"))
    }

    /// Every command runs at this instant, unless the mall has a clock of its own.
    public static let now = Instant(millisecondsSince1970: 1_795_000_000_000)
    public static let admin = Actor(kind: .user, id: "usr_admin", roles: ["admin", "quote.simulate"])
    public static let seller = Actor(kind: .user, id: "usr_seller", roles: ["seller"], seller: "sel_a")

    public static func customer(_ number: Int) -> Actor { Actor(kind: .customer, id: "cus_\(number)", roles: ["customer"]) }

    /// - Throws: ``Refusal``.
    @discardableResult
    public func run(_ operation: String, _ input: JSON, as actor: Actor = admin, key: String? = nil) async throws(Refusal) -> JSON {
        let request = OperationRequest(operation, tenant: TestMall.tenant, actor: actor, input: input, idempotencyKey: key)
        return try await executor.run(request).output
    }

    /// The code of the refusal, or nil when it was carried out.
    public func refusal(_ operation: String, _ input: JSON, as actor: Actor = admin, key: String? = nil) async -> String? {
        do {
            _ = try await run(operation, input, as: actor, key: key)
            return nil
        } catch { return error.code }
    }

    private func stockUp() async throws(Refusal) {
        try await run(
            "channel.create",
            [
                "id": "web", "name": "Web", "currency": "USD", "pricesInclude": "net", "zone": "Etc/UTC",
                "shipping": [["method": "standard", "price": 500]],
            ])
        for seller: JSON in ["sel_a", "sel_b"] { try await run("seller.create", ["id": seller, "name": "A seller"]) }
        for customer: JSON in ["cus_1", "cus_2"] { try await run("customer.put", ["id": customer, "tier": "standard", "segments": []]) }
        for (sku, seller, price): (JSON, JSON, JSON) in [("shirt", "sel_a", 2000), ("mug", "sel_b", 900)] {
            try await run(
                "product.put",
                [
                    "sku": sku, "seller": seller, "channels": ["web"], "title": ["en": sku], "category": "things",
                    "prices": ["USD": price],
                ])
            try await run("stock.supply", ["sku": sku, "quantity": 50])
        }
    }
}

private struct FixedRulebook: RulebookSource {
    let book: Rulebook
    func current(for tenant: TenantID) -> Rulebook { book }
}

private struct TestPolicy: Policy {
    let gates: [Gate]

    func permits(_ actor: Actor, toRun command: String, allowedRoles: Set<String>) -> PermissionDecision {
        actor.roles.contains("admin") || !actor.roles.isDisjoint(with: allowedRoles)
            ? .allow : .deny(code: "auth.forbidden", message: "\(actor.id) may not run \(command)")
    }

    func gates(before command: String, in tenant: TenantID) -> [Gate] { gates.filter { $0.command == command } }
}
