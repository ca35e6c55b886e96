import Foundation
import StoaHTTP
import StoaHost
import Testing

@Suite struct LimitTests {
    @Test func aBodyOfTenMegabytesIsTooLarge() async throws {
        try await LiveServer.run { server in
            let body = "{\"text\": \"" + String(repeating: "x", count: 10 << 20) + "\"}"
            let answer = try await server.send(.post, "/v1/notes", body: body)
            #expect(answer.status == 413)
            #expect(answer.code == "http.bodyTooLarge")
            try await server.check(.get, "/healthz", status: 200)
        }
    }

    @Test func aBodyWithoutALengthIsMeasuredAsItComes() async throws {
        try await LiveServer.run { server in
            let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
            let head =
                "POST /v1/notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(LiveServer.writer.text)\r\nTransfer-Encoding: chunked\r\n\r\n"
            let answer = try await RawExchange.send(head + String(repeating: chunk, count: 20) + "0\r\n\r\n", to: server.port)
            #expect(answer.hasPrefix("HTTP/1.1 413"))
            #expect(answer.contains("http.bodyTooLarge"))
        }
    }

    @Test func aBodyThatDoesNotArriveTimesOut() async throws {
        var options = ServerOptions()
        options.bodyTimeout = .milliseconds(200)
        try await LiveServer.run(options) { server in
            let head =
                "POST /v1/notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(LiveServer.writer.text)\r\nContent-Length: 50\r\n\r\n{"
            // Ends only because the server cuts the connection after its answer.
            let answer = try await RawExchange.send(head, to: server.port)
            #expect(answer.hasPrefix("HTTP/1.1 408"))
            #expect(answer.contains("http.bodyTooSlow"))
        }
    }

    @Test func longAddressesAndManyHeadersAreRefused() async throws {
        try await LiveServer.run { server in
            let long = try await server.send(.get, "/v1/notes?words=" + String(repeating: "x", count: 9_000))
            #expect(long.status == 414)
            #expect(long.code == "http.uriTooLong")
            let many = try await server.send(.get, "/v1/notes", headers: (0..<150).map { ("X-\($0)", "y") })
            #expect(many.status == 431)
            #expect(many.code == "http.headersTooLarge")
        }
    }

    @Test func aQueryHasAnEnd() async throws {
        try await LiveServer.run { server in
            let query = (0...50).map { "a\($0)=1" }.joined(separator: "&")
            try await server.check(.get, "/v1/notes?" + query, status: 400, code: "http.tooManyParameters")
        }
    }

    @Test func moreRequestsThanAllowedAreTurnedAway() async throws {
        var options = ServerOptions()
        options.requestsInFlightMax = 0
        try await LiveServer.run(options) { server in
            try await server.check(.get, "/v1/notes", status: 503, code: "http.overloaded")
        }
    }

    @Test func addressesMustBeProperlyEncoded() async throws {
        try await LiveServer.run { server in
            let head =
                "GET /v1/notes?limit=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(LiveServer.writer.text)\r\nConnection: close\r\n\r\n"
            let answer = try await RawExchange.send(head, to: server.port)
            #expect(answer.hasPrefix("HTTP/1.1 400"))
            #expect(answer.contains("http.malformedAddress"))
        }
    }

    @Test func bodiesMustBeJSON() async throws {
        try await LiveServer.run { server in
            let form = try await server.send(
                .post, "/v1/notes", headers: [("Content-Type", "application/x-www-form-urlencoded")], body: "text=milk")
            #expect(form.status == 415)
            #expect(form.code == "http.unsupportedMediaType")
            let json = try await server.send(
                .post, "/v1/notes", headers: [("Content-Type", "application/json; charset=utf-8")], body: #"{"text": "milk"}"#)
            #expect(json.status == 201)
        }
    }
}

/// Sends bytes as they are and reads until the server closes or says nothing for two seconds.
enum RawExchange {
    /// On a thread of its own: blocking one of the concurrency pool could keep the server from answering.
    static func send(_ text: String, to port: Int) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(text, port) }) }
        }
    }

    private static func exchange(_ text: String, _ port: Int) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var timeout = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var hints = addrinfo()
        hints.ai_family = AF_INET
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        try #require(getaddrinfo("127.0.0.1", String(port), &hints, &found) == 0)
        defer { freeaddrinfo(found) }
        let address = try #require(found?.pointee)
        try #require(connect(descriptor, address.ai_addr, address.ai_addrlen) == 0)
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { break }
            sent += count
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count <= 0 { break }
            answer += buffer[0..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }
}
