import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaTesting
import Testing

@testable import StoaDelivery

@Suite struct InboundHookTests {
    func hooked(_ mappings: JSON? = nil) async throws -> (Fixture, WebhookSecret) {
        let fixture = try await Fixture()
        var input: JSON = ["name": "payments"]
        input["mappings"] = mappings
        let hook = try await fixture.run("hook.create", as: fixture.admin, input).output
        #expect(hook["path"] == "/v1/hooks/demo/payments")
        return (fixture, try WebhookSecret(try #require(hook["secret"]?.string)))
    }

    func receive(
        _ fixture: Fixture, _ secret: WebhookSecret, id: String = "msg_1", _ body: JSON, hook: String = "payments", at: Instant? = nil
    ) async throws(Refusal) -> OperationOutcome {
        let seconds = (at ?? fixture.clock.now).millisecondsSince1970 / 1000
        guard let message = try? WebhookMessage(id: id, timestamp: seconds, body: body.canonicalBytes) else {
            throw Refusal(.bug, code: "test.badID", "a test's id")
        }
        return try await fixture.intake.receive(
            tenant: Fixture.tenant, hook: hook, headers: message.headers(signedBy: [secret]), body: message.body)
    }

    let captured: JSON = ["type": "payment.captured", "timestamp": "2026-03-02T09:00:00Z", "data": ["order": "ord_1", "amount": 500]]

    @Test func aVerifiedMessageRunsItsCommandOnce() async throws {
        let (fixture, secret) = try await hooked()
        let first = try await receive(fixture, secret, captured)
        #expect(first.output["state"] == "done")
        #expect(first.output["output"] == ["captured": 100_500])
        let again = try await receive(fixture, secret, captured)
        #expect(again.isReplay)
        #expect(again.output == first.output)
        #expect(try await fixture.orderNow().captured == 100_500)
        _ = try await receive(fixture, secret, id: "msg_2", captured)
        #expect(try await fixture.orderNow().captured == 101_000)
    }

    @Test func anIDUsedAgainForSomethingElseIsRefused() async throws {
        let (fixture, secret) = try await hooked()
        _ = try await receive(fixture, secret, captured)
        var other = captured
        other["data"] = ["order": "ord_1", "amount": 9]
        let changed = other
        #expect(await refusal { () throws(Refusal) in _ = try await receive(fixture, secret, changed) } == "idempotency.keyReused")
    }

    @Test func whatIsNotSignedByTheHooksSecretIsRefused() async throws {
        let (fixture, secret) = try await hooked()
        let other = WebhookSecret.derived(
            master: try MasterKey([UInt8](repeating: 8, count: 32)), tenant: Fixture.tenant, name: "hook/payments", generation: 1)
        let old = fixture.clock.now.advanced(bySeconds: -301)
        #expect(await refusal { () throws(Refusal) in _ = try await receive(fixture, other, captured) } == "webhook.wrongSignature")
        #expect(await refusal { () throws(Refusal) in _ = try await receive(fixture, secret, captured, at: old) } == "webhook.tooOld")
        #expect(await refusal { () throws(Refusal) in _ = try await receive(fixture, secret, captured, hook: "other") } == "hook.notFound")
        #expect(await refusal { () throws(Refusal) in _ = try await receive(fixture, secret, captured, hook: "../x y") } == "hook.notFound")
        #expect(
            await refusal { () throws(Refusal) in
                _ = try await fixture.intake.receive(tenant: Fixture.tenant, hook: "payments", headers: [], body: [])
            } == "webhook.missingHeader")
        #expect(
            await refusal { () throws(Refusal) in
                _ = try await fixture.intake.receive(
                    tenant: Fixture.tenant, hook: "payments", headers: [], body: [UInt8](repeating: 32, count: HookIntake.bodyBytesMax + 1))
            } == "hook.tooLarge")
        #expect(await refusal { () throws(Refusal) in _ = try await receive(fixture, secret, ["data": 1]) } == "hook.malformedBody")
        #expect(try await fixture.orderNow().captured == 100_000)
    }

    @Test func nothingIsAcknowledgedThatWasNotCommitted() async throws {
        let (fixture, secret) = try await hooked()
        await fixture.storage.failNextCommit(.refused)
        #expect(await refusal { () throws(Refusal) in _ = try await receive(fixture, secret, captured) } == "store.unavailable")
        #expect(try await fixture.orderNow().captured == 100_000)
        #expect(try await receive(fixture, secret, captured).isReplay == false)
        #expect(try await fixture.orderNow().captured == 100_500)
    }

    @Test func aRefusedCommandIsKeptForAnOperator() async throws {
        let (fixture, secret) = try await hooked()
        let unknown: JSON = ["type": "payment.captured", "data": ["order": "ord_none", "amount": 500]]
        let receipt = try await receive(fixture, secret, unknown).output
        #expect(receipt["state"] == "refused")
        #expect(receipt["code"] == "order.notFound")
        #expect(await fixture.storage.eventTypes.last == "hook.refused")
    }

    @Test func aTypeNobodyListensToIsTakenAndIgnored() async throws {
        let (fixture, secret) = try await hooked()
        #expect(try await receive(fixture, secret, ["type": "payment.viewed", "data": .object([:])]).output["state"] == "ignored")
    }

    @Test func aMappingPutsTheDataWhereTheCommandWantsIt() async throws {
        let (fixture, secret) = try await hooked([
            ["event": "charge.ok", "command": "payment.capture", "fields": ["/order": "/metadata/order", "/amount": "/charge/minor"]]
        ])
        let body: JSON = ["type": "charge.ok", "data": ["metadata": ["order": "ord_1"], "charge": ["minor": 700, "currency": "USD"]]]
        #expect(try await receive(fixture, secret, body).output["state"] == "done")
        #expect(try await fixture.orderNow().captured == 100_700)
        let partial: JSON = ["type": "charge.ok", "data": ["metadata": ["order": "ord_1"]]]
        #expect(try await receive(fixture, secret, id: "msg_2", partial).output["code"] == "hook.missingField")
    }

    @Test func aMappingThatNamesNoPlaceIsToldToTheSender() async throws {
        let (fixture, secret) = try await hooked([["event": "charge.ok", "command": "payment.capture", "fields": ["/order": "order"]]])
        let receipt = try await receive(fixture, secret, ["type": "charge.ok", "data": ["order": "ord_1"]]).output
        #expect(receipt["code"] == "hook.malformedMapping")
    }

    @Test func aMessageForAHookThatIsGoneIsRefused() async throws {
        let fixture = try await Fixture()
        let input: JSON = ["name": "gone", "messageID": "msg_1", "type": "payment.captured", "data": .object([:])]
        let code = await refusal { () throws(Refusal) in try await fixture.run("hook.receive", as: .system, input) }
        #expect(code == "inboundHook.notFound")
    }

    @Test func hooksHaveOneNameEach() async throws {
        let (fixture, _) = try await hooked()
        func code(_ input: JSON) async -> String? {
            await refusal { () throws(Refusal) in try await fixture.run("hook.create", as: fixture.admin, input) }
        }
        #expect(await code(["name": "payments"]) == "hook.nameTaken")
        #expect(await code(["name": "Pay ments"]) == "hook.malformedName")
        let twice: JSON = [["event": "a", "command": "b.c"], ["event": "a", "command": "b.d"]]
        #expect(await code(["name": "twice", "mappings": twice]) == "hook.duplicateEvent")
    }
}
