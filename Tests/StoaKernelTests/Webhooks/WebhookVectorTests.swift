import Foundation
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

/// The vectors that were checked against the reference library, where the checkout has them beside it.
enum WebhookVectors {
    static let all: JSON? = {
        let fromEnvironment = ProcessInfo.processInfo.environment["STOA_SHARED"].map { [URL(fileURLWithPath: $0)] } ?? []
        var candidates = fromEnvironment
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            candidates.append(folder.appendingPathComponent("shared"))
        }
        for candidate in candidates {
            let file = candidate.appendingPathComponent("data/webhooks/standard_webhooks.json")
            if let data = try? Data(contentsOf: file) { return try? JSON(parsing: Array(data)) }
        }
        return nil
    }()

    static func list(_ name: String) -> [JSON] { all?[name]?.array ?? [] }
    static let arePresent: ConditionTrait = .enabled(
        if: all != nil, "the shared webhook vectors are not beside this checkout (set STOA_SHARED)")
}

extension JSON {
    fileprivate func text(_ name: String) -> String { self[name]?.string ?? "" }
    fileprivate var bytes: [UInt8] { Array(text("body").utf8) }
}

@Suite(WebhookVectors.arePresent) struct WebhookVectorTests {
    @Test func allVectorsAreThere() {
        #expect(WebhookVectors.list("sign").count >= 11)
        #expect(WebhookVectors.list("verify").count >= 25)
        #expect(WebhookVectors.list("asymmetric").count >= 4)
    }

    @Test(arguments: WebhookVectors.list("sign"))
    func signs(_ vector: JSON) throws {
        let secret = try WebhookSecret(vector.text("secret"))
        let message = try WebhookMessage(
            id: vector.text("id"), timestamp: #require(vector["timestamp"]?.integer), body: vector.bytes)
        #expect(message.signature(with: secret) == vector.text("signature"))
    }

    @Test(arguments: WebhookVectors.list("verify"))
    func verifies(_ vector: JSON) throws {
        let headers = (vector["headers"]?.object ?? [:]).map { OutboundRequest.Header($0, $1.string ?? "") }
        let now = Instant(millisecondsSince1970: try #require(vector["now"]?.integer) * 1000)
        let verifier = WebhookVerifier(secrets: [try WebhookSecret(vector.text("secret"))])
        let refusal = Self.refusal { () throws(WebhookError) in
            _ = try verifier.verify(headers: headers, body: vector.bytes, now: now)
        }
        #expect((refusal == nil) == vector["accept"]?.bool)
        if let refusal {
            #expect(Self.codes[vector.text("reason")]?.contains(refusal.code) == true, "\(refusal.code)")
        }
    }

    /// Our codes for the reasons that the vectors name; an id with a dot is found before its signature is judged.
    static let codes: [String: Set<String>] = [
        "signature": ["webhook.wrongSignature", "webhook.malformedID"], "missing-header": ["webhook.missingHeader"],
        "timestamp": ["webhook.malformedTimestamp", "webhook.tooOld"], "too-new": ["webhook.tooNew"],
    ]

    static func refusal(_ body: () throws(WebhookError) -> Void) -> WebhookError? {
        do throws(WebhookError) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func aListOfSignaturesHasAnEnd() throws {
        let headers: [OutboundRequest.Header] = [
            .init("webhook-id", "msg_1"), .init("webhook-timestamp", "1"),
            .init("webhook-signature", String(repeating: "v1,AAAA ", count: 2000)),
        ]
        let refusal = Self.refusal { () throws(WebhookError) in
            _ = try WebhookVerifier(secrets: []).verify(headers: headers, body: [], now: Instant(millisecondsSince1970: 1000))
        }
        #expect(refusal?.code == "webhook.headerTooLong")
    }

    @Test(arguments: WebhookVectors.list("asymmetric"))
    func verifiesEd25519(_ vector: JSON) throws {
        let key = try WebhookPublicKey(vector.text("public_key"))
        let timestamp = try #require(vector["timestamp"]?.integer)
        let headers: [OutboundRequest.Header] = [
            .init("webhook-id", vector.text("id")), .init("webhook-timestamp", String(timestamp)),
            .init("webhook-signature", vector.text("signature")),
        ]
        let verifier = WebhookVerifier(secrets: [], publicKeys: [key])
        let now = Instant(millisecondsSince1970: timestamp * 1000)
        let isAccepted = (try? verifier.verify(headers: headers, body: vector.bytes, now: now)) != nil
        #expect(isAccepted == vector["accept"]?.bool)
        let signer = try WebhookSigningKey(vector.text("secret_key"))
        #expect(signer.publicKey.text == key.text)
        if isAccepted {
            let message = try WebhookMessage(id: vector.text("id"), timestamp: timestamp, body: vector.bytes)
            let own = OutboundRequest.Header("webhook-signature", try message.signature(with: signer))
            #expect(throws: Never.self) {
                try verifier.verify(headers: Array(headers.dropLast()) + [own], body: vector.bytes, now: now)
            }
        }
    }
}
