import JSONDocument
import PropertyTesting
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaTesting
import Testing

@testable import StoaDelivery
@testable import StoaWorkflows

/// Commits fail, replies get lost and receivers are down at random; in the end all is as if nothing had happened.
@Suite struct FaultSimulationTests {
    struct End: Equatable {
        var refunded: Int64
        var captured: Int64
        var outcomes: [String]
        /// Types delivered, each counted once for its webhook-id.
        var delivered: [String]
        var openWork: Int
        var stuck: [String]
        var dead: Int
    }

    /// Runs a request again for as long as the platform says that it may pass, as a client with an idempotency key does.
    private func insist(_ body: () async throws(Refusal) -> Void) async throws {
        for _ in 0..<50 {
            do {
                try await body()
                return
            } catch { guard error.kind == .unavailable else { throw error } }
        }
        Issue.record("the platform never came back")
    }

    private func run(seed: UInt64, faults: Double, losingWork: Bool = false) async throws -> End {
        var random = SplitMix64(seed: seed)
        let fixture = try await Fixture()
        func trouble() async {
            while Double.random(in: 0..<1, using: &random) < faults {
                await fixture.storage.failNextCommit(Bool.random(using: &random) ? .refused : .replyLost)
            }
            if Double.random(in: 0..<1, using: &random) < faults { fixture.http.answer(FakeHTTP.status(503)) }
        }
        let endpoint: JSON = ["url": "https://shop.example/hook", "eventTypes": ["*"]]
        try await insist { () throws(Refusal) in try await fixture.run("webhook.endpoint.create", as: fixture.admin, endpoint, key: "e") }
        for index in 0..<4 {
            let amount: Int64 = [20_000, 1000, 3000, 2000][index]
            await trouble()
            try await insist { () throws(Refusal) in try await fixture.refund(amount, key: "refund-\(index)") }
            await trouble()
            try await fixture.delivery.drain(rounds: 1)
        }
        if losingWork { try await loseWork(fixture) }
        let decision = "decision"
        for _ in 0..<8 {
            guard let task = try await fixture.storage.all(ApprovalTask.self, in: Fixture.tenant).first(where: { $0.state == .open }) else {
                break
            }
            await trouble()
            let input: JSON = ["id": .string(task.id.text), "outcome": "approved"]
            try await insist { () throws(Refusal) in
                try await fixture.run("task.decide", as: fixture.finance, input, key: decision + task.id.text)
            }
        }
        for _ in 0..<6 {
            await trouble()
            try await fixture.pass(seconds: 3600)
        }
        try await fixture.pass(seconds: 10 * 86_400)
        return try await end(fixture)
    }

    /// The planted fault: an intent is completed, but nothing was sent.
    private func loseWork(_ fixture: Fixture) async throws {
        try await fixture.refund(1)
        _ = try await fixture.delivery.events.drainOnce()
        let claimed = try await fixture.storage.claimWork(
            ClaimRequest(kind: .intent, limit: 1, now: fixture.clock.now, leaseMilliseconds: 60_000))
        var changes = ChangeSet(
            id: ID(trusted: "chg_lost"), tenant: Fixture.tenant, command: "lose", actor: .system, at: fixture.clock.now,
            evidence: Evidence(input: .null))
        changes.completes = claimed.map(\.claim)
        #expect(try await fixture.storage.commit([changes]) == .committed)
    }

    private func end(_ fixture: Fixture) async throws -> End {
        let order = try await fixture.orderNow()
        let deliveries = try await fixture.storage.all(WebhookDelivery.self, in: Fixture.tenant)
        var open = 0
        for kind in WorkKind.allCases { open += await fixture.storage.openWorkCount(kind) }
        let ids = fixture.http.sent.compactMap { $0.headers.first { $0.name == "webhook-id" }?.value }
        #expect(Set(ids).isSubset(of: deliveries.map(\.id.text)))
        return End(
            refunded: order.refunded, captured: order.captured,
            outcomes: try await fixture.storage.all(WorkflowInstance.self, in: Fixture.tenant).map { $0.outcome?.rawValue ?? "-" },
            delivered: deliveries.filter { $0.state == .delivered }.map(\.type).sorted(), openWork: open,
            stuck: try await fixture.stuckInstances(), dead: try await fixture.storage.all(DeadWork.self, in: Fixture.tenant).count)
    }

    @Test func endsAsIfNothingHadHappened() async throws {
        let calm = try await run(seed: 0, faults: 0)
        #expect(calm.refunded == 26_000)
        #expect(calm.outcomes == ["executed"])
        #expect(calm.openWork == 0)
        #expect(calm.stuck == [])
        for seed in UInt64(1)...60 {
            let troubled = try await run(seed: seed, faults: 0.45)
            #expect(troubled == calm, "seed \(seed)")
        }
    }

    @Test func theComparisonFindsAPlantedFault() async throws {
        let faulty = try await run(seed: 0, faults: 0, losingWork: true)
        // One refund more, but no delivery more.
        let calm = try await run(seed: 0, faults: 0)
        #expect(faulty.refunded == calm.refunded + 1)
        #expect(faulty.delivered == calm.delivered)
        #expect(faulty.openWork == 0)
    }
}
