import JSONDocument
import StoaCommerce
import StoaKernel

/// `webhook.recordAttempt`: what came of one request: delivered, to be tried again, or given up.
struct RecordAttempt: Operation {
    static let name = "webhook.recordAttempt"

    struct Input: Codable, Sendable, SchemaDescribed {
        let delivery: ID<WebhookDelivery>
        let at: Instant
        let status: Int?
        let failure: String?
        let latencyMilliseconds: Int64
        let retryAfterSeconds: Int64?
        /// 0…1, drawn by the sender, since a decision has no randomness of its own.
        let jitter: Double

        static let schema = Schema.object(
            title: "WebhookAttempt",
            fields: [
                .required("delivery", .string()), .required("at", .string(format: "date-time")), .optional("status", .integer()),
                .optional("failure", .string()), .required("latencyMilliseconds", .integer(minimum: 0)),
                .optional("retryAfterSeconds", .integer(minimum: 0)), .required("jitter", .number(minimum: 0, maximum: 1)),
            ])
    }

    struct Output: Codable, Sendable, SchemaDescribed {
        let state: WebhookDelivery.State
        let nextAttemptAt: Instant?
        static let schema = Schema.object(
            title: "WebhookAttemptResult",
            fields: [.required("state", .oneOf(WebhookDelivery.State.self)), .optional("nextAttemptAt", .string(format: "date-time"))])
    }

    let definition = OperationDefinition(
        RecordAttempt.name, .command, "Records what came of sending a webhook.", roles: ["system"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> Output {
        var delivery = try context.get(input.delivery)
        delivery.value.attemptCount += 1
        delivery.value.attempts.append(
            .init(at: input.at, status: input.status, failure: input.failure, latencyMilliseconds: input.latencyMilliseconds))
        delivery.value.attempts = delivery.value.attempts.suffix(WebhookDelivery.attemptsKept)
        delivery.value.nextAttemptAt = nil
        switch Verdict(input) {
        case .delivered: delivery.value.state = .delivered
        case .hopeless(let reason): give(up: &delivery.value, reason)
        case .gone:
            give(up: &delivery.value, "webhook.gone")
            if var endpoint = try context.find(delivery.value.endpoint), endpoint.value.state == .active {
                endpoint.value.state = .disabled
                endpoint.value.disabledBecause = "the endpoint answered 410 Gone"
                try context.update(endpoint)
            }
        case .failed(let reason):
            let delay = RetrySchedule.delayMilliseconds(
                afterAttempts: delivery.value.attemptCount, retryAfterSeconds: input.retryAfterSeconds, jitter: input.jitter)
            if let delay {
                let next = context.now.advanced(byMilliseconds: delay)
                delivery.value.nextAttemptAt = next
                context.schedule(
                    "webhook.retry/\(input.delivery)/\(delivery.version)", at: next, run: RetryDelivery.name,
                    with: ["delivery": .string(input.delivery.text)])
            } else {
                give(up: &delivery.value, reason)
            }
        }
        try context.update(delivery)
        return Output(state: delivery.value.state, nextAttemptAt: delivery.value.nextAttemptAt)
    }

    private func give(up delivery: inout WebhookDelivery, _ reason: String) {
        delivery.state = .dead
        delivery.deadBecause = reason
    }

    /// What a receiver's answer means. Only 2xx is success; a redirect is none, since it was not followed.
    private enum Verdict {
        case delivered
        /// 410: it never wants to hear from us again.
        case gone
        /// Trying again cannot help.
        case hopeless(String)
        case failed(String)

        init(_ input: Input) {
            switch (input.status, input.failure) {
            case (let status?, _) where (200..<300).contains(status): self = .delivered
            case (410, _): self = .gone
            case (let status?, _): self = .failed("http.status\(status)")
            case (nil, let failure?) where Verdict.hopelessFailures.contains(failure): self = .hopeless(failure)
            case (nil, let failure): self = .failed(failure ?? "http.noAnswer")
            }
        }

        /// A forbidden address, a broken URL, and an endpoint that was switched off stay so until a person acts.
        static let hopelessFailures: Set<String> = ["http.addressDenied", "http.malformedURL", "webhook.endpointDisabled"]
    }
}

/// `webhook.retry`: the time for the next attempt has come.
struct RetryDelivery: Operation {
    static let name = "webhook.retry"

    struct Input: Codable, Sendable, SchemaDescribed {
        let delivery: ID<WebhookDelivery>
        static let schema = Schema.object(title: "WebhookRetry", fields: [.required("delivery", .string())])
    }

    let definition = OperationDefinition(RetryDelivery.name, .command, "Sends a webhook again.", roles: ["system"])

    func decide(_ input: Input, _ context: inout DecisionContext) throws(Interruption) -> DeliveryView {
        var delivery = try context.get(input.delivery)
        // It may have been delivered by a replay in the meantime.
        if delivery.value.state == .pending, delivery.value.nextAttemptAt != nil {
            delivery.value.nextAttemptAt = nil
            context.intend(FanOutEvent.send, ["delivery": .string(input.delivery.text)])
            try context.update(delivery)
        }
        return DeliveryView(delivery.value)
    }
}
