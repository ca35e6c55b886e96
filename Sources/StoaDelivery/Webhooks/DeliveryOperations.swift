import JSONDocument
import StoaCommerce
import StoaKernel

/// A delivery as the API shows it: the log of one event at one endpoint.
struct DeliveryView: Codable, Sendable, SchemaDescribed {
    let id: ID<WebhookDelivery>
    let endpoint: ID<WebhookEndpoint>
    let event: String
    let type: String
    let state: WebhookDelivery.State
    let payload: JSON
    let attempts: [WebhookDelivery.Attempt]
    let createdAt: Instant
    let nextAttemptAt: Instant?
    let deadBecause: String?

    init(_ delivery: WebhookDelivery) {
        id = delivery.id
        endpoint = delivery.endpoint
        event = delivery.event
        type = delivery.type
        state = delivery.state
        payload = delivery.payload
        attempts = delivery.attempts
        createdAt = delivery.createdAt
        nextAttemptAt = delivery.nextAttemptAt
        deadBecause = delivery.deadBecause
    }

    static let schema = Schema.object(
        title: "WebhookDelivery",
        fields: [
            .required("id", .string(), "the webhook-id"), .required("endpoint", .string()), .required("event", .string()),
            .required("type", .string()), .required("state", .oneOf(WebhookDelivery.State.self)),
            .required("payload", .any, "what is sent"),
            .required(
                "attempts",
                .array(
                    of: .object(fields: [
                        .required("at", .string(format: "date-time")), .optional("status", .integer()), .optional("failure", .string()),
                        .required("latencyMilliseconds", .integer()),
                    ])), "oldest first"),
            .required("createdAt", .string(format: "date-time")), .optional("nextAttemptAt", .string(format: "date-time")),
            .optional("deadBecause", .string(), "why it was given up"),
        ])
}

/// `webhook.delivery.list`.
struct ListDeliveries: Operation {
    let definition: OperationDefinition

    struct Input: Codable, Sendable, SchemaDescribed {
        let endpoint: String?
        let state: WebhookDelivery.State?
        let limit: Int?
        let after: String?

        static let schema = Schema.object(
            title: "WebhookDeliveryQuery",
            fields: [
                .optional("endpoint", .string(maxLength: 100), "only those to this endpoint"),
                .optional("state", .oneOf(WebhookDelivery.State.self), "only those in this state; not together with 'endpoint'"),
            ] + PageQuery.fields)
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let items: [DeliveryView]
        let next: String?
        static let schema = Schema.object(
            title: "WebhookDeliveryList",
            fields: [.required("items", .array(of: DeliveryView.schema)), .optional("next", .string(), "the cursor of the next page")])
    }

    init(roles: Set<String>) {
        definition = OperationDefinition(
            "webhook.delivery.list", .query, "Lists webhooks that were sent, wait, or were given up.", roles: roles,
            route: .init(.get, "/v1/webhooks/deliveries"), errors: ["webhook.oneFilter"])
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        guard input.endpoint == nil || input.state == nil else {
            throw .refused(
                Refusal(.invalid, code: "webhook.oneFilter", "deliveries are listed by endpoint or by state", hint: "leave one out"))
        }
        let key = input.endpoint != nil ? "endpoint" : input.state != nil ? "state" : nil
        let page = try context.list(
            WebhookDelivery.self, where: key, is: input.endpoint ?? input.state?.rawValue, after: input.after, limit: input.limit ?? 50)
        return Output(items: page.items.map { DeliveryView($0.value) }, next: page.next)
    }
}

/// `webhook.delivery.replay`: sends one again, under the same id.
struct ReplayDelivery: Operation {
    let definition: OperationDefinition

    struct Input: Codable, Sendable, SchemaDescribed {
        let id: ID<WebhookDelivery>
        static let schema = Schema.object(
            title: "WebhookReplay", fields: [.required("id", .string(minLength: 1, maxLength: 100), "the delivery")])
    }

    init(roles: Set<String>) {
        definition = OperationDefinition(
            "webhook.delivery.replay", .command, "Sends a webhook again, under the id it had.", roles: roles,
            route: .init(.post, "/v1/webhooks/deliveries/{id}/replay"),
            errors: ["webhookDelivery.notFound", "webhook.stillPending", "webhook.endpointDisabled"])
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> DeliveryView {
        var delivery = try context.get(input.id)
        guard delivery.value.state != .pending else {
            throw .refused(
                Refusal(.conflict, code: "webhook.stillPending", "this webhook is on its way", hint: "wait until it is delivered or dead"))
        }
        guard try context.get(delivery.value.endpoint).value.state == .active else {
            throw .refused(Refusal(.conflict, code: "webhook.endpointDisabled", "the endpoint is switched off"))
        }
        delivery.value.state = .pending
        delivery.value.deadBecause = nil
        delivery.value.attemptCount = 0
        context.intend(FanOutEvent.send, ["delivery": .string(input.id.text)])
        try context.update(delivery)
        return DeliveryView(delivery.value)
    }
}
