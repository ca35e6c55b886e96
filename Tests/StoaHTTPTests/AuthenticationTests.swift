import JSONDocument
import StoaCommerce
import StoaHost
import Testing

@Suite struct AuthenticationTests {
    @Test func withoutAKeyTheServerAsksForOne() async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.get, "/v1/notes", key: nil)
            #expect(answer.status == 401)
            #expect(answer.code == "auth.missingKey")
            #expect(answer.header("WWW-Authenticate")?.hasPrefix("Bearer") == true)
            let basic = try await server.send(.get, "/v1/notes", key: nil, headers: [("Authorization", "Basic YTpi")])
            #expect(basic.code == "auth.missingKey")
        }
    }

    @Test(arguments: [
        "nonsense", "stoa_live_north_x", "stoa_live_north_" + String(repeating: "z", count: 32), "stoa_live_",
        "stoa_live_no such_00000000000000000000000000000000",
    ])
    func anUnknownKeyIsRefused(key: String) async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.get, "/v1/notes", key: nil, headers: [("Authorization", "Bearer " + key)])
            #expect(answer.status == 401)
            #expect(answer.code == "auth.unknownKey")
            #expect(!answer.text.contains(key))
        }
    }

    @Test func aRoleIsNeeded() async throws {
        try await LiveServer.run { server in
            let answer = try await server.send(.post, "/v1/notes", key: LiveServer.reader, body: #"{"text": "milk"}"#)
            #expect(answer.status == 403)
            #expect(answer.code == "auth.roleMissing")
        }
    }

    @Test func anotherTenantsNoteDoesNotExist() async throws {
        try await LiveServer.run { server in
            let id = try #require(try await server.send(.post, "/v1/notes", body: #"{"text": "milk"}"#).json["id"]?.string)
            let foreign = try await server.send(.get, "/v1/notes/\(id)", key: LiveServer.stranger)
            let absent = try await server.send(.get, "/v1/notes/not_00000000000000000000000000", key: LiveServer.stranger)
            #expect(foreign.status == 404)
            #expect(foreign.code == absent.code)
        }
    }

    @Test func aKeyIsRememberedForSecondsOnly() async throws {
        try await LiveServer.run { server in
            _ = try await server.send(.get, "/v1/notes")
            let reads = server.storage.reads
            _ = try await server.send(.get, "/v1/notes")
            #expect(server.storage.reads == reads)
            server.clock.advance(bySeconds: 6)
            _ = try await server.send(.get, "/v1/notes")
            #expect(server.storage.reads == reads + 1)
        }
    }

    @Test func tenantsMayHoldUnderscores() throws {
        let key = APIKeyText(tenant: ID(trusted: "north_west"), secret: [UInt8](repeating: 7, count: 20))
        let parsed = try #require(APIKeyText(parsing: key.text))
        #expect(parsed.tenant.text == "north_west")
        #expect(parsed == key)
    }
}
