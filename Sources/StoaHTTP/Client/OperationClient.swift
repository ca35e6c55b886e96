import Foundation
import JSONDocument
import StoaExtension
import StoaHost
import StoaKernel

/// Runs operations on a server, over the same routes that it offers everybody. For the command line.
public struct OperationClient: Sendable {
    public struct Answer: Sendable {
        public let output: JSON
        /// Whether a workflow has to decide first; then the output names the task.
        public let isHeld: Bool
    }

    static let answerBytesMax = 64 << 20

    private let server: String
    private let key: String
    private let http: any HTTPClient
    private let registry: CommandRegistry

    /// - Parameter server: `http://127.0.0.1:8080`, with or without a slash at its end.
    public init(server: String, key: String, registry: CommandRegistry, http: any HTTPClient) {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        self.key = key
        self.registry = registry
        self.http = http
    }

    /// Sends an operation to its route and waits up to a minute.
    ///
    /// - Throws: ``Refusal`` with the server's code; ``HostError`` where no server answers, or something else does.
    public func run(_ operation: String, _ input: JSON) async throws -> Answer {
        guard let route = registry[operation]?.definition.route else {
            preconditionFailure("the operation \(operation) has no route")
        }
        let response: OutboundResponse
        do { response = try await http.send(request(route, input)) } catch {
            throw HostError(.environment, code: error.code, error.message, hint: "check the address, and that the server runs")
        }
        guard
            let body = try? JSON(
                parsing: String(decoding: response.body, as: UTF8.self),
                limits: JSONLimits(bytesMax: OperationClient.answerBytesMax, valuesMax: .max))
        else {
            throw HostError(
                .environment, code: "http.noStoa", "\(server) answered \(response.status), but not as a Stoa server does",
                hint: "check the address")
        }
        guard (200..<300).contains(response.status) else { throw Refusal(problem: body, status: response.status) }
        return Answer(output: body, isHeld: response.status == 202)
    }

    private func request(_ route: OperationDefinition.Route, _ input: JSON) -> OutboundRequest {
        var fields = input.object ?? [:]
        var path = route.path
        for name in route.parameterNames {
            path = path.replacingOccurrences(of: "{\(name)}", with: OperationClient.encoded(fields[name]))
            fields[name] = nil
        }
        let takesQuery = route.method == .get || route.method == .delete
        if takesQuery, !fields.isEmpty {
            path += "?" + fields.sorted { $0.key < $1.key }.map { "\($0.key)=\(OperationClient.encoded($0.value))" }.joined(separator: "&")
        }
        var headers = [OutboundRequest.Header("authorization", "Bearer \(key)"), .init("accept", "application/json")]
        if !takesQuery { headers.append(.init("content-type", "application/json")) }
        return OutboundRequest(
            method: route.method.rawValue, url: server + path, headers: headers,
            body: takesQuery ? [] : Array(JSON.object(fields).canonicalText.utf8), timeoutMilliseconds: 60_000,
            responseBytesMax: OperationClient.answerBytesMax)
    }

    private static let unreserved = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func encoded(_ value: JSON?) -> String {
        let text = value?.string ?? value?.canonicalText ?? ""
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}

extension Refusal {
    /// A problem document (RFC 9457) as the refusal that it was made from.
    init(problem: JSON, status: Int) {
        self.init(
            status >= 500 ? .unavailable : .conflict, code: problem["code"]?.string ?? "http.unexpected",
            problem["detail"]?.string ?? "the server answered \(status)", hint: problem["hint"]?.string, payload: problem)
    }
}
