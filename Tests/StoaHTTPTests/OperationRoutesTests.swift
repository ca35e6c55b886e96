import JSONDocument
import Testing

@Suite struct OperationRoutesTests {
    @Test func aCommandThatCreatesAnswers201AndAQueryFindsIt() async throws {
        try await LiveServer.run { server in
            let made = try await server.send(.post, "/v1/notes", body: #"{"text": "milk", "count": 2}"#)
            #expect(made.status == 201)
            #expect(made.header("content-type") == "application/json")
            let id = try #require(made.json["id"]?.string)
            let read = try await server.send(.get, "/v1/notes/\(id)", key: LiveServer.reader)
            #expect(read.status == 200)
            #expect(read.json == made.json)
            #expect(made.json["count"] == 2)
        }
    }

    @Test func pathParametersBecomeFieldsOfTheInput() async throws {
        try await LiveServer.run { server in
            let id = try #require(try await server.send(.post, "/v1/notes", body: #"{"text": "milk"}"#).json["id"]?.string)
            let path = "/v1/notes/\(id)/corrections"
            let changed = try await server.send(.post, path, body: #"{"text": "oat milk"}"#)
            #expect(changed.json["text"] == "oat milk")
            try await server.check(.post, path, body: "{\"text\": \"soy\", \"id\": \"\(id)\"}", status: 200)
            let conflict = try await server.send(.post, path, body: #"{"text": "oat", "id": "other"}"#)
            #expect(conflict.status == 400)
            #expect(conflict.code == "http.fieldConflict")
        }
    }

    @Test func queryParametersAreReadByTheirSchema() async throws {
        try await LiveServer.run { server in
            let found = try await server.send(.get, "/v1/notes?limit=7&long=true&words=a%2Cb,c%20d")
            #expect(found.json == ["limit": 7, "long": true, "words": ["a", "b", "c d"]])
        }
    }

    @Test(arguments: [
        ("limit=seven", 422, "input.wrongType"), ("limit=99", 422, "input.outOfRange"), ("limt=9", 422, "input.unknownField"),
        ("limit=1&limit=2", 400, "http.repeatedParameter"),
    ])
    func aWrongQueryIsRefused(query: String, status: Int, code: String) async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.get, "/v1/notes?" + query)
            #expect(answer.status == status)
            #expect(answer.code == code)
        }
    }

    @Test(arguments: [
        ("{", 400, "json.syntax"), (#"{"text": 1, "text": 2}"#, 400, "json.duplicateKey"), ("[]", 422, "input.wrongType"),
        ("{}", 422, "input.missingField"), (#"{"text": "x", "txet": 1}"#, 422, "input.unknownField"),
        (#"{"text": "x", "count": -1}"#, 422, "input.outOfRange"), ("", 422, "input.missingField"),
    ])
    func aWrongBodyIsRefused(body: String, status: Int, code: String) async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.post, "/v1/notes", body: body)
            #expect(answer.status == status)
            #expect(answer.code == code)
        }
    }

    @Test func aHeldCommandAnswers202() async throws {
        try await LiveServer.run { server in
            let held = try await server.send(.post, "/v1/notes", body: #"{"text": "hold me"}"#)
            #expect(held.status == 202)
            #expect(held.json == ["task": "tsk_1", "instance": "wfi_1"])
        }
    }

    @Test func theSameIdempotencyKeyGetsTheFirstAnswer() async throws {
        try await LiveServer.run { server in
            let key = [("Idempotency-Key", "k-1")]
            let first = try await server.send(.post, "/v1/notes", headers: key, body: #"{"text": "milk"}"#)
            let again = try await server.send(.post, "/v1/notes", headers: key, body: #"{ "text":"milk" }"#)
            #expect(again.status == 201)
            #expect(again.json == first.json)
            #expect(first.header("Idempotency-Replayed") == nil)
            #expect(again.header("Idempotency-Replayed") == "true")
            let other = try await server.send(.post, "/v1/notes", headers: key, body: #"{"text": "bread"}"#)
            #expect(other.status == 422)
            #expect(other.code == "idempotency.keyReused")
            let malformed = try await server.send(.post, "/v1/notes", headers: [("Idempotency-Key", "a b")], body: #"{"text": "x"}"#)
            #expect(malformed.status == 400)
            #expect(malformed.code == "idempotency.malformedKey")
        }
    }

    @Test func anOperationWithoutARouteCannotBeReached() async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.post, "/v1/workflow.hold", body: "{}")
            #expect(answer.status == 404)
            #expect(answer.code == "http.unknownRoute")
        }
    }
}
