import SQLStore
import Testing

@Suite struct DatabaseURLTests {
    @Test(arguments: [
        ("sqlite:mall.db", "sqlite:mall.db"),
        ("sqlite:/var/lib/mall.db", "sqlite:/var/lib/mall.db"),
        ("sqlite:///var/lib/mall.db", "sqlite:/var/lib/mall.db"),
        ("postgres://db.example/mall", "postgres://db.example/mall"),
        ("postgresql://ann:s3cret@db.example:5433/mall", "postgres://ann@db.example:5433/mall"),
        ("postgres://ann:s3cret@a:1,b:2/mall?sslpassword=s3cret", "postgres://ann@a:1,b:2/mall"),
        ("postgres:///mall?host=/run/db&password=s3cret&port=77", "postgres:///run/db:77/mall"),
    ])
    func descriptionsHideSecrets(address: String, description: String) throws {
        #expect(try DatabaseURL(address).description == description)
        #expect(try DatabaseURL(address).dialect == (address.hasPrefix("sqlite") ? .sqlite : .postgres))
    }

    @Test(arguments: [
        "", "mall.db", "mysql://x/y", "sqlite:", "sqlite::memory:", "sqlite:file:x?mode=memory", "sqlite://host/x",
        "postgres://ann:s3cret@[::1/x", "postgres://h/d?s3cret=1", "sqlite:a\0b",
        "sqlite:" + String(repeating: "x", count: 5000),
    ])
    func badAddressesAreRefusedWithoutQuotingThem(address: String) {
        let error = #expect(throws: SQLError.self) { try DatabaseURL(address) }
        #expect(error?.code == "store.url")
        #expect(error?.hint != nil)
        #expect(error.map { "\($0)\($0.detail ?? "")" }?.contains("s3cret") == false)
    }

    @Test(arguments: [
        "sqlite:/nowhere/at/all/mall.db", "sqlite:/", "postgres://127.0.0.1:1/mall?connect_timeout=2",
        "postgres://ann:s3cret@/mall?host=/nowhere",
    ])
    func whatCannotBeReachedIsUnavailable(address: String) async throws {
        let url = try DatabaseURL(address)
        let error = await expectError("store.unavailable") { try await Database.open(url) }
        #expect(error?.detail?.contains("s3cret") == false)
    }
}
