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
    ]
}
