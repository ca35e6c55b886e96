import Diagnostics
import Foundation
import JSONDocument
import Logging
import StoaCommerce
import StoaDelivery
import StoaExtension
import StoaKernel
import StoaTesting
import StoaWorkflows
import Synchronization
import Testing

/// A document that stands in for an order: what was paid and what was given back.
struct PaidOrder: Noun {
    static let kind = "order"
    static let idPrefix = "ord"
    let id: ID<PaidOrder>
    var captured: Int64
    var refunded: Int64
}

/// `order.refund` as the workflow sees it: a command with an amount that changes its order and tells of it.
struct RefundCommand: StoaKernel.Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<PaidOrder>
        let amount: Money
        let reason: String
        static let schema = Schema.object(fields: [
            .required("id", .string()), .required("amount", .object(fields: [], allowsOthers: true)), .required("reason", .string()),
        ])
    }

    let definition = OperationDefinition("order.refund", .command, "Gives money back.", roles: ["support", "finance", "lead", "admin"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> JSON {
        var order = try context.get(input.id)
        order.value.refunded += input.amount.amount
        guard order.value.refunded <= order.value.captured else {
            throw .refused(Refusal(.invalid, code: "refund.exceedsPaid", "too much"))
        }
        try context.update(order)
        context.emit("order.refunded", about: input.id, ["amount": .integer(input.amount.amount)])
        return ["refunded": .integer(order.value.refunded), "by": .string(context.actor.id)]
    }
}

struct CaptureCommand: StoaKernel.Operation {
    struct Input: Codable, Sendable, SchemaDescribed {
        let order: ID<PaidOrder>
        let amount: Int64
        static let schema = Schema.object(fields: [.required("order", .string()), .required("amount", .integer(minimum: 1))])
    }

    let definition = OperationDefinition("payment.capture", .command, "Books a payment.", roles: ["system"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> JSON {
        var order = try context.get(input.order)
        order.value.captured += input.amount
        try context.update(order)
        return ["captured": .integer(order.value.captured)]
    }
}

struct RolePolicy: Policy {
    let catalog: WorkflowCatalog

    func permits(_ actor: Actor, toRun command: String, allowedRoles: Set<String>) -> PermissionDecision {
        allowedRoles.isDisjoint(with: actor.roles) ? .deny(code: "permission.denied", message: "no") : .allow
    }

    func gates(before command: String, in tenant: TenantID) -> [Gate] { catalog.gates.filter { $0.command == command } }
}

/// A clock that stands still until it is told to move.
final class VirtualClock: Sendable {
    private let instant: Mutex<Instant>
    init(_ start: Instant) { instant = Mutex(start) }
    var now: Instant { instant.withLock { $0 } }
    func advance(seconds: Int64) { instant.withLock { $0 = $0.advanced(bySeconds: seconds) } }
    func move(to next: Instant) { instant.withLock { $0 = max($0, next) } }
}

/// An outside world that answers as it is told, and remembers what it was sent.
final class FakeHTTP: HTTPClient {
    typealias Answer = Result<OutboundResponse, HTTPFailure>
    private let state = Mutex<(sent: [OutboundRequest], answers: [Answer])>(([], []))

    var sent: [OutboundRequest] { state.withLock { $0.sent } }
    func answer(_ answers: Answer...) { state.withLock { $0.answers += answers } }
    static func status(_ status: Int, _ headers: [OutboundRequest.Header] = []) -> Answer {
        .success(OutboundResponse(status: status, headers: headers, body: []))
    }

    func send(_ request: OutboundRequest) async throws(HTTPFailure) -> OutboundResponse {
        let answer = state.withLock { state -> Answer in
            state.sent.append(request)
            return state.answers.isEmpty ? FakeHTTP.status(204) : state.answers.removeFirst()
        }
        return try answer.get()
    }
}

struct FraudModel: ExtensionHost {
    var score: Int64? = 10
    func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer {
        ExtensionAnswer(replies: score.map { [.init(provider: "model", output: ["score": .integer($0)])] } ?? [])
    }
}

/// A whole platform in memory: the shipped workflow, delivery, and an order of 1000.00 that was paid.
struct Fixture {
    static let tenant = TenantID(trusted: "demo")
    static let order = ID<PaidOrder>(trusted: "ord_1")
    static let workflow: WorkflowDefinition = {
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let file = folder.appendingPathComponent("workflows/refund-approval/workflow.yaml")
            if let text = try? String(contentsOf: file, encoding: .utf8) {
                return try! WorkflowDefinition(reading: SourceText(name: "workflow.yaml", text: text))
            }
        }
        fatalError("the shipped workflow is not there")
    }()

    let storage = MemoryStorage()
    let clock = VirtualClock(try! Instant("2026-03-02T09:00:00Z"))
    let http = FakeHTTP()
    let keys = WebhookKeys(master: try! MasterKey([UInt8](repeating: 7, count: 32)))
    let executor: CommandExecutor
    let delivery: Delivery
    let intake: HookIntake

    let maker = Actor(kind: .user, id: "usr_maker", roles: ["support"])
    let finance = Actor(kind: .user, id: "usr_fin", roles: ["finance"])
    let lead = Actor(kind: .user, id: "usr_lead", roles: ["lead"])
    let admin = Actor(kind: .user, id: "usr_admin", roles: ["admin"])
    let seller = Actor(kind: .user, id: "usr_seller", roles: ["seller"])

    init(score: Int64? = 10, workflow: WorkflowDefinition = Self.workflow) async throws {
        let catalog = try WorkflowCatalog([workflow])
        let registry = CommandRegistry(
            [AnyOperation(RefundCommand()), AnyOperation(CaptureCommand())]
                + WorkflowOperations.all(catalog: catalog, everyRole: ["support", "seller", "customer"]) + Delivery.operations(keys: keys))
        let clock = clock
        let seeds = Mutex<UInt64>(1)
        executor = CommandExecutor(
            registry: registry, storage: storage, extensions: FraudModel(score: score), policy: RolePolicy(catalog: catalog),
            clock: { clock.now },
            randomness: {
                seeds.withLock {
                    $0 += 1; return ($0, 99)
                }
            }, log: Logger(label: "test"))
        var parts = Delivery.Parts(
            executor: executor, storage: storage, extensions: FraudModel(score: score), http: http, keys: keys, clock: { clock.now },
            jitter: { 0.5 }, pause: { _ in throw CancellationError() }, log: Logger(label: "test"))
        parts.log.logLevel = .critical
        delivery = Delivery(parts)
        intake = HookIntake(executor: executor, storage: storage, keys: keys, clock: { clock.now })
        var seed = ChangeSet(
            id: ID(trusted: "chg_seed"), tenant: Self.tenant, command: "seed", actor: .system, at: clock.now,
            evidence: Evidence(input: .null))
        seed.puts = [
            DocumentPut(
                key: DocumentKey(Self.order), expectedVersion: 0,
                body: ["id": "ord_1", "captured": 100_000, "refunded": 0], keys: [])
        ]
        #expect(try await storage.commit([seed]) == .committed)
    }

    @discardableResult
    func run(_ operation: String, as actor: Actor, _ input: JSON, key: String? = nil) async throws(Refusal) -> OperationOutcome {
        try await executor.run(OperationRequest(operation, tenant: Self.tenant, actor: actor, input: input, idempotencyKey: key))
    }

    @discardableResult
    func refund(_ amount: Int64, as actor: Actor? = nil, key: String? = nil) async throws(Refusal) -> OperationOutcome {
        try await run(
            "order.refund", as: actor ?? maker,
            ["id": "ord_1", "amount": ["amount": .integer(amount), "currency": "USD"], "reason": "broken"], key: key)
    }

    @discardableResult
    func decide(_ task: String, as actor: Actor, _ outcome: String = "approved", comment: String? = nil) async throws(Refusal) -> JSON {
        var input: JSON = ["id": .string(task), "outcome": .string(outcome)]
        if let comment { input["comment"] = .string(comment) }
        return try await run("task.decide", as: actor, input).output
    }

    func orderNow() async throws -> PaidOrder { try #require(try await storage.all(PaidOrder.self, in: Self.tenant).first) }

    /// Lets time pass; whatever is due on the way is done at its own time.
    func pass(seconds: Int64) async throws {
        let end = clock.now.advanced(bySeconds: seconds)
        for _ in 0..<1000 {
            try await delivery.drain()
            var next: Instant?
            for kind in WorkKind.allCases {
                if let due = await storage.nextDue(kind), due <= end { next = min(next ?? due, due) }
            }
            guard let next, next > clock.now else { break }
            clock.move(to: next)
        }
        clock.move(to: end)
        try await delivery.drain()
    }

    /// Every instance that is not final must have something that moves it on; and every timer in it must exist.
    func stuckInstances() async throws -> [String] {
        let tasks = try await storage.all(ApprovalTask.self, in: Self.tenant)
        return try await storage.all(WorkflowInstance.self, in: Self.tenant).compactMap { instance in
            let open = tasks.first { $0.instance == instance.id && $0.state == .open }
            return instance.unreachableBecause(openTask: open)
        }
    }
}

/// The code a body is refused with, or nil.
func refusal(_ body: () async throws(Refusal) -> Void) async -> String? {
    do {
        try await body()
        return nil
    } catch { return error.code }
}
