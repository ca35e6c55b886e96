import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// Takes webhooks from outside: verify, commit, answer – in this order, so that what was acknowledged is never lost.
public struct HookIntake: Sendable {
    private let executor: CommandExecutor
    private let storage: any Storage
    private let keys: WebhookKeys
    private let clock: @Sendable () -> Instant

    public static let bodyBytesMax = 1 << 20

    public init(executor: CommandExecutor, storage: any Storage, keys: WebhookKeys, clock: @escaping @Sendable () -> Instant) {
        self.executor = executor
        self.storage = storage
        self.keys = keys
        self.clock = clock
    }

    /// Returns when the message is durable; a message that came before gets the first answer again.
    ///
    /// - Parameters:
    ///   - tenant: as the address names it; only the signature makes it trusted.
    ///   - body: the bytes as they came, since the signature covers them and not their meaning.
    /// - Returns: the receipt (`HookMessage`): answer it with 202.
    /// - Throws: `hook.notFound`, `hook.tooLarge`, the codes of ``HookVerifier``, `store.…`.
    public func receive(
        tenant: TenantID, hook name: String, headers: [OutboundRequest.Header], body: [UInt8]
    ) async throws(Refusal) -> OperationOutcome {
        guard body.count <= HookIntake.bodyBytesMax else {
            throw Refusal(.tooLarge, code: "hook.tooLarge", "a webhook has at most \(HookIntake.bodyBytesMax) bytes")
        }
        let hook = try await read(name, in: tenant)
        let message = try HookVerifier(secrets: [hook.secret(keys, in: tenant)]).verify(headers: headers, body: body, now: clock())
        let input: JSON = [
            "name": .string(name), "messageID": .string(message.id), "type": .string(message.type), "data": message.data,
        ]
        return try await executor.run(
            OperationRequest(
                ReceiveHook.name, tenant: tenant, actor: .system, input: input, idempotencyKey: "\(name)/\(message.id)"))
    }

    private func read(_ name: String, in tenant: TenantID) async throws(Refusal) -> InboundHook {
        let missing = Refusal(.notFound, code: "hook.notFound", "there is no such hook")
        let id: ID<InboundHook>
        do { id = try ID(name) } catch { throw missing }
        let found: [Document?]
        do {
            found = try await storage.documents([DocumentKey(id)], in: TenantScope(authenticated: tenant))
        } catch {
            throw Refusal(.unavailable, code: error.code, error.message, hint: "try again", detail: error.detail, retryAfterSeconds: 5)
        }
        guard let body = found.first.flatMap({ $0?.body }), let hook = try? JSONValueDecoder().decode(InboundHook.self, from: body)
        else { throw missing }
        return hook
    }
}
