import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import StoaExtension

/// The platform's only way out. Refuses addresses inside the operator's network, follows no redirects, and bounds time
/// and size of every answer.
///
/// A name is judged twice: every address it resolves to before a connection is tried, and the address that was in
/// fact connected to before a request goes out on it, because the name may resolve differently the second time.
public final class GuardedHTTPClient: StoaExtension.HTTPClient {
    static let urlBytesMax = 2_048

    private let client: AsyncHTTPClient.HTTPClient
    private let allowsPrivateAddresses: Bool

    /// - Parameter allowsPrivateAddresses: for development and for receivers inside the operator's own network.
    public init(allowsPrivateAddresses: Bool) {
        self.allowsPrivateAddresses = allowsPrivateAddresses
        var configuration = AsyncHTTPClient.HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(5), read: .seconds(30))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.idleTimeout = .seconds(20)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 8
        if !allowsPrivateAddresses {
            configuration.http1_1ConnectionDebugInitializer = { channel in
                if let address = channel.remoteAddress?.ipAddress, AddressGuard.isPublic(address) {
                    return channel.eventLoop.makeSucceededVoidFuture()
                }
                channel.close(promise: nil)
                return channel.eventLoop.makeFailedFuture(AddressDenied())
            }
        }
        client = AsyncHTTPClient.HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    public func send(_ request: OutboundRequest) async throws(HTTPFailure) -> OutboundResponse {
        let host = try checkedHost(of: request.url)
        if !allowsPrivateAddresses { try await checkAddresses(of: host) }
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = .RAW(value: request.method)
        for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
        if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        do {
            let deadline = NIODeadline.now() + .milliseconds(Int64(request.timeoutMilliseconds))
            let response = try await client.execute(outgoing, deadline: deadline)
            let body = try await read(response.body, bytesMax: request.responseBytesMax)
            return OutboundResponse(
                status: Int(response.status.code), headers: response.headers.map { .init($0.name, $0.value) }, body: body)
        } catch is AddressDenied {
            throw GuardedHTTPClient.denied(host)
        } catch let error as HTTPClientError {
            throw GuardedHTTPClient.failure(error, host)
        } catch {
            throw HTTPFailure(code: "http.refused", "no connection to \(host): \(error)")
        }
    }

    /// Waits for nothing: connections that are still in use are cut. Call it after everything that sends has stopped.
    public func shutdown() async { try? await client.shutdown() }

    private func checkedHost(of text: String) throws(HTTPFailure) -> String {
        guard text.utf8.count <= GuardedHTTPClient.urlBytesMax, let url = URL(string: text), let host = url.host(percentEncoded: false),
            !host.isEmpty, ["http", "https"].contains(url.scheme?.lowercased()), url.user == nil, url.password == nil
        else {
            throw HTTPFailure(code: "http.malformedURL", "'\(text.prefix(100))' is no http or https URL without credentials")
        }
        return host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    }

    private func checkAddresses(of host: String) async throws(HTTPFailure) {
        let addresses = await NameResolution.addresses(of: host)
        guard !addresses.isEmpty else { throw HTTPFailure(code: "http.refused", "the name \(host) has no address") }
        guard addresses.allSatisfy({ AddressGuard.isPublic($0) }) else { throw GuardedHTTPClient.denied(host) }
    }

    private func read(_ body: HTTPClientResponse.Body, bytesMax: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in body {
            bytes += buffer.readableBytesView.prefix(bytesMax - bytes.count)
            if bytes.count >= bytesMax { break }
        }
        return bytes
    }

    private static func denied(_ host: String) -> HTTPFailure {
        HTTPFailure(code: "http.addressDenied", "\(host) is an address inside a private network; the operator must allow these")
    }

    private static func failure(_ error: HTTPClientError, _ host: String) -> HTTPFailure {
        switch error {
        case .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
            HTTPFailure(code: "http.timeout", "\(host) did not answer in time")
        case .invalidURL, .emptyHost, .emptyScheme: HTTPFailure(code: "http.malformedURL", "the URL cannot be used: \(error)")
        default: HTTPFailure(code: "http.refused", "the exchange with \(host) failed: \(error)")
        }
    }
}

private struct AddressDenied: Error {}
