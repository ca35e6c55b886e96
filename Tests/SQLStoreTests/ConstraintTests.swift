import SQLStore
import StoaTesting
import Testing

@Suite struct ConstraintTests {
    private static let schema: @Sendable (Dialect) -> String = { words in
        """
        CREATE TABLE seller (
            tenant \(words.integer) NOT NULL, id \(words.integer) NOT NULL, email \(words.text), code \(words.text),
            PRIMARY KEY (tenant, id), UNIQUE (tenant, email)
        )\(words.clusteredTable);
        CREATE UNIQUE INDEX seller_by_code ON seller (tenant, code);
        CREATE TABLE stock (
            id \(words.integer) PRIMARY KEY, tenant \(words.integer), seller \(words.integer),
            quantity \(words.integer) NOT NULL,
            CONSTRAINT stock_floor CHECK (quantity >= 0),
            CONSTRAINT stock_seller FOREIGN KEY (tenant, seller) REFERENCES seller (tenant, id)
        )\(words.table);
        INSERT INTO seller VALUES (1, 1, 'secret@example.org', 'A');
        INSERT INTO stock VALUES (1, 1, 1, 5)
        """
    }

    @Test(arguments: TestEngine.available)
    func theBrokenRuleIsNamedAlikeOnBothEngines(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            let database = test.database
            try await database.write { try $0.executeScript(Self.schema($0.dialect)) }
            func check(_ sql: String, _ kind: Constraint.Kind, name: String?, line: Int = #line) async {
                let error = await expectError("store.constraint") { try await database.write { try $0.execute(sql) } }
                #expect(error?.constraint?.kind == kind, "line \(line)")
                #expect(error?.constraint?.name == name, "line \(line)")
                #expect(error?.detail?.contains("secret@example.org") == sql.contains("secret@example.org"), "line \(line)")
                #expect(error?.description.contains("secret") == false)
            }
            await check("INSERT INTO seller VALUES (1, 1, 'b', 'B')", .unique, name: "seller_pkey")
            await check("INSERT INTO stock VALUES (1, 1, 1, 1)", .unique, name: "stock_pkey")
            await check("INSERT INTO seller VALUES (1, 2, 'b', 'A')", .unique, name: "seller_by_code")
            await check("INSERT INTO seller SELECT 1, 2, email, 'B' FROM seller", .unique, name: "seller_tenant_email_key")
            await check("UPDATE stock SET quantity = quantity - 6", .check, name: "stock_floor")
            await check("INSERT INTO stock VALUES (2, 1, 1, NULL)", .notNull, name: nil)
            let foreignKeyName = engine == .sqlite ? nil : "stock_seller"
            await check("INSERT INTO stock VALUES (2, 1, 9, 1)", .foreignKey, name: foreignKeyName)

            let error = await expectError("store.constraint") {
                try await database.write { connection in
                    try connection.execute(
                        "INSERT INTO seller VALUES ($1, $2, $3, $4)", [1, 2, "secret@example.org", "B"])
                }
            }
            #expect(error?.constraint?.table == "seller")
            #expect(error?.detail?.contains("secret") == false)
            #expect(error?.isRetryable == false)
        }
    }

    @Test(arguments: TestEngine.available)
    func aDeferredRuleFailsTheCommit(_ engine: TestEngine) async throws {
        try await withDatabase(engine) { test in
            try await test.database.write { connection in
                let words = connection.dialect
                try connection.executeScript(
                    """
                    CREATE TABLE parent (id \(words.integer) PRIMARY KEY)\(words.table);
                    CREATE TABLE child (
                        id \(words.integer) PRIMARY KEY,
                        parent \(words.integer) REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED
                    )\(words.table)
                    """)
            }
            let error = await expectError("store.constraint") {
                try await test.database.write { try $0.execute("INSERT INTO child VALUES (1, 1)") }
            }
            #expect(error?.constraint?.kind == .foreignKey)
            let count = try await test.database.read { try $0.query("SELECT id FROM child").count }
            #expect(count == 0)
            try await test.database.write { connection in
                try connection.execute("INSERT INTO child VALUES (1, 1)")
                try connection.execute("INSERT INTO parent VALUES (1)")
            }
        }
    }
}
