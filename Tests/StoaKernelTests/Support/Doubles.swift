import Foundation
import JSONDocument
import Logging
import SQLStore
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaStore
import Synchronization

let mall = TenantID(trusted: "ten_mall")
let inMall = TenantScope(authenticated: mall)
let noon = Instant(millisecondsSince1970: 1_800_000_000_000)
let clerk = Actor(kind: .user, id: "usr_1", roles: ["clerk"])

/// The noun of the tests: a box with a count.
struct Box: Noun {
    static let kind = "box"
    static let idPrefix = "box"
    let id: ID<Box>
    var count: Int64
}

struct BoxInput: Codable, Sendable, SchemaDescribed {
    var box: String
    var amount: Int64

    static let schema = Schema.object(fields: [
        .required("box", .string(minLength: 1, maxLength: 40)), .required("amount", .integer(minimum: 1, maximum: 100)),
    ])
}

struct BoxOutput: Codable, Sendable, SchemaDescribed, Equatable {
    var count: Int64
    static let schema = Schema.object(fields: [.required("count", .integer())])
}

/// An operation made of a closure.
struct TestOperation: StoaKernel.Operation {
    let definition: OperationDefinition
    let body: @Sendable (BoxInput, inout DecisionContext) throws(Interruption) -> BoxOutput

    init(
        _ name: String, _ kind: OperationDefinition.Kind = .command, roles: Set<String> = ["clerk"],
        _ body: @escaping @Sendable (BoxInput, inout DecisionContext) throws(Interruption) -> BoxOutput
    ) {
        definition = OperationDefinition(name, kind, "A test.", roles: roles)
        self.body = body
    }

    func decide(_ input: BoxInput, _ context: inout DecisionContext) throws(Interruption) -> BoxOutput { try body(input, &context) }
}

/// Adds to a box, which is made when it is missing.
let fill = TestOperation("box.fill") { input, context throws(Interruption) in
    let id = ID<Box>(trusted: input.box)
    if var box = try context.find(id) {
        box.value.count += input.amount
        try context.update(box)
        return BoxOutput(count: box.value.count)
    }
    try context.create(Box(id: id, count: input.amount))
    return BoxOutput(count: input.amount)
}

struct TestPolicy: Policy {
    var gates: [Gate] = []

    func permits(_ actor: Actor, toRun command: String, allowedRoles: Set<String>) -> PermissionDecision {
        actor.roles.isDisjoint(with: allowedRoles)
            ? .deny(code: "permission.denied", message: "\(actor.id) may not run \(command)") : .allow
    }

    func gates(before command: String, in tenant: TenantID) -> [Gate] { gates.filter { $0.command == command } }
}

/// Answers every call with its input, and counts the calls.
final class EchoExtensions: ExtensionHost {
    private let calls = Mutex(0)
    var callCount: Int { calls.withLock { $0 } }

    func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer {
        calls.withLock { $0 += 1 }
        return ExtensionAnswer(replies: [.init(provider: "echo", output: call.input)])
    }
}

/// A real store whose commits a test can meddle with.
final class SteeredStorage: Storage {
    typealias Steering = @Sendable (_ commit: Int, [ChangeSet]) async throws(StorageError) -> CommitOutcome?
    let base: any Storage
    /// Called before each commit, counted from 1; what it returns or throws stands in for the commit.
    private let before: Steering
    /// Called after each commit that reached the base; what it throws replaces the answer.
    private let after: @Sendable (_ commit: Int) throws(StorageError) -> Void
    private let commits = Mutex(0)
    var commitCount: Int { commits.withLock { $0 } }

    init(
        _ base: any Storage, before: @escaping Steering = { (_, _) async throws(StorageError) in nil },
        after: @escaping @Sendable (Int) throws(StorageError) -> Void = { (_) throws(StorageError) in }
    ) {
        self.base = base
        self.before = before
        self.after = after
    }

    func commit(_ linked: [ChangeSet]) async throws(StorageError) -> CommitOutcome {
        let number = commits.withLock { count in
            count += 1
            return count
        }
        if let outcome = try await before(number, linked) { return outcome }
        let outcome = try await base.commit(linked)
        try after(number)
        return outcome
    }

    func documents(_ keys: [DocumentKey], in scope: TenantScope) async throws(StorageError) -> [Document?] {
        try await base.documents(keys, in: scope)
    }
    func document(_ key: DocumentKey, at instant: Instant, in scope: TenantScope) async throws(StorageError) -> Document? {
        try await base.document(key, at: instant, in: scope)
    }
    func history(_ key: DocumentKey, limit: Int, in scope: TenantScope) async throws(StorageError) -> [Document] {
        try await base.history(key, limit: limit, in: scope)
    }
    func scan(_ scan: Scan, in scope: TenantScope) async throws(StorageError) -> Page<Document> { try await base.scan(scan, in: scope) }
    func balances(_ accounts: [AccountID], in scope: TenantScope) async throws(StorageError) -> [Balance?] {
        try await base.balances(accounts, in: scope)
    }
    func idempotency(principal: String, command: String, key: String, in scope: TenantScope) async throws(StorageError)
        -> IdempotencyRecord?
    {
        try await base.idempotency(principal: principal, command: command, key: key, in: scope)
    }
    func journalEntry(_ id: ID<ChangeSet>, in scope: TenantScope) async throws(StorageError) -> JournalEntry? {
        try await base.journalEntry(id, in: scope)
    }
    func journal(after cursor: String?, limit: Int, in scope: TenantScope) async throws(StorageError) -> Page<JournalEntry> {
        try await base.journal(after: cursor, limit: limit, in: scope)
    }
    func claimWork(_ request: ClaimRequest) async throws(StorageError) -> [ClaimedWork] { try await base.claimWork(request) }
    func postpone(_ claim: WorkClaim, in tenant: TenantID, until due: Instant) async throws(StorageError) {
        try await base.postpone(claim, in: tenant, until: due)
    }
    func ping() async throws(StorageError) { try await base.ping() }
    func close() async { await base.close() }
}

/// A store in a folder of its own, on SQLite: the executor's tests are about the executor.
func withStorage(_ body: (any Storage) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kernel-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try await Store.open(DatabaseURL("sqlite:" + folder.path + "/test.db"))
    let result: Result<Void, any Error>
    do { result = .success(try await body(store)) } catch { result = .failure(error) }
    await store.close()
    try result.get()
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func executor(
    _ operations: [TestOperation], _ storage: any Storage, extensions: any ExtensionHost = NoExtensions(), gates: [Gate] = []
) -> CommandExecutor {
    CommandExecutor(
        registry: CommandRegistry(operations.map { AnyOperation($0) }), storage: storage, extensions: extensions,
        policy: TestPolicy(gates: gates), clock: { noon },
        randomness: { (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max)) }, log: silent)
}

func request(_ operation: String, _ box: String = "b1", amount: Int64 = 1, actor: Actor = clerk, key: String? = nil) -> OperationRequest {
    OperationRequest(
        operation, tenant: mall, actor: actor, input: ["box": .string(box), "amount": .integer(amount)], idempotencyKey: key)
}

extension Storage {
    func boxCount(_ box: String = "b1") async throws -> Int64? {
        try await documents([DocumentKey(kind: "box", id: box)], in: inMall)[0]?.body?["count"]?.integer
    }

    func entries() async throws -> [JSON] {
        try await journal(after: nil, limit: 1000, in: inMall).items.map { try JSON(parsing: $0.body) }
    }
}
