import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

@testable import StoaDelivery

/// What operations answer is what their schemas, and so the API's documentation, promise.
@Suite struct SchemaTests {
    func check(_ fixture: Fixture, _ operation: String, as actor: Actor, _ input: JSON) async throws -> JSON {
        let outcome = try await fixture.run(operation, as: actor, input)
        let schema = try #require(fixture.executor.registry[operation]?.outputSchema)
        #expect(schema.validate(outcome.output) == [], "\(operation): \(outcome.output)")
        return outcome.output
    }

    @Test func answersMatchTheirSchemas() async throws {
        let fixture = try await Fixture()
        let endpoint: JSON = ["url": "https://shop.example/hook", "eventTypes": ["*"]]
        _ = try await check(fixture, "webhook.endpoint.create", as: fixture.admin, endpoint)
        _ = try await check(fixture, "webhook.endpoint.list", as: fixture.admin, .object([:]))
        _ = try await check(fixture, "hook.create", as: fixture.admin, ["name": "payments"])
        let held = try await fixture.refund(60_000).output
        let hold = try #require(fixture.executor.registry["workflow.hold"]?.outputSchema)
        #expect(hold.validate(held) == [])
        let task = try #require(held["task"])
        _ = try await check(fixture, "task.list", as: fixture.finance, .object([:]))
        _ = try await check(fixture, "task.get", as: fixture.finance, ["id": task])
        let first = try await check(fixture, "task.decide", as: fixture.finance, ["id": task, "outcome": "approved"])
        let next = try #require(first["next"])
        let rejected: JSON = ["id": next, "outcome": "rejected", "comment": "no"]
        _ = try await check(fixture, "task.decide", as: fixture.lead, rejected)
        _ = try await check(fixture, "workflow.get", as: fixture.admin, ["id": held["instance"] ?? .null])
        fixture.http.answer(FakeHTTP.status(500))
        try await fixture.delivery.drain()
        let list = try await check(fixture, "webhook.delivery.list", as: fixture.admin, .object([:]))
        let delivered = try #require(list["items"]?.array?.first { $0["state"] == "delivered" }?["id"])
        _ = try await check(fixture, "webhook.delivery.replay", as: fixture.admin, ["id": delivered])
        _ = try await check(fixture, "work.dead.list", as: fixture.admin, .object([:]))
        let receive: JSON = ["name": "payments", "messageID": "m", "type": "x", "data": .null]
        _ = try await check(fixture, "hook.receive", as: .system, receive)
    }

    /// Codes that the API can answer with follow one form, and every command is reachable by somebody or by nobody on
    /// purpose.
    @Test func definitionsAreComplete() async throws {
        let fixture = try await Fixture()
        for operation in fixture.executor.registry.operations {
            let definition = operation.definition
            #expect(definition.summary.hasSuffix("."), "\(definition.name)")
            if definition.route != nil { #expect(!definition.roles.isEmpty, "\(definition.name)") }
            for code in definition.errors { #expect(code.split(separator: ".").count == 2, "\(code)") }
        }
    }
}
