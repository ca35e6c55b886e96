import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaTesting
import Testing

@testable import StoaDelivery

@Suite struct WebhookDeliveryTests {
    func subscribed(_ types: [String] = ["order.*"]) async throws -> (Fixture, endpoint: JSON) {
        let fixture = try await Fixture()
        let input: JSON = ["url": "https://shop.example/hook", "eventTypes": .array(types.map { .string($0) })]
        return (fixture, try await fixture.run("webhook.endpoint.create", as: fixture.admin, input, key: "create").output)
    }

    func deliveries(_ fixture: Fixture) async throws -> [WebhookDelivery] {
        try await fixture.storage.all(WebhookDelivery.self, in: Fixture.tenant)
    }

    @Test func anEventIsSentSignedToWhoWantsIt() async throws {
        let (fixture, endpoint) = try await subscribed()
        try await fixture.refund(1000)
        try await fixture.delivery.drain()
        let request = try #require(fixture.http.sent.first)
        #expect(fixture.http.sent.count == 1)
        #expect(request.url == "https://shop.example/hook")
        let secret = try WebhookSecret(try #require(endpoint["secret"]?.string))
        let message = try WebhookVerifier(secrets: [secret]).verify(headers: request.headers, body: request.body, now: fixture.clock.now)
        let delivery = try #require(try await deliveries(fixture).first)
        #expect(message.id == delivery.id.text)
        #expect(delivery.state == .delivered)
        let body = try JSON(parsing: request.body)
        #expect(body["type"] == "order.refunded")
        #expect(body["data"] == ["amount": 1000, "subject": ["kind": "order", "id": "ord_1"]])
        for kind in WorkKind.allCases { #expect(await fixture.storage.openWorkCount(kind) == 0) }
    }

    @Test func eventsNobodyWantsAreDoneWithoutATrace() async throws {
        let (fixture, _) = try await subscribed(["product.*", "order.refund"])
        try await fixture.refund(1000)
        try await fixture.delivery.drain()
        #expect(fixture.http.sent.isEmpty)
        #expect(await fixture.storage.openWorkCount(.event) == 0)
    }

    @Test func theSecretIsShownAndNeverStored() async throws {
        let (fixture, endpoint) = try await subscribed()
        let secret = try #require(endpoint["secret"]?.string)
        let scope = TenantScope(authenticated: Fixture.tenant)
        let journal = try await fixture.storage.journal(after: nil, limit: 100, in: scope).items
        #expect(journal.contains { $0.command == "webhook.endpoint.create" })
        #expect(!journal.contains { $0.body.contains("whsec_") || $0.body.contains(secret.dropFirst(6)) })
        let record = try await fixture.storage.idempotency(
            principal: "usr_admin", command: "webhook.endpoint.create", key: "create", in: scope)
        #expect(record != nil)
        #expect(record?.response.canonicalText.contains("whsec_") == false)
        let again = try await fixture.run(
            "webhook.endpoint.create", as: fixture.admin, ["url": "https://shop.example/hook", "eventTypes": ["order.*"]], key: "create")
        #expect(again.isReplay)
        #expect(again.output["secret"]?.string == secret)
        let listed = try await fixture.run("webhook.endpoint.list", as: fixture.admin, .object([:])).output
        #expect(listed["items"]?[0]?["id"] == endpoint["id"])
        #expect(listed["items"]?[0]?["secret"] == nil)
    }

    @Test func aFailureIsTriedAgainWithTheSameIDUntilItWorks() async throws {
        let (fixture, _) = try await subscribed()
        fixture.http.answer(
            FakeHTTP.status(500), .failure(HTTPFailure(code: "http.timeout", "slow")), FakeHTTP.status(302), FakeHTTP.status(200))
        try await fixture.refund(1000)
        try await fixture.pass(seconds: 24 * 3600)
        let delivery = try #require(try await deliveries(fixture).first)
        #expect(delivery.state == .delivered)
        #expect(delivery.attempts.map(\.status) == [500, nil, 302, 200])
        #expect(delivery.attempts[1].failure == "http.timeout")
        let waits = zip(delivery.attempts, delivery.attempts.dropFirst()).map {
            ($1.at.millisecondsSince1970 - $0.at.millisecondsSince1970) / 1000
        }
        #expect(waits == [5, 315, 1890])
        let ids = fixture.http.sent.compactMap { $0.headers.first { $0.name == "webhook-id" }?.value }
        #expect(Set(ids).count == 1)
        let stamps = fixture.http.sent.compactMap { $0.headers.first { $0.name == "webhook-timestamp" }?.value }
        #expect(Set(stamps).count == 4)
    }

    @Test func endsInADeadLetterThatCanBeReplayed() async throws {
        let (fixture, _) = try await subscribed()
        for _ in 0..<10 { fixture.http.answer(FakeHTTP.status(500)) }
        try await fixture.refund(1000)
        try await fixture.pass(seconds: 10 * 86_400)
        var delivery = try #require(try await deliveries(fixture).first)
        #expect(delivery.state == .dead)
        #expect(delivery.deadBecause == "http.status500")
        #expect(delivery.attempts.count == 10)
        let listed = try await fixture.run("webhook.delivery.list", as: fixture.admin, ["state": "dead"]).output
        #expect(listed["items"]?.array?.count == 1)
        let input: JSON = ["id": .string(delivery.id.text)]
        try await fixture.run("webhook.delivery.replay", as: fixture.admin, input)
        #expect(
            await refusal { () throws(Refusal) in try await fixture.run("webhook.delivery.replay", as: fixture.admin, input) }
                == "webhook.stillPending")
        try await fixture.delivery.drain()
        delivery = try #require(try await deliveries(fixture).first)
        #expect(delivery.state == .delivered)
        #expect(fixture.http.sent.count == 11)
    }

    @Test func goneSwitchesTheEndpointOff() async throws {
        let (fixture, _) = try await subscribed()
        fixture.http.answer(FakeHTTP.status(410))
        try await fixture.refund(1000)
        try await fixture.pass(seconds: 10)
        #expect(try await deliveries(fixture).first?.deadBecause == "webhook.gone")
        let endpoint = try #require(try await fixture.storage.all(WebhookEndpoint.self, in: Fixture.tenant).first)
        #expect(endpoint.state == .disabled)
        try await fixture.refund(1000)
        try await fixture.pass(seconds: 10)
        #expect(fixture.http.sent.count == 1)
        let dead: JSON = ["id": .string(try #require(try await deliveries(fixture).first).id.text)]
        let replay = await refusal { () throws(Refusal) in try await fixture.run("webhook.delivery.replay", as: fixture.admin, dead) }
        #expect(replay == "webhook.endpointDisabled")
    }

    @Test func aThrottlingReceiverIsGivenTheTimeItAsksFor() async throws {
        let (fixture, _) = try await subscribed()
        fixture.http.answer(FakeHTTP.status(429, [.init("Retry-After", "900")]))
        try await fixture.refund(1000)
        try await fixture.delivery.drain()
        let delivery = try #require(try await deliveries(fixture).first)
        #expect(delivery.nextAttemptAt == fixture.clock.now.advanced(bySeconds: 900))
        try await fixture.pass(seconds: 899)
        #expect(fixture.http.sent.count == 1)
        try await fixture.pass(seconds: 1)
        #expect(fixture.http.sent.count == 2)
    }

    @Test func aForbiddenAddressIsNotTriedAgain() async throws {
        let (fixture, _) = try await subscribed()
        fixture.http.answer(.failure(HTTPFailure(code: "http.addressDenied", "a private address")))
        try await fixture.refund(1000)
        try await fixture.pass(seconds: 3600)
        let delivery = try #require(try await deliveries(fixture).first)
        #expect(delivery.state == .dead)
        #expect(delivery.deadBecause == "http.addressDenied")
        #expect(fixture.http.sent.count == 1)
    }

    @Test func aHostThatDiesWhileSendingIsReplacedWhenItsLeaseEnds() async throws {
        let (fixture, _) = try await subscribed()
        try await fixture.refund(1000)
        _ = try await fixture.delivery.events.drainOnce()
        // Somebody claims the intent and is never heard of again.
        let claimed = try await fixture.storage.claimWork(
            ClaimRequest(kind: .intent, limit: 10, now: fixture.clock.now, leaseMilliseconds: 60_000))
        #expect(claimed.count == 1)
        try await fixture.delivery.drain()
        #expect(fixture.http.sent.isEmpty)
        fixture.clock.advance(seconds: 60)
        try await fixture.delivery.drain()
        #expect(fixture.http.sent.count == 1)
        // The sleeper wakes up and wants to finish: it is fenced off.
        let attempt: JSON = [
            "delivery": .string(claimed[0].body["delivery"]?.string ?? ""), "at": .string(fixture.clock.now.description), "status": 500,
            "latencyMilliseconds": 1, "jitter": 0,
        ]
        let late = OperationRequest(
            "webhook.recordAttempt", tenant: Fixture.tenant, actor: .system, input: attempt, completing: claimed[0].claim)
        #expect(await refusal { () throws(Refusal) in _ = try await fixture.executor.run(late) } == "work.leaseLost")
        #expect(try await deliveries(fixture).first?.state == .delivered)
    }

    @Test func anUnreachableStoreLosesNothing() async throws {
        let (fixture, _) = try await subscribed()
        try await fixture.refund(1000)
        await fixture.storage.failNextCommit(.refused)
        try await fixture.delivery.drain()
        #expect(fixture.http.sent.isEmpty)
        try await fixture.pass(seconds: 60)
        #expect(try await deliveries(fixture).first?.state == .delivered)
    }

    @Test(arguments: [
        "ftp://x.example/", "https://", "https://user@x.example/", "https://x.example/#a", "https://x.example/a b", "javascript:1",
    ])
    func refusesWhatIsNoURL(_ url: String) async throws {
        let fixture = try await Fixture()
        let input: JSON = ["url": .string(url), "eventTypes": ["*"]]
        let code = await refusal { () throws(Refusal) in try await fixture.run("webhook.endpoint.create", as: fixture.admin, input) }
        #expect(code == "webhook.malformedURL")
    }

    @Test(
        arguments: [
            ("webhook.endpoint.create", ["url": "https://x.example/", "eventTypes": ["order refunded"]], "webhook.malformedEventType"),
            ("webhook.delivery.list", ["endpoint": "whe_1", "state": "dead"], "webhook.oneFilter"),
            ("webhook.delivery.replay", ["id": "whd_none"], "webhookDelivery.notFound"),
            ("workflow.get", ["id": "wfi_none"], "workflowInstance.notFound"),
        ] as [(String, JSON, String)])
    func refusesWhatIsNotThere(operation: String, input: JSON, code: String) async throws {
        let fixture = try await Fixture()
        #expect(await refusal { () throws(Refusal) in try await fixture.run(operation, as: fixture.admin, input) } == code)
    }

    @Test func onlyAdministratorsSetUpWebhooks() async throws {
        let fixture = try await Fixture()
        let input: JSON = ["url": "https://x.example/", "eventTypes": ["*"]]
        let code = await refusal { () throws(Refusal) in try await fixture.run("webhook.endpoint.create", as: fixture.seller, input) }
        #expect(code == "permission.denied")
    }
}
