import Foundation
import Glibc
import Testing

@testable import Measuring

@Suite struct LoadGeneratorTests {
    private let request = HTTPRequest("POST", "/", body: Array("{}".utf8))

    @Test func answersThatArriveInPiecesAreWhole() throws {
        let server = try PiecewiseServer(["HTTP/1.1 200 OK\r\nconte", "nt-length: 5\r\n\r\nhel", "lo"])
        let answer = try LoadGenerator(port: server.port, connections: 1, request: request).once()
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "hello")
    }

    @Test func exactlySoManyRequestsAreSent() throws {
        let server = try PiecewiseServer(["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
        try LoadGenerator(port: server.port, connections: 1, request: request).send(20)
        #expect(server.answered == 20)
    }

    @Test func aRefusalIsNoAnswer() throws {
        let server = try PiecewiseServer(["HTTP/1.1 429 Too Many Requests\r\nContent-Length: 4\r\n\r\n", "slow"])
        let generator = LoadGenerator(port: server.port, connections: 1, request: request)
        #expect(throws: BenchmarkError.self) { try generator.send(1) }
    }
}

/// Takes one connection, and answers each of its requests with the same pieces, one `send` a piece.
private final class PiecewiseServer: @unchecked Sendable {
    let port: UInt16
    private let listener: Int32
    private let pieces: [String]
    private let lock = NSLock()
    /// Guarded by `lock`.
    private var count = 0

    init(_ pieces: [String]) throws {
        self.pieces = pieces
        port = try RunningServer.freePort()
        listener = streamSocket()
        let bound = withLoopback(port: port) { bind(listener, $0, $1) }
        try #require(bound == 0 && listen(listener, 8) == 0)
        Thread.detachNewThread { [self] in serve() }
    }

    deinit { close(listener) }

    var answered: Int { lock.withLock { count } }

    private func serve() {
        let connection = accept(listener, nil, nil)
        defer { close(connection) }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while recv(connection, &buffer, buffer.count, 0) > 0 {
            lock.withLock { count += 1 }
            for piece in pieces {
                _ = Array(piece.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                usleep(2_000)
            }
        }
    }
}
