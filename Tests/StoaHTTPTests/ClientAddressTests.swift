import HTTPTypes
import JSONDocument
import Testing

@testable import StoaHTTP

@Suite("Where a request came from")
struct ClientAddressTests {
    private func client(_ forwarded: [String], peer: String? = "127.0.0.1", proxies: Int) -> String? {
        var headers = HTTPFields()
        for line in forwarded { headers.append(HTTPField(name: .forwardedFor, value: line)) }
        return ClientAddress.of(headers, peer: peer, proxies: proxies)
    }

    @Test("without a proxy it is the connection's address, and nothing that the client wrote")
    func direct() {
        #expect(client([], peer: "8.8.4.4", proxies: 0) == "8.8.4.4")
        #expect(client(["9.9.9.9"], peer: "8.8.4.4", proxies: 0) == "8.8.4.4")
        #expect(client([], peer: "::ffff:8.8.4.4", proxies: 0) == "8.8.4.4")
        #expect(client(["9.9.9.9"], peer: "127.0.0.1", proxies: 0) == nil, "a proxy that nobody told us of")
        #expect(client([], peer: nil, proxies: 0) == nil)
    }

    @Test("behind proxies it is what the outermost of them saw")
    func proxied() {
        #expect(client(["8.8.4.4"], proxies: 1) == "8.8.4.4")
        #expect(client(["1.1.1.1, 8.8.4.4"], proxies: 1) == "8.8.4.4", "what stands left was sent by the client")
        #expect(client(["1.1.1.1, 8.8.4.4", "10.0.0.2"], proxies: 2) == "8.8.4.4")
        #expect(client(["10.1.2.3"], proxies: 1) == "10.1.2.3", "a client inside counts where a proxy is configured")
        #expect(client([], proxies: 1) == nil)
        #expect(client(["8.8.4.4"], proxies: 2) == nil)
        #expect(client(["unknown"], proxies: 1) == nil)
    }

    @Test("operations learn it, over a socket")
    func live() async throws {
        let forwarded = [("X-Forwarded-For", "1.1.1.1, 8.8.4.4")]
        try await LiveServer.run { server in
            let answer = try await server.send(.post, "/v1/notes", headers: forwarded + json, body: #"{"text": "whence"}"#)
            #expect(answer.json["text"] == "nobody knows", "the socket is this machine's own")
        }
        var options = ServerOptions()
        options.proxies = 1
        try await LiveServer.run(options) { server in
            let answer = try await server.send(.post, "/v1/notes", headers: forwarded + json, body: #"{"text": "whence"}"#)
            #expect(answer.json["text"] == "8.8.4.4")
        }
    }

    private let json = [("Content-Type", "application/json")]

    @Test("an IPv6 client is its network of 64 bits")
    func networks() {
        #expect(client([], peer: "2a00:1450:4001:81b::200e", proxies: 0) == client([], peer: "2a00:1450:4001:81b:1::1", proxies: 0))
        #expect(client([], peer: "2a00:1450:4001:81b::200e", proxies: 0) != client([], peer: "2a00:1450:4001:81c::200e", proxies: 0))
    }
}
