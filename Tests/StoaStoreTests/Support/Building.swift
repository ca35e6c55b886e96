import Foundation
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import Synchronization
import Testing

let mall = TenantID(trusted: "ten_mall")
let otherMall = TenantID(trusted: "ten_other")
let inMall = TenantScope(authenticated: mall)
let inOtherMall = TenantScope(authenticated: otherMall)

/// The instant of everything that names no other.
let noon = Instant(millisecondsSince1970: 1_800_000_000_000)

private let counter = Atomic<Int64>(0)

/// Ids that differ from each other and from those of other runs; they do not sort by time.
func freshID<N: Identified>(_ noun: N.Type = N.self) -> ID<N> {
    ID(trusted: "\(N.idPrefix)_\(UUID().uuidString.lowercased())\(counter.add(1, ordering: .relaxed).newValue)")
}

/// A ChangeSet with what the test is about.
func change(
    _ tenant: TenantID = mall, command: String = "test.change", at instant: Instant = noon, id: ID<ChangeSet> = freshID(),
    _ build: (inout ChangeSet) -> Void = { _ in }
) -> ChangeSet {
    var change = ChangeSet(
        id: id, tenant: tenant, command: command, actor: .system, at: instant, evidence: Evidence(input: ["asked": true]))
    build(&change)
    return change
}

func key(_ id: String, _ kind: String = "thing") -> DocumentKey { DocumentKey(kind: kind, id: id) }

func put(_ id: String, replacing version: Int64 = 0, _ body: JSON? = ["n": 1], keys: [LookupKey] = []) -> DocumentPut {
    DocumentPut(key: key(id), expectedVersion: version, body: body, keys: keys)
}

func putting(_ puts: DocumentPut..., tenant: TenantID = mall, at instant: Instant = noon) -> ChangeSet {
    change(tenant, at: instant) { $0.puts = puts }
}

func transfer(_ action: Transfer.Action, id: ID<Transfer> = freshID(), floor: Int64? = nil, ceiling: Int64? = nil) -> Transfer {
    Transfer(id: id, action, floor: floor, ceiling: ceiling)
}

let world = AccountID("world")
let shelf = AccountID("shelf")
let basket = AccountID("basket")

/// Opens the accounts of the ledger tests and puts pieces on the shelf.
func stocked(_ pieces: Int64, _ tenant: TenantID = mall) -> ChangeSet {
    change(tenant) {
        $0.accounts = [
            AccountOpening(world, unit: "piece", floor: nil), AccountOpening(shelf, unit: "piece"), AccountOpening(basket, unit: "piece"),
        ]
        if pieces > 0 { $0.transfers = [transfer(.post(from: world, to: shelf, amount: pieces))] }
    }
}

extension Storage {
    func commit(_ change: ChangeSet) async throws(StorageError) -> CommitOutcome { try await commit([change]) }

    func expectCommitted(_ changes: ChangeSet..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let outcome = try await commit(changes)
        #expect(outcome == .committed, sourceLocation: sourceLocation)
    }

    func current(_ id: String, in scope: TenantScope = inMall) async throws -> Document? { try await documents([key(id)], in: scope)[0] }

    func posted(_ account: AccountID, in scope: TenantScope = inMall) async throws -> Int64? {
        try await balances([account], in: scope)[0]?.posted
    }
}

/// Runs the bodies at the same time and returns what they return, in order.
func concurrently<Value: Sendable>(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        for index in 0..<count { group.addTask { (index, try await body(index)) } }
        var values: [Int: Value] = [:]
        for try await (index, value) in group { values[index] = value }
        return values.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// Expects a storage error with this code.
func expectError<Value>(
    _ code: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async {
    do {
        _ = try await body()
        Issue.record("expected \(code), got no error", sourceLocation: sourceLocation)
    } catch let error as StorageError {
        #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
    } catch {
        Issue.record("expected \(code), got \(error)", sourceLocation: sourceLocation)
    }
}
