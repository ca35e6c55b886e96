import JSONDocument
import Testing

@Suite struct ProblemTests {
    @Test func aProblemHasEveryMemberAndNoSecrets() async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.post, "/v1/notes", headers: [("X-Request-Id", "mine-1")], body: #"{"text": "quote"}"#)
            #expect(answer.status == 409)
            #expect(answer.header("content-type") == "application/problem+json")
            #expect(
                answer.json == [
                    "type": "/errors/quote.changed", "code": "quote.changed", "title": "Quote changed", "status": 409,
                    "detail": "the price is another now", "hint": "look at the quote", "requestId": "mine-1", "quote": ["total": 1999],
                ])
        }
    }

    @Test func violationsCarryPointers() async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.post, "/v1/notes", body: #"{"text": "", "count": 10, "extra": 1}"#)
            let errors = try #require(answer.json["errors"]?.array)
            #expect(Set(errors.compactMap { $0["pointer"]?.string }) == ["/text", "/count", "/extra"])
            #expect(errors.allSatisfy { $0["code"]?.string != nil && $0["detail"]?.string != nil })
        }
    }

    @Test func aBugSaysNothingAboutItself() async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.post, "/v1/notes", body: #"{"text": "bug"}"#)
            #expect(answer.status == 500)
            #expect(answer.code == "note.bug")
            #expect(!answer.text.contains("secret"))
        }
    }

    @Test func retryAfterIsAHeader() async throws {
        try await LiveServer.run { server in
            let busy = try await server.send(.post, "/v1/notes", body: #"{"text": "busy"}"#)
            #expect(busy.status == 429)
            #expect(busy.header("Retry-After") == "7")
            server.storage.takeDown()
            let down = try await server.send(.get, "/v1/notes/not_1")
            #expect(down.status == 503)
            #expect(down.code == "store.unavailable")
            #expect(down.header("Retry-After") != nil)
            #expect(!down.text.contains("secret"))
        }
    }

    @Test func wrongMethodsAndAddresses() async throws {
        try await LiveServer.run { server in
            let method = try await server.send(.delete, "/v1/notes")
            #expect(method.status == 405)
            #expect(method.code == "http.methodNotAllowed")
            #expect(method.header("Allow") == "GET, HEAD, POST")
            try await server.check(.get, "/nothing/here", code: "http.unknownRoute")
        }
    }

    @Test func requestIdsAreEchoedOrMade() async throws {
        try await LiveServer.run { server in
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            let named = try await server.send(.get, "/healthz", headers: [("X-Request-Id", "a.b-c_1"), ("traceparent", trace)])
            #expect(named.header("X-Request-Id") == "a.b-c_1")
            #expect(named.header("traceparent") == trace)
            let improper = try await server.send(.get, "/healthz", headers: [("X-Request-Id", "a b"), ("traceparent", "00-00-00-00")])
            #expect(improper.header("X-Request-Id")?.hasPrefix("req_") == true)
            #expect(improper.header("traceparent") == nil)
        }
    }
}
