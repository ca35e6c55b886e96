extension ErrorCatalogue {
    /// What is wrong with a request as HTTP sees it, and with requests that Stoa sends itself.
    static let httpErrors: [ErrorPage] = [
        ErrorPage(
            "http.addressDenied", .operator,
            """
            A webhook's host is inside a private network, which is not called, so that nobody outside can make the server call \
            your own machines.
            """,
            .request(#"POST /v1/webhooks/endpoints {"url": "http://169.254.169.254/", "eventTypes": ["*"]}"#),
            "Use a public address, or start the server with --allow-private-webhooks."),
        ErrorPage(
            "http.addressUnavailable", .operator,
            "The server cannot listen on its address, mostly because another program does.",
            .command("stoa serve --port 80"),
            "Choose another --port, or stop what is using it."),
        ErrorPage(
            "http.bodyTooLarge", .caller,
            "The body has more bytes than the server takes.",
            .request("POST /v1/quotes with a body of 10 MiB"),
            "Send less, or ask the operator to raise bodyBytesMax."),
        ErrorPage(
            "http.bodyTooSlow", .caller,
            "The body took too long to arrive.",
            .request("POST /v1/quotes with a body that stops in the middle"),
            "Try again over a better connection."),
        ErrorPage(
            "http.failed", .operator,
            "A webhook could not be sent, for a reason that the client does not know.",
            .situation("An outbound client of your own that throws an error of its own."),
            "Read the log; the delivery is tried again."),
        ErrorPage(
            "http.fieldConflict", .caller,
            "A field is one thing in the address and another in the body.",
            .request(#"POST /v1/orders/ord_1/refunds {"id": "ord_2", …}"#),
            "Leave it out of the body."),
        ErrorPage(
            "http.headersTooLarge", .caller,
            "The headers are too many, or too long together.",
            .request("GET /v1/orders with 200 headers"),
            "Send fewer; cookies are not read."),
        ErrorPage(
            "http.malformed", .caller,
            "The request could not be understood as HTTP.",
            .request("POST /v1/quotes with a Content-Length that is no number"),
            "Use an HTTP library."),
        ErrorPage(
            "http.malformedAddress", .caller,
            "The address or its query is not properly percent-encoded.",
            .request("GET /v1/orders/%zz"),
            "Encode each part of the address by itself."),
        ErrorPage(
            "http.malformedURL", .operator,
            "The URL of a webhook cannot be called.",
            .situation("An endpoint with the URL http://user:secret@example.com."),
            "Subscribe a URL of the form https://host/path."),
        ErrorPage(
            "http.methodNotAllowed", .caller,
            "The address exists, but does not answer this method.",
            .request("DELETE /v1/orders"),
            "Use a method that the header Allow names."),
        ErrorPage(
            "http.noAnswer", .operator,
            "A webhook got no answer, and no reason is known.",
            .situation("A worker that was stopped while it was sending."),
            "Nothing: the delivery is tried again."),
        ErrorPage(
            "http.noStoa", .operator,
            "Something answered at the address, but not as a Stoa server does.",
            .command("stoa rollback --reason x --server http://127.0.0.1:80"),
            "Check --server or STOA_SERVER; it is the address that 'stoa serve' prints."),
        ErrorPage(
            "http.overloaded", .caller,
            "The server is answering as many requests as it can.",
            .situation("More than a thousand requests at once."),
            "Try again after the seconds that Retry-After names; operators: add hosts."),
        ErrorPage(
            "http.refused", .operator,
            "The receiver of a webhook could not be connected to, or broke the connection.",
            .situation("A receiver that is being restarted."),
            "Check the receiver; the delivery is tried again, with growing pauses."),
        ErrorPage(
            "http.repeatedParameter", .caller,
            "The query has the same parameter twice.",
            .request("GET /v1/orders?limit=5&limit=10"),
            "Send it once; separate several values with commas."),
        ErrorPage(
            "http.stopping", .caller,
            "The server is stopping, and the request was not carried out.",
            .situation("A request that is cut off when the time for draining ends."),
            "Send it again with the same Idempotency-Key."),
        ErrorPage(
            "http.timeout", .operator,
            "The receiver of a webhook did not answer in time.",
            .situation("A receiver that does its work before it answers."),
            "Let the receiver store the message, answer 204, and work afterwards; the delivery is tried again."),
        ErrorPage(
            "http.tooManyParameters", .caller,
            "The query has more than 50 parameters.",
            .request("GET /v1/orders?a=1&b=2&…"),
            "Send only those that the route knows."),
        ErrorPage(
            "http.unexpected", .operator,
            "The server met an error it does not know; this is a bug of ours.",
            .situation("An answer 500 with this code."),
            "Report it with the request id and the log entry of that id."),
        ErrorPage(
            "http.unknownRoute", .caller,
            "There is nothing at this address.",
            .request("GET /v1/nowhere"),
            "See /openapi.json for every route."),
        ErrorPage(
            "http.unsupportedMediaType", .caller,
            "The body says that it is something else than JSON.",
            .request("POST /v1/quotes with 'Content-Type: text/xml'"),
            "Send JSON with 'Content-Type: application/json'."),
        ErrorPage(
            "http.uriTooLong", .caller,
            "The address has more bytes than the server reads.",
            .request("GET /v1/products?text=… with ten thousand characters"),
            "Shorten the query."),
        ErrorPage(
            "server.draining", .operator,
            "The server is stopping, so it takes no new work; answered by /readyz only.",
            .request("GET /readyz"),
            "Nothing: a load balancer sends requests to another host until this one is back."),
    ]
}
