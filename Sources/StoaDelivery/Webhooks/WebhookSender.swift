import JSONDocument
import Logging
import StoaCommerce
import StoaExtension
import StoaKernel

/// Sends one delivery: reads it, signs it, posts it, and commits what came of it together with the intent's end.
struct WebhookSender: Sendable {
    let committer: WorkCommitter
    let http: any HTTPClient
    let keys: WebhookKeys
    let jitter: @Sendable () -> Double
    let timeoutMilliseconds: Int

    func send(_ work: ClaimedWork) async {
        let scope = TenantScope(authenticated: work.tenant)
        guard let id = work.body["delivery"]?.string else {
            return await committer.bury(work, code: "webhook.malformedIntent", "the intent names no delivery")
        }
        do {
            guard let delivery = try await read(WebhookDelivery.self, ID(trusted: id), scope) else {
                return await committer.bury(work, code: "webhookDelivery.notFound", "there is no delivery \(id)")
            }
            let endpoint = try await read(WebhookEndpoint.self, delivery.endpoint, scope)
            await record(await attempt(delivery, endpoint, work.tenant), of: delivery, work)
        } catch {
            committer.log.warning("a webhook could not be read", metadata: ["delivery": "\(id)", "error": "\(error)"])
            await committer.postpone(work)
        }
    }

    /// What one request came to.
    private struct Result {
        let at: Instant
        var status: Int?
        var failure: String?
        var latencyMilliseconds: Int64 = 0
        var retryAfterSeconds: Int64?
    }

    private func attempt(_ delivery: WebhookDelivery, _ endpoint: WebhookEndpoint?, _ tenant: TenantID) async -> Result {
        let start = committer.clock()
        var result = Result(at: start)
        guard let endpoint, endpoint.state == .active else {
            result.failure = "webhook.endpointDisabled"
            return result
        }
        do {
            let message = try WebhookMessage(
                id: delivery.id.text, timestamp: start.millisecondsSince1970 / 1000, body: delivery.payload.canonicalBytes)
            let request = OutboundRequest(
                method: "POST", url: endpoint.url,
                headers: [.init("content-type", "application/json"), .init("user-agent", "Stoa-Webhooks/1")]
                    + message.headers(signedBy: [endpoint.secret(keys, in: tenant)]),
                body: message.body, timeoutMilliseconds: timeoutMilliseconds, responseBytesMax: 4096)
            let response = try await http.send(request)
            result.status = response.status
            result.retryAfterSeconds = retryAfter(response)
        } catch let failure as HTTPFailure { result.failure = failure.code } catch let error as WebhookError {
            result.failure = error.code
        } catch { result.failure = "http.failed" }
        result.latencyMilliseconds = max(0, committer.clock().millisecondsSince1970 - start.millisecondsSince1970)
        return result
    }

    private func record(_ result: Result, of delivery: WebhookDelivery, _ work: ClaimedWork) async {
        var input: JSON = [
            "delivery": .string(delivery.id.text), "at": .string(result.at.description),
            "latencyMilliseconds": .integer(result.latencyMilliseconds), "jitter": JSON(min(max(jitter(), 0), 1)) ?? 0,
        ]
        if let status = result.status { input["status"] = JSON(status) }
        if let failure = result.failure { input["failure"] = .string(failure) }
        if let seconds = result.retryAfterSeconds { input["retryAfterSeconds"] = .integer(seconds) }
        await committer.finish(work, by: RecordAttempt.name, input)
    }

    /// Retry-After in seconds, where the receiver is throttling; a date is not read, since the schedule serves as well.
    private func retryAfter(_ response: OutboundResponse) -> Int64? {
        guard [429, 502, 503, 504].contains(response.status) else { return nil }
        let value = response.headers.first { $0.name.lowercased() == "retry-after" }?.value
        return value.flatMap { $0.utf8.count <= 9 ? Int64($0) : nil }.flatMap { $0 >= 0 ? $0 : nil }
    }

    private func read<N: Noun>(_ noun: N.Type, _ id: ID<N>, _ scope: TenantScope) async throws -> N? {
        guard let body = try await committer.storage.documents([DocumentKey(id)], in: scope)[0]?.body else { return nil }
        return try JSONValueDecoder().decode(N.self, from: body)
    }
}
