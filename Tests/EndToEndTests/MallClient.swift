import AsyncHTTPClient
import Foundation
import JSONDocument
import NIOCore
import NIOHTTP1

/// A caller of the API with one key.
struct MallClient: Sendable {
    struct Answer: Sendable {
        let status: UInt
        let body: JSON
        let headers: [String: String]
        var code: String? { body["code"]?.string }
    }

    let address: String
    let key: String?

    /// - Parameter http: for more connections at once than the shared client opens.
    func post(_ path: String, _ body: JSON, idempotencyKey: String? = nil, on http: HTTPClient = .shared) async throws -> Answer {
        try await send("POST", path, Array(body.canonicalText.utf8), idempotencyKey.map { ["idempotency-key": $0] } ?? [:], on: http)
    }

    func get(_ path: String) async throws -> Answer { try await send("GET", path, nil, [:]) }

    func send(_ method: String, _ path: String, _ body: [UInt8]?, _ headers: [String: String], on http: HTTPClient = .shared) async throws
        -> Answer
    {
        var request = HTTPClientRequest(url: address + path)
        request.method = .init(rawValue: method)
        if let key { request.headers.add(name: "authorization", value: "Bearer \(key)") }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response = try await http.execute(request, timeout: .seconds(20))
        let bytes = try await response.body.collect(upTo: 8 << 20)
        let text = String(buffer: bytes)
        let json = text.isEmpty ? JSON.null : (try? JSON(parsing: text)) ?? .string(text)
        return Answer(
            status: response.status.code, body: json,
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first })
    }
}
