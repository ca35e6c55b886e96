import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel

/// `webhook.fanOut`: one event becomes one delivery for each endpoint that wants it, with the intent to send it.
struct FanOutEvent: Operation {
    static let name = "webhook.fanOut"
    /// The effect intent that sends a delivery.
    static let send = "webhook.send"
    static let endpointsMax = 1000

    /// Commands that follow an event in the same commit, by its type. They get this command's input.
    let followers: [String: [Follower]]

    struct Input: Codable, Sendable, SchemaDescribed {
        let event: String
        let type: String
        let subject: Subject?
        let body: JSON
        let at: Instant

        struct Subject: Codable, Sendable {
            let kind: String
            let id: String
        }

        static let schema = Schema.object(
            title: "EventFanOut",
            fields: [
                .required("event", .string()), .required("type", .string()),
                .optional("subject", .object(fields: [.required("kind", .string()), .required("id", .string())])),
                .required("body", .any), .required("at", .string(format: "date-time")),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let deliveries: [ID<WebhookDelivery>]
        static let schema = Schema.object(title: "EventFanOutResult", fields: [.required("deliveries", .array(of: .string()))])
    }

    let definition = OperationDefinition(
        FanOutEvent.name, .command, "Makes the webhook deliveries of an event.", roles: ["system"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let payload: JSON = ["type": .string(input.type), "timestamp": .string(input.at.description), "data": data(input)]
        var deliveries: [ID<WebhookDelivery>] = []
        var after: String?
        repeat {
            let page = try context.list(WebhookEndpoint.self, where: "state", is: "active", after: after, limit: 200)
            for endpoint in page.items where endpoint.value.wants(input.type) {
                guard deliveries.count < FanOutEvent.endpointsMax else { break }
                let delivery = WebhookDelivery(
                    id: context.newID(), endpoint: endpoint.value.id, event: input.event, type: input.type, payload: payload,
                    createdAt: context.now)
                try context.create(delivery)
                context.intend(FanOutEvent.send, ["delivery": .string(delivery.id.text)])
                deliveries.append(delivery.id)
            }
            after = page.next
        } while after != nil
        try follow(input, &context)
        return Output(deliveries: deliveries)
    }

    /// What a follower refuses is noted and keeps no webhook back.
    private func follow(_ input: Input, _ context: inout DecisionContext) throws(Interruption) {
        for follower in followers[input.type] ?? [] where try follower.isWanted(&context) {
            let command = follower.command
            let event: JSON = [
                "event": .string(input.event), "type": .string(input.type), "body": input.body, "at": .string(input.at.description),
            ]
            if case .failure(let refusal) = try context.call(command, event, as: .system) {
                context.note("refused." + command, .string(refusal.code))
            }
        }
    }

    /// The event's own data, and what it is about.
    private func data(_ input: Input) -> JSON {
        guard let subject = input.subject, input.body["subject"] == nil, input.body.object != nil else { return input.body }
        var data = input.body
        data["subject"] = ["kind": .string(subject.kind), "id": .string(subject.id)]
        return data
    }
}
