extension ErrorCatalogue {
    /// Who may do what: API keys and roles.
    static let accessErrors: [ErrorPage] = [
        ErrorPage(
            "apiKey.malformedHash", .caller,
            "The hash of a new key is not a SHA-256.",
            .request(#"POST /v1/apiKeys {"hash": "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", …}"#),
            "Send 64 lower-case hexadecimal digits, the SHA-256 of the key and never the key itself; `stoa key create` does it for you."),
        ErrorPage(
            "auth.missingKey", .caller,
            "The request has no API key.",
            .request("GET /v1/orders"),
            "Send the header 'Authorization: Bearer stoa_live_…'."),
        ErrorPage(
            "auth.roleMissing", .caller,
            "The key's holder has none of the roles that may run this operation.",
            .request("POST /v1/channels with a customer's key"),
            "Use a key with one of the roles that the message names."),
        ErrorPage(
            "auth.unknownKey", .caller,
            "The API key is not known here, or was revoked.",
            .request("GET /v1/orders with 'Authorization: Bearer stoa_live_demo_nobody'"),
            "Check the key, and that it is one of this server: `stoa key create` makes one."),
        ErrorPage(
            "permission.denied", .caller,
            "A Permission of the rulebook denies this operation to one of your roles.",
            .situation("'on: order.refund' with 'deny: trainee', and a refund by a trainee."),
            "Ask somebody else; the journal names the rule under 'permission'."),
        ErrorPage(
            "permission.failed", .merchant,
            "A Permission that denies or separates could not be judged, so it stays shut.",
            .situation("'when: subject.order.note.size() > 10' in a Permission, and an order without a note."),
            "Test what may be missing, as in has(subject.order.note) && …"),
        ErrorPage(
            "permission.notGranted", .caller,
            "The rulebook says who may run this operation, and none of its Permissions lets you.",
            .situation("'on: order.refund' with 'allow: finance', and a refund by support."),
            "Ask somebody with a role that a Permission allows, or the merchant for another Permission."),
        ErrorPage(
            "permission.separated", .caller,
            "A Permission keeps two things apart, and you did the other one with the same document before.",
            .situation("'on: order.refund' with 'separate: order.place', and a refund by who placed the order."),
            "Ask a colleague."),
    ]
}
