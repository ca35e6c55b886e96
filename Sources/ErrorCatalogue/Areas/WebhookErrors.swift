extension ErrorCatalogue {
    /// What is wrong with webhooks, those that come in through hooks and those that go out.
    static let webhookErrors: [ErrorPage] = [
        ErrorPage(
            "hook.duplicateEvent", .caller,
            "Two mappings of one hook name the same event; an event can run one command only.",
            .request(
                """
                POST /v1/webhooks/hooks {"name": "bank", "mappings": [{"event": "paid", "command": "payment.capture"}, {"event": \
                "paid", "command": "order.cancel"}]}
                """),
            "Keep one mapping for each event."),
        ErrorPage(
            "hook.malformedBody", .caller,
            "The body of a webhook is not JSON of the form that is expected.",
            .request("POST /v1/hooks/demo/bank paid=yes"),
            #"Send { "type": "…", "timestamp": "…", "data": { … } }."#),
        ErrorPage(
            "hook.malformedMapping", .operator,
            "A mapping of the hook names a place that is no JSON Pointer, so the message could not be turned into a command.",
            .situation("A mapping from 'amount' instead of '/amount'."),
            "Write pointers with a slash before each name."),
        ErrorPage(
            "hook.malformedName", .caller,
            "The name cannot stand in an address.",
            .request(#"POST /v1/webhooks/hooks {"name": "My Bank"}"#),
            "Use lower-case letters, digits and dashes."),
        ErrorPage(
            "hook.missingField", .caller,
            "The webhook's data has nothing at a place that the hook's mapping reads.",
            .request(#"POST /v1/hooks/demo/bank {"type": "payment.captured", "timestamp": "2026-11-22T18:00:00Z", "data": {}}"#),
            "Send the field, or correct the mapping."),
        ErrorPage(
            "hook.nameTaken", .caller,
            "There is a hook of this name already.",
            .request(#"POST /v1/webhooks/hooks {"name": "bank"}"#),
            "Use another name."),
        ErrorPage(
            "hook.notFound", .caller,
            "There is no hook at this address.",
            .request(#"POST /v1/hooks/demo/bnk {"type": "payment.captured", …}"#),
            "Check the tenant and the name in the address."),
        ErrorPage(
            "hook.tooLarge", .caller,
            "The webhook has more than 1 MiB.",
            .request("POST /v1/hooks/demo/bank with a body of several megabytes"),
            "Send a reference instead of the whole document."),
        ErrorPage(
            "webhook.duplicateHeader", .caller,
            "A header that a webhook has once is there twice.",
            .request("POST /v1/hooks/demo/bank with two headers webhook-id"),
            """
            Send webhook-id, webhook-timestamp and webhook-signature once each; several signatures stand in one header, \
            separated by spaces.
            """),
        ErrorPage(
            "webhook.endpointDisabled", .caller,
            "The endpoint is switched off, so nothing is sent to it.",
            .request("POST /v1/webhooks/deliveries/whd_1/replay"),
            "Subscribe the URL anew with POST /v1/webhooks/endpoints."),
        ErrorPage(
            "webhook.gone", .operator,
            "The receiver answered 410 Gone, so the delivery was given up and the endpoint switched off.",
            .situation("A receiver that was taken down on purpose."),
            "Nothing, if that was meant; otherwise subscribe the URL anew."),
        ErrorPage(
            "webhook.headerTooLong", .caller,
            "The list of signatures is longer than is read.",
            .situation("A webhook-signature with a hundred signatures."),
            "Send the signatures of the keys that are in use."),
        ErrorPage(
            "webhook.malformedEventType", .caller,
            "The text is no type of event.",
            .request(#"POST /v1/webhooks/endpoints {"url": "https://example.com/hook", "eventTypes": ["order refunded"]}"#),
            "Write order.refunded, order.* or *."),
        ErrorPage(
            "webhook.malformedID", .caller,
            "The webhook-id cannot be signed: it has 1 to 200 visible characters without a dot.",
            .request("POST /v1/hooks/demo/bank with 'webhook-id: msg.1'"),
            "Use letters, digits, - and _."),
        ErrorPage(
            "webhook.malformedIntent", .operator,
            "A stored intent to send a webhook names no delivery; this is a bug of ours, or a database edited by hand.",
            .situation("A row of the outbox whose body was changed."),
            "Report it; the work lies at GET /v1/work/dead."),
        ErrorPage(
            "webhook.malformedSecret", .caller,
            "The text is not a secret, or not a key, of webhooks.",
            .situation("'whsec_' with ten characters behind it."),
            "Copy it whole: whsec_ and at least 24 bytes in base64, whsk_ or whpk_ for key pairs."),
        ErrorPage(
            "webhook.malformedTimestamp", .caller,
            "The header webhook-timestamp is not a whole number of seconds.",
            .request("POST /v1/hooks/demo/bank with 'webhook-timestamp: 2026-11-22'"),
            "Send Unix seconds in plain digits."),
        ErrorPage(
            "webhook.malformedURL", .caller,
            "The URL is not one that webhooks can be sent to.",
            .request(#"POST /v1/webhooks/endpoints {"url": "ftp://example.com", "eventTypes": ["*"]}"#),
            "Write https://host/path, without a user, a password or a fragment."),
        ErrorPage(
            "webhook.masterKeyTooShort", .operator,
            "The key that webhook secrets are derived from has fewer than 32 bytes.",
            .situation("A program that embeds the platform with a short master key."),
            "Make one with: openssl rand -base64 32"),
        ErrorPage(
            "webhook.missingHeader", .caller,
            "A header that every webhook has is missing.",
            .request("POST /v1/hooks/demo/bank without webhook-signature"),
            "Sign as Standard Webhooks has it: webhook-id, webhook-timestamp, webhook-signature."),
        ErrorPage(
            "webhook.oneFilter", .caller,
            "Deliveries are listed by endpoint or by state, not by both.",
            .request("GET /v1/webhooks/deliveries?endpoint=whe_1&state=dead"),
            "Leave one of the two out."),
        ErrorPage(
            "webhook.stillPending", .caller,
            "The webhook is on its way already.",
            .request("POST /v1/webhooks/deliveries/whd_1/replay"),
            "Wait until it is delivered or dead."),
        ErrorPage(
            "webhook.tooNew", .caller,
            "The webhook was signed at a time that is too far in the future here.",
            .situation("A sender whose clock is ten minutes fast."),
            "Check both clocks."),
        ErrorPage(
            "webhook.tooOld", .caller,
            "The webhook was signed too long ago; old messages are not taken, so that none can be played back.",
            .situation("A message that waited an hour in a queue after it was signed."),
            "Sign again at each attempt, with the time of the attempt; check both clocks."),
        ErrorPage(
            "webhook.wrongSignature", .caller,
            "No signature of the request was made with a key that is known here.",
            .situation("A proxy that formats the JSON of the body anew."),
            "Check the secret, and that the body reaches Stoa byte for byte."),
    ]
}
