import Foundation
import Testing

/// A running `stoa serve --demo` on a free port, killed when the test lets go of it.
final class MallServer: Sendable {
    let address: String
    let admin: MallClient
    let seller: MallClient
    let customer: MallClient
    private let process: Peer
    private let database: String

    init(database: String, arguments: [String] = []) async throws {
        self.database = database
        let keyFile = FileManager.default.temporaryDirectory.appending(path: "stoa-test-\(ProcessInfo.processInfo.processIdentifier).key")
        let process = try Peer(
            stoaExecutable,
            ["serve", "--demo", "--database", database, "--port", "0", "--key-file", keyFile.path, "--allow-private-webhooks"] + arguments,
            directory: packageRoot)
        self.process = process
        let (address, keys) = try await waiting { MallServer.greeting(of: process) }
        self.address = try #require(address, "the server did not start: \(process.errorText)")
        admin = MallClient(address: self.address, key: keys["admin"])
        seller = MallClient(address: self.address, key: keys["seller"])
        customer = MallClient(address: self.address, key: keys["customer"])
    }

    private static func greeting(of process: Peer) -> (address: String?, keys: [String: String]) {
        var keys: [String: String] = [:]
        var address: String?
        while let line = process.nextLine() {
            if let range = line.range(of: "listens on ") { address = String(line[range.upperBound...]) }
            let words = line.split(separator: " ")
            if words.count == 2, words[1].hasPrefix("stoa_live_") { keys[String(words[0])] = String(words[1]) }
            if line.hasPrefix("curl") { break }
        }
        return (address, keys)
    }

    /// A key for another person of the demo mall.
    func client(_ actor: String, roles: [String], tenant: String = "demo") async throws -> MallClient {
        let arguments = ["key", "create", "--database", database, "--tenant", tenant, "--actor", actor] + roles.flatMap { ["--role", $0] }
        let result = try await runStoa(arguments)
        try #require(result.status == 0, "\(result.errors)")
        return MallClient(address: address, key: result.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Sends the signal that cannot be caught, and does not wait for the end.
    func strike() { process.send(SIGKILL) }

    func kill() {
        process.send(SIGKILL)
        process.wait()
    }

    /// The exit status after SIGTERM.
    func stop() async throws -> Int32 {
        process.send(SIGTERM)
        let process = process
        return try await waiting { process.wait() }
    }
}
