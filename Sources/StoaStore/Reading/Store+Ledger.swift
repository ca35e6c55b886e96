import JSONDocument
import SQLStore
import StoaCommerce
import StoaKernel

extension Store {
    public func balances(_ accounts: [AccountID], in scope: TenantScope) async throws(StorageError) -> [Balance?] {
        let tenant = SQLValue.text(scope.tenant.text)
        return try await reading { connection in
            let statements = accounts.map { Statement(accountBalance, [tenant, .text($0.text)]) }
            return try connection.queryBatch(statements).map { rows in
                try rows.first.map { row in
                    Balance(
                        unit: try row.text("unit"), posted: try row.integer("posted"),
                        reservedOut: try row.integer("reserved_out"), reservedIn: try row.integer("reserved_in"),
                        floor: try row.integerIfPresent("floor"), ceiling: try row.integerIfPresent("ceiling"))
                }
            }
        }
    }

    public func idempotency(
        principal: String, command: String, key: String, in scope: TenantScope
    ) async throws(StorageError) -> IdempotencyRecord? {
        let arguments: [SQLValue] = [.text(scope.tenant.text), .text(principal), .text(command), .text(key)]
        return try await reading { connection in
            guard let row = try connection.queryFirst(idempotencyRecord, arguments) else { return nil }
            return IdempotencyRecord(
                principal: principal, command: command, key: key, bodyHash: try row.text("body_hash"),
                response: try storedJSON(try row.text("response")))
        }
    }
}

private let accountBalance = """
    SELECT unit, posted, reserved_out, reserved_in, floor, ceiling FROM account WHERE tenant = $1 AND id = $2
    """

let idempotencyRecord = """
    SELECT body_hash, response, created_at FROM idempotency WHERE tenant = $1 AND principal = $2 AND command = $3 AND request_key = $4
    """
