import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaTesting
import StoaWorkflows
import Testing

@testable import StoaDelivery

@Suite struct TimerWorkTests {
    /// A timer that runs a command on the order, set by hand.
    func fixture(_ command: String, _ input: JSON) async throws -> Fixture {
        let fixture = try await Fixture()
        var changes = ChangeSet(
            id: ID(trusted: "chg_timer"), tenant: Fixture.tenant, command: "seed", actor: .system, at: fixture.clock.now,
            evidence: Evidence(input: .null))
        changes.timers = [
            TimerChange(key: "t/1", due: .init(at: fixture.clock.now.advanced(bySeconds: 60), command: command, input: input))
        ]
        _ = try await fixture.storage.commit([changes])
        return fixture
    }

    @Test func runsItsCommandOnceWhenItIsDue() async throws {
        let fixture = try await fixture("payment.capture", ["order": "ord_1", "amount": 5])
        try await fixture.pass(seconds: 59)
        #expect(try await fixture.orderNow().captured == 100_000)
        try await fixture.pass(seconds: 3600)
        #expect(try await fixture.orderNow().captured == 100_005)
        #expect(await fixture.storage.openWorkCount(.timer) == 0)
    }

    @Test func aCommandThatIsRefusedForGoodIsLaidAside() async throws {
        let fixture = try await fixture("payment.capture", ["order": "ord_none", "amount": 5])
        try await fixture.pass(seconds: 60)
        #expect(await fixture.storage.openWorkCount(.timer) == 0)
        let dead = try #require(try await fixture.storage.all(DeadWork.self, in: Fixture.tenant).first)
        #expect(dead.code == "order.notFound")
        #expect(dead.name == "payment.capture")
        #expect(dead.body == ["order": "ord_none", "amount": 5])
        let listed = try await fixture.run("work.dead.list", as: fixture.admin, .object([:])).output
        #expect(listed["items"]?.array?.map { $0["code"] } == ["order.notFound"])
    }

    @Test func aStoreThatIsAwayOnlyDelaysIt() async throws {
        let fixture = try await fixture("payment.capture", ["order": "ord_1", "amount": 5])
        fixture.clock.advance(seconds: 60)
        await fixture.storage.failNextCommit(.refused)
        try await fixture.delivery.drain()
        #expect(try await fixture.orderNow().captured == 100_000)
        try await fixture.pass(seconds: 10)
        #expect(try await fixture.orderNow().captured == 100_005)
        #expect(try await fixture.storage.all(DeadWork.self, in: Fixture.tenant).isEmpty)
    }

    @Test func anIntentNobodyKnowsIsLaidAside() async throws {
        let fixture = try await Fixture()
        var changes = ChangeSet(
            id: ID(trusted: "chg_intent"), tenant: Fixture.tenant, command: "seed", actor: .system, at: fixture.clock.now,
            evidence: Evidence(input: .null))
        changes.intents = [EffectIntent(id: ID(trusted: "int_1"), point: "mail.send", input: ["to": "x"])]
        _ = try await fixture.storage.commit([changes])
        try await fixture.delivery.drain()
        #expect(try await fixture.storage.all(DeadWork.self, in: Fixture.tenant).map(\.code) == ["effect.unknownPoint"])
        #expect(await fixture.storage.openWorkCount(.intent) == 0)
    }

    @Test func anIntentToSendWhatIsNotThereIsLaidAside() async throws {
        let fixture = try await Fixture()
        var changes = ChangeSet(
            id: ID(trusted: "chg_intent"), tenant: Fixture.tenant, command: "seed", actor: .system, at: fixture.clock.now,
            evidence: Evidence(input: .null))
        changes.intents = [
            EffectIntent(id: ID(trusted: "int_1"), point: "webhook.send", input: .object([:])),
            EffectIntent(id: ID(trusted: "int_2"), point: "webhook.send", input: ["delivery": "whd_none"]),
        ]
        _ = try await fixture.storage.commit([changes])
        try await fixture.delivery.drain()
        let codes = try await fixture.storage.all(DeadWork.self, in: Fixture.tenant).map(\.code)
        #expect(codes.sorted() == ["webhook.malformedIntent", "webhookDelivery.notFound"])
        #expect(fixture.http.sent.isEmpty)
    }
}
