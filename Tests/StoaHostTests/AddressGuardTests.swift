import StoaExtension
import Testing

@testable import StoaHost

@Suite struct AddressGuardTests {
    @Test(arguments: [
        "1.1.1.1", "93.184.216.34", "100.63.255.255", "172.32.0.1", "192.0.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ])
    func publicAddressesPass(address: String) {
        #expect(AddressGuard.isPublic(address))
    }

    @Test(arguments: [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8",
        "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
        "2001:db8::1", "2001::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe", "localhost", "", "1.1.1",
    ])
    func insideAddressesDoNot(address: String) {
        #expect(!AddressGuard.isPublic(address))
    }

    @Test(arguments: [
        ("http://127.0.0.1:9/", "http.addressDenied"), ("http://[::1]:9/", "http.addressDenied"),
        ("http://localhost:9/", "http.addressDenied"),
        ("http://2130706433:9/", "http.addressDenied"), ("http://169.254.169.254/latest/meta-data/", "http.addressDenied"),
        ("ftp://example.com/", "http.malformedURL"), ("http://user:secret@example.com/", "http.malformedURL"),
        ("nonsense", "http.malformedURL"),
    ])
    func theClientRefuses(url: String, code: String) async throws {
        let client = GuardedHTTPClient(allowsPrivateAddresses: false)
        let failure = await #expect(throws: HTTPFailure.self) {
            _ = try await client.send(OutboundRequest(method: "POST", url: url, headers: [], body: [1], timeoutMilliseconds: 2_000))
        }
        #expect(failure?.code == code)
        await client.shutdown()
    }

    @Test func whatIsAllowedButAbsentIsRefusedByTheSystem() async throws {
        let client = GuardedHTTPClient(allowsPrivateAddresses: true)
        let failure = await #expect(throws: HTTPFailure.self) {
            _ = try await client.send(
                OutboundRequest(method: "POST", url: "http://127.0.0.1:9/", headers: [], body: [1], timeoutMilliseconds: 2_000))
        }
        #expect(failure?.code == "http.refused" || failure?.code == "http.timeout")
        await client.shutdown()
    }
}
