import HTTPTypes
import Hummingbird
import NIOCore
import StoaKernel

/// Reads bodies within the server's limits.
struct BodyReading: Sendable {
    let options: ServerOptions

    /// - Parameter least: what is taken even where the server takes less otherwise.
    /// - Throws: ``Problem`` with `http.bodyTooLarge` or `http.bodyTooSlow`.
    func bytes(of request: Request, least: Int = 0) async throws -> [UInt8] {
        let bytesMax = max(options.bodyBytesMax, least)
        let tooLarge = tooLarge(bytesMax)
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > bytesMax { throw tooLarge }
        let timeout = options.bodyTimeout
        let body = request.body
        let buffer = try await withThrowingTaskGroup(of: ByteBuffer?.self) { group in
            group.addTask { try await body.collect(upTo: bytesMax) }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            do {
                guard let first = try await group.next(), let buffer = first else { throw BodyReading.tooSlow }
                return buffer
            } catch is NIOTooManyBytesError {
                throw tooLarge
            }
        }
        return Array(buffer.readableBytesView)
    }

    /// - Throws: ``Problem`` `http.unsupportedMediaType` for a body that says it is something other than JSON.
    func requireJSON(_ request: Request) throws(Problem) {
        guard let header = request.headers[.contentType] else { return }
        let type = header.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        guard type == "application/json" || type.hasSuffix("+json") else {
            throw Problem(
                .unsupportedMediaType, "http.unsupportedMediaType", "the body says it is '\(header.prefix(80))'",
                hint: "send JSON with 'Content-Type: application/json'")
        }
    }

    private func tooLarge(_ bytesMax: Int) -> Problem {
        Problem(
            Refusal(
                .tooLarge, code: "http.bodyTooLarge", "a body has at most \(bytesMax) bytes here",
                hint: bytesMax > options.bodyBytesMax ? "send less" : "send less, or ask the operator to raise bodyBytesMax"))
    }

    private static var tooSlow: Problem {
        var problem = Problem(
            .requestTimeout, "http.bodyTooSlow", "the body took too long to arrive", hint: "try again over a better connection")
        problem.headers[.connection] = "close"
        return problem
    }
}
