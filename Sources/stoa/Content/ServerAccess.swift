import ArgumentParser
import Foundation
import JSONDocument
import StoaHTTP
import StoaHost
import StoaKernel

/// Which server a command talks to, and as whom.
struct ServerAccess: ParsableArguments {
    @Option(help: ArgumentHelp("The server; otherwise STOA_SERVER (default: http://127.0.0.1:8080).", valueName: "url"))
    var server: String?

    @Option(help: ArgumentHelp("The API key; otherwise STOA_KEY, which no list of processes shows.", valueName: "key"))
    var key: String?

    /// Runs `body` with a client that is closed afterwards.
    ///
    /// - Throws: `auth.missingKey`, and what `body` throws.
    func withClient<Value>(_ body: (OperationClient) async throws -> Value) async throws -> Value {
        let environment = ProcessInfo.processInfo.environment
        guard let key = key ?? environment["STOA_KEY"], !key.isEmpty else {
            throw HostError(.usage, code: "auth.missingKey", "there is no API key", hint: "set STOA_KEY, or give --key")
        }
        // Whoever types an address may mean their own machine: nothing is guarded against here.
        let http = GuardedHTTPClient(allowsPrivateAddresses: true)
        let client = OperationClient(
            server: server ?? environment["STOA_SERVER"] ?? "http://127.0.0.1:8080", key: key, registry: try MallOperations.registry(),
            http: http)
        let result: Result<Value, any Error>
        do { result = .success(try await body(client)) } catch { result = .failure(error) }
        await http.shutdown()
        return try result.get()
    }
}
