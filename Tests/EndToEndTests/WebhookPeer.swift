import Foundation
import JSONDocument
import Testing

/// The independent implementation of Standard Webhooks: the `standardwebhooks` package from PyPI.
enum WebhookPeer {
    /// A Python with the package; `script/test` makes one and names it here.
    static let python = ProcessInfo.processInfo.environment["STOA_PYTHON"]
    static let skipped: Comment = "set STOA_PYTHON to a Python that has the package standardwebhooks (script/test makes one)"

    private static func script(_ name: String) -> String { packageRoot.appending(path: "Tests/EndToEndTests/Peers/\(name)").path }

    /// Headers for a body, signed now.
    static func headers(secret: String, id: String, body: String) throws -> [String: String] {
        let result = try Peer(try #require(python), [script("webhook_sign.py"), secret, id, body]).finish()
        try #require(result.status == 0, "\(result.errors)")
        let signed = try JSON(parsing: result.output)
        return [
            "webhook-id": id, "webhook-timestamp": signed["timestamp"]?.string ?? "",
            "webhook-signature": signed["signature"]?.string ?? "", "content-type": "application/json",
        ]
    }

    /// A receiver that verifies what it gets.
    final class Receiver {
        let url: String
        private let process: Peer
        private let client: MallClient

        init() throws {
            process = try Peer(try #require(WebhookPeer.python), [script("webhook_receiver.py")])
            let port = try #require(process.nextLine())
            url = "http://127.0.0.1:\(port)"
            client = MallClient(address: url, key: nil)
        }

        func trust(_ secret: String) async throws { _ = try await client.send("PUT", "/secret", Array(secret.utf8), [:]) }

        /// What came, once there are `count` of them; looks again until then, for at most a minute.
        func received(_ count: Int) async throws -> [JSON] {
            let deadline = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < deadline {
                let messages = try await client.get("/received").body.array ?? []
                if messages.count >= count { return messages }
                try await Task.sleep(for: .milliseconds(50))
            }
            Issue.record("fewer than \(count) webhooks came within a minute")
            return []
        }
    }
}
