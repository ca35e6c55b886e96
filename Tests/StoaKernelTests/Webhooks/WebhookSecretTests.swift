import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

@Suite struct WebhookSecretTests {
    static let master = try! MasterKey((0..<32).map { UInt8($0) })
    static let tenant = TenantID(trusted: "ten_demo")

    private func derived(_ tenant: TenantID = tenant, _ name: String = "endpoint/a", _ generation: Int64 = 1) -> WebhookSecret {
        .derived(master: Self.master, tenant: tenant, name: name, generation: generation)
    }

    @Test func aDerivedSecretIsAlwaysTheSameAndReadsBack() throws {
        let text = derived().text
        #expect(text == derived().text)
        #expect(text.hasPrefix("whsec_"))
        #expect(try WebhookSecret(text).text == text)
    }

    @Test func everyPartOfTheNameMakesAnotherSecret() {
        let texts = [
            derived(), derived(TenantID(trusted: "ten_other")), derived(Self.tenant, "endpoint/b"),
            derived(Self.tenant, "endpoint/a", 2),
        ].map(\.text)
        #expect(Set(texts).count == 4)
    }

    @Test(arguments: ["", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwA"])
    func refusesWhatIsNoSecret(_ text: String) {
        #expect { try WebhookSecret(text) } throws: { ($0 as? WebhookError)?.code == "webhook.malformedSecret" }
    }

    @Test func refusesAShortMasterKey() {
        #expect { try MasterKey([1, 2, 3]) } throws: { ($0 as? WebhookError)?.code == "webhook.masterKeyTooShort" }
        #expect { try MasterKey(base64: "not base64!") } throws: { ($0 as? WebhookError)?.code == "webhook.masterKeyTooShort" }
    }

    @Test func oldAndNewSecretsCountDuringARotation() throws {
        let now = Instant(millisecondsSince1970: 1_700_000_000_000)
        let message = try WebhookMessage(id: "msg_1", timestamp: 1_700_000_000, body: Array("{}".utf8))
        let old = derived()
        let new = derived(Self.tenant, "endpoint/a", 2)
        let both = message.headers(signedBy: [old, new])
        for known in [old, new] {
            #expect(try WebhookVerifier(secrets: [known]).verify(headers: both, body: message.body, now: now) == message)
        }
        let onlyNew = message.headers(signedBy: [new])
        #expect(throws: WebhookError.self) {
            try WebhookVerifier(secrets: [old]).verify(headers: onlyNew, body: message.body, now: now)
        }
        #expect(throws: Never.self) {
            try WebhookVerifier(secrets: [old, new]).verify(headers: onlyNew, body: message.body, now: now)
        }
    }

    @Test func refusesAHeaderGivenTwice() throws {
        let now = Instant(millisecondsSince1970: 1_700_000_000_000)
        let message = try WebhookMessage(id: "msg_1", timestamp: 1_700_000_000, body: [])
        let headers = message.headers(signedBy: [derived()])
        #expect { try WebhookVerifier(secrets: [derived()]).verify(headers: headers + [headers[0]], body: [], now: now) } throws: {
            ($0 as? WebhookError)?.code == "webhook.duplicateHeader"
        }
    }

    @Test(arguments: [(300_999, "webhook.tooOld"), (-301_000, "webhook.tooNew")])
    func refusesOutsideTheTolerance(_ ageMilliseconds: Int64, _ code: String) throws {
        let signedAt: Int64 = 1_700_000_000
        let message = try WebhookMessage(id: "msg_1", timestamp: signedAt, body: [])
        let now = Instant(millisecondsSince1970: signedAt * 1000 + ageMilliseconds)
        #expect {
            try WebhookVerifier(secrets: [derived()]).verify(headers: message.headers(signedBy: [derived()]), body: [], now: now)
        } throws: { ($0 as? WebhookError)?.code == code }
    }
}
