import JSONDocument
import StoaCommerce
import StoaKernel

/// `webhook.endpoint.create`: subscribes a place outside to events. The answer holds the secret; nothing else ever does.
struct CreateEndpoint: RevealingOperation {
    let keys: WebhookKeys
    let definition: OperationDefinition

    struct Input: Codable, Sendable, SchemaDescribed {
        let url: String
        let eventTypes: [String]

        static let schema = Schema.object(
            title: "WebhookEndpointRequest",
            fields: [
                .required("url", .string(minLength: 8, maxLength: 2000, format: "uri"), "where to send events: an https URL"),
                .required(
                    "eventTypes", .array(of: .string(minLength: 1, maxLength: 100), minItems: 1, maxItems: 50, uniqueItems: true),
                    "types to send: order.refunded, order.*, or *"),
            ])
    }

    init(keys: WebhookKeys, roles: Set<String>) {
        self.keys = keys
        definition = OperationDefinition(
            "webhook.endpoint.create", .command, "Subscribes a URL to events, and answers the secret that signs them.", roles: roles,
            route: .init(.post, "/v1/webhooks/endpoints"), errors: ["webhook.malformedURL", "webhook.malformedEventType"],
            creates: true)
    }

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> EndpointView {
        guard isPlausible(input.url) else {
            throw .refused(
                Refusal(
                    .invalid, code: "webhook.malformedURL", "'\(input.url)' is not a URL that webhooks can be sent to",
                    hint: "write https://host/path, without a user, a password or a fragment"))
        }
        for type in input.eventTypes where !isEventType(type) {
            throw .refused(
                Refusal(
                    .invalid, code: "webhook.malformedEventType", "'\(type)' is no type of event",
                    hint: "write order.refunded, order.* or *"))
        }
        let endpoint = WebhookEndpoint(
            id: context.newID(), url: input.url, eventTypes: input.eventTypes.sorted(), state: .active, generation: 1,
            createdAt: context.now, disabledBecause: nil)
        try context.create(endpoint)
        return EndpointView(endpoint)
    }

    func revealed(_ output: EndpointView, in tenant: TenantID) -> EndpointView {
        var revealed = output
        revealed.secret = keys.secret(of: "endpoint/\(output.id)", in: tenant, generation: output.generation).text
        return revealed
    }

    /// The form only; which addresses may be reached is decided when something is sent.
    private func isPlausible(_ url: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: url.hasPrefix) else { return false }
        let host = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        return !host.isEmpty && url.utf8.allSatisfy { (0x21...0x7E).contains($0) } && !host.contains("@") && !url.contains("#")
    }

    private func isEventType(_ type: String) -> Bool {
        if type == "*" { return true }
        let name = type.hasSuffix(".*") ? type.dropLast(2) : type[...]
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".")
            }
    }
}

/// An endpoint as the API shows it.
struct EndpointView: Codable, Sendable, SchemaDescribed {
    let id: ID<WebhookEndpoint>
    let url: String
    let eventTypes: [String]
    let state: WebhookEndpoint.State
    let generation: Int64
    let createdAt: Instant
    let disabledBecause: String?
    var secret: String?

    init(_ endpoint: WebhookEndpoint) {
        id = endpoint.id
        url = endpoint.url
        eventTypes = endpoint.eventTypes
        state = endpoint.state
        generation = endpoint.generation
        createdAt = endpoint.createdAt
        disabledBecause = endpoint.disabledBecause
    }

    static let schema = Schema.object(
        title: "WebhookEndpoint",
        fields: [
            .required("id", .string()), .required("url", .string()), .required("eventTypes", .array(of: .string())),
            .required("state", .oneOf(WebhookEndpoint.State.self)), .required("generation", .integer(), "counts the secrets"),
            .required("createdAt", .string(format: "date-time")), .optional("disabledBecause", .string()),
            .optional("secret", .string(), "whsec_…, in the answer to its creation only"),
        ])
}

/// `webhook.endpoint.list`.
struct ListEndpoints: Operation {
    let definition: OperationDefinition

    struct Output: Codable, Sendable, SchemaDescribed {
        let items: [EndpointView]
        let next: String?
        static let schema = Schema.object(
            title: "WebhookEndpointList",
            fields: [.required("items", .array(of: EndpointView.schema)), .optional("next", .string(), "the cursor of the next page")])
    }

    init(roles: Set<String>) {
        definition = OperationDefinition(
            "webhook.endpoint.list", .query, "Lists the places that hear of events.", roles: roles,
            route: .init(.get, "/v1/webhooks/endpoints"))
    }

    func decide(_ input: PageQuery, _ context: inout DecisionContext) throws(Interruption) -> Output {
        let page = try context.list(WebhookEndpoint.self, after: input.after, limit: input.limit ?? 50)
        return Output(items: page.items.map { EndpointView($0.value) }, next: page.next)
    }
}

/// The fields of every list.
struct PageQuery: Codable, Sendable, SchemaDescribed {
    let limit: Int?
    let after: String?

    static let fields: [SchemaField] = [
        .optional("limit", .integer(minimum: 1, maximum: 200), "how many at most; 50 without it"),
        .optional("after", .string(maxLength: 400), "the 'next' of the page before"),
    ]
    static let schema = Schema.object(title: "PageQuery", fields: fields)
}
