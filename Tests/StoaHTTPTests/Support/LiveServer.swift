import AsyncHTTPClient
import JSONDocument
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import StoaCommerce
import StoaExtension
import StoaHost
import StoaHTTP
import StoaKernel
import Synchronization
import Testing

/// A server on a port of its own with a store in memory, and a client that speaks to it over a real socket.
struct LiveServer: Sendable {
    let base: String
    let port: Int
    let platform: Platform
    let storage: MemoryStorage
    /// Moves the platform's time.
    let clock: TestClock

    static let writer = APIKeyText(tenant: ID(trusted: "north"), secret: [UInt8](repeating: 1, count: 20))
    static let reader = APIKeyText(tenant: ID(trusted: "north"), secret: [UInt8](repeating: 2, count: 20))
    static let stranger = APIKeyText(tenant: ID(trusted: "south"), secret: [UInt8](repeating: 3, count: 20))

    /// Runs the body while the server serves, then stops it in order.
    static func run(
        _ options: ServerOptions = ServerOptions(), hooks: (any HookReceiver)? = nil, _ body: (LiveServer) async throws -> Void
    ) async throws {
        let storage = MemoryStorage()
        let clock = TestClock()
        var parts = PlatformParts(storage: storage)
        parts.operations = [
            AnyOperation(WriteNote()), AnyOperation(CorrectNote()), AnyOperation(ReadNote()), AnyOperation(FindNotes()),
            AnyOperation(HoldNote()),
            AnyOperation(CreateAPIKey()),
        ]
        parts.gates = [
            { command, _ in
                guard command == "note.write" else { return [] }
                return [Gate(id: "long", command: command, effect: .hold(workflow: "review")) { $0.command["text"] == "hold me" }]
            }
        ]
        parts.clock = { clock.now }
        parts.log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let platform = Platform(parts)
        try await platform.allow(writer, roles: ["writer"])
        try await platform.allow(reader, roles: ["reader"])
        try await platform.allow(stranger, roles: ["writer"])

        var options = options
        options.port = 0
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let server = APIServer(platform: platform, options: options, hooks: hooks) { _, port in announce.yield(port) }
        let group = ServiceGroup(configuration: .init(services: [server], logger: parts.log))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            do {
                try await body(LiveServer(base: "http://127.0.0.1:\(port)", port: port, platform: platform, storage: storage, clock: clock))
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    func send(
        _ method: Method, _ path: String, key: APIKeyText? = LiveServer.writer, headers: [(String, String)] = [], body: String? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        if let key { request.headers.add(name: "Authorization", value: "Bearer " + key.text) }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 8 << 20)
        return Answer(status: Int(response.status.code), headers: response.headers, text: String(buffer: bytes))
    }

    /// Sends, and expects the parts of the answer that are given.
    func check(
        _ method: Method, _ path: String, key: APIKeyText? = LiveServer.writer, body: String? = nil, status: Int? = nil,
        code: String? = nil,
        json: JSON? = nil, at location: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await send(method, path, key: key, body: body)
        if let status { #expect(answer.status == status, sourceLocation: location) }
        if let code { #expect(answer.code == code, sourceLocation: location) }
        if let json { #expect(answer.json == json, sourceLocation: location) }
    }
}

enum Method: String, Sendable { case get = "GET", post = "POST", delete = "DELETE" }

struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let text: String

    var json: JSON { (try? JSON(parsing: text, name: "answer")) ?? .null }
    var code: String? { json["code"]?.string }
    func header(_ name: String) -> String? { headers.first(name: name) }
}

final class TestClock: Sendable {
    private let instant = Mutex(Instant(millisecondsSince1970: 1_763_800_000_000))
    var now: Instant { instant.withLock { $0 } }
    func advance(bySeconds seconds: Int64) { instant.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

extension Platform {
    func allow(_ key: APIKeyText, roles: [String]) async throws {
        let input = CreateAPIKey.Input(key: key, name: "test", kind: .user, actor: "usr_" + key.tenant.text + roles.joined(), roles: roles)
        _ = try await run(
            OperationRequest("apiKey.create", tenant: key.tenant, actor: .system, input: try JSONValueEncoder().encode(input)))
    }
}
