import Crypto
import JSONDocument
import Logging
import StoaCommerce
import StoaExtension

/// Runs operations: finds the answers their decisions ask for, commits what they came to, and tries again after a
/// conflict. The only caller of ``Storage/commit(_:)`` for commands.
public struct CommandExecutor: Sendable {
    public let registry: CommandRegistry
    let storage: any Storage
    let extensions: any ExtensionHost
    let environment: DecisionEnvironment
    let clock: @Sendable () -> Instant
    let randomness: @Sendable () -> (UInt64, UInt64)
    let log: Logger
    let denials = DenialCounter()

    /// How often a decision starts again after losing a race before the caller is told to try later.
    static let attemptsMax = 12
    /// How often a decision may ask; each round answers at least one new question.
    static let roundsMax = 64

    public init(
        registry: CommandRegistry, storage: any Storage, extensions: any ExtensionHost, policy: any Policy, gates: [any GateSource] = [],
        permissions: [any PermissionSource] = [],
        clock: @escaping @Sendable () -> Instant, randomness: @escaping @Sendable () -> (UInt64, UInt64), log: Logger
    ) {
        self.registry = registry
        self.storage = storage
        self.extensions = extensions
        self.clock = clock
        self.randomness = randomness
        self.log = log
        environment = DecisionEnvironment(registry: registry, policy: policy, gates: gates, permissions: permissions)
    }

    /// Runs a command or query.
    ///
    /// - Throws: ``Refusal``, also where the store could not serve (`store.busy`, `store.unavailable`).
    public func run(_ request: OperationRequest) async throws(Refusal) -> OperationOutcome {
        let outcome = try await perform(request)
        guard !outcome.isHeld, let reveal = registry[request.operation]?.reveal else { return outcome }
        return OperationOutcome(output: reveal(outcome.output, request.tenant), isReplay: outcome.isReplay)
    }

    private func perform(_ request: OperationRequest) async throws(Refusal) -> OperationOutcome {
        guard let operation = registry[request.operation] else {
            throw Refusal(.notFound, code: "command.unknown", "there is no operation '\(request.operation)'")
        }
        let scope = TenantScope(authenticated: request.tenant)
        let bodyHash = request.idempotencyKey == nil ? "" : sha256Hex(request.input.canonicalText)
        if let key = request.idempotencyKey, operation.definition.kind == .command,
            let record = try await asRefusal({ () async throws(StorageError) in
                try await storage.idempotency(
                    principal: request.actor.id, command: request.operation, key: key, in: scope)
            })
        {
            return try replay(record, bodyHash)
        }
        var decision = Decision(request: request, scope: scope, now: clock(), ids: randomness(), bodyHash: bodyHash)
        for attempt in 1...CommandExecutor.attemptsMax {
            let decided = try await decide(operation, &decision)
            guard !decided.changes.isEmpty else { return try decided.result.get() }
            switch try await commit(decided.changes) {
            case .committed: return try decided.result.get()
            case .duplicate(let record): return try replay(record, bodyHash)
            case .conflict(let keys):
                log.debug(
                    "a decision lost a race", metadata: ["command": "\(request.operation)", "keys": "\(keys)", "attempt": "\(attempt)"])
            case .refused(let refusal):
                // Deciding again with fresh balances usually finds the better words; a bound that says no again where
                // nothing has moved is reported as it is.
                let objection = Decision.Objection(refusal, balance: refusal.account.flatMap { decision.answers.balance($0) ?? nil })
                if attempt == CommandExecutor.attemptsMax || decision.lastObjection == objection { throw Refusal(refusal) }
                decision.lastObjection = objection
            }
            decision.answers.forgetStored()
        }
        throw Refusal(
            .unavailable, code: "command.contended", "too many others changed the same things at this moment",
            hint: "try again", retryAfterSeconds: 1)
    }

    private func replay(_ record: IdempotencyRecord, _ bodyHash: String) throws(Refusal) -> OperationOutcome {
        guard record.bodyHash == bodyHash else {
            throw Refusal(
                .invalid, code: "idempotency.keyReused", "this Idempotency-Key was used with another body",
                hint: "use a new key for a new request")
        }
        return OperationOutcome(recorded: record.response)
    }

    func asRefusal<Value: Sendable>(_ body: () async throws(StorageError) -> Value) async throws(Refusal) -> Value {
        do { return try await body() } catch { throw Refusal(error) }
    }
}

/// What is to be run, for whom.
public struct OperationRequest: Sendable {
    public let operation: String
    public let tenant: TenantID
    public let actor: Actor
    public let input: JSON
    /// 1 to 255 characters; nil for queries and for commands that are idempotent by themselves.
    public let idempotencyKey: String?
    /// Claimed work that is done when, and only when, this request's changes are committed.
    public let completing: WorkClaim?
    /// Where it came from, as far as that tells one caller from another: an address. Nil for requests from within.
    public let client: String?

    public init(
        _ operation: String, tenant: TenantID, actor: Actor, input: JSON, idempotencyKey: String? = nil,
        completing: WorkClaim? = nil, client: String? = nil
    ) {
        self.operation = operation
        self.tenant = tenant
        self.actor = actor
        self.input = input
        self.idempotencyKey = idempotencyKey
        self.completing = completing
        self.client = client
    }
}

/// What a request came to.
public struct OperationOutcome: Sendable, Hashable {
    /// The operation's output; for a held command `{task, instance}`.
    public let output: JSON
    /// True when a workflow has to decide before the command runs.
    public let isHeld: Bool
    /// True when this is the stored answer to a repeated request.
    public let isReplay: Bool

    public init(output: JSON, isHeld: Bool = false, isReplay: Bool = false) {
        self.output = output
        self.isHeld = isHeld
        self.isReplay = isReplay
    }

    init(recorded: JSON) {
        self.init(output: recorded["output"] ?? .null, isHeld: recorded["held"] == .bool(true), isReplay: true)
    }

    var record: JSON { .object(["output": output, "held": .bool(isHeld)]) }
}

/// SHA-256 of the text's UTF-8 bytes: 64 lower-case hexadecimal digits.
public func sha256Hex(_ text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).hexadecimal
}
