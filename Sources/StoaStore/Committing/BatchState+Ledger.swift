import StoaCommerce
import StoaKernel

extension BatchState {
    mutating func open(_ opening: AccountOpening, _ tenant: TenantID) throws(Objection) {
        let key = RowKey(tenant, opening.id)
        guard accounts[key] == nil else { return }
        // An account opens at zero, which its own bounds must allow.
        if let floor = opening.floor, floor > 0 { throw Objection(.floorReached(opening.id)) }
        if let ceiling = opening.ceiling, ceiling < 0 { throw Objection(.ceilingReached(opening.id)) }
        accounts.set(key, AccountRow(unit: opening.unit, floor: opening.floor, ceiling: opening.ceiling))
    }

    mutating func take(_ transfer: Transfer, _ change: ChangeSet) throws(Objection) {
        let tenant = change.tenant
        switch transfer.action {
        case .post(let from, let to, let amount):
            try move(transfer, from, to, amount, tenant) { $0.post(amount, to: &$1) }
            try record(transfer.id, from, to, amount, "posted", change)
        case .reserve(let from, let to, let amount):
            try move(transfer, from, to, amount, tenant) { $0.reserve(amount, to: &$1) }
            try record(transfer.id, from, to, amount, "reserved", change)
        case .postReserved(let id):
            try settle(id, change, as: "posted") { giver, taker, amount in
                giver.release(amount, to: &taker)
                giver.post(amount, to: &taker)
            }
        case .voidReserved(let id): try settle(id, change, as: "voided") { $0.release($2, to: &$1) }
        }
    }

    private mutating func record(
        _ id: ID<Transfer>, _ from: AccountID, _ to: AccountID, _ amount: Int64, _ state: String, _ change: ChangeSet
    ) throws(Objection) {
        let key = RowKey(change.tenant, id)
        guard transfers[key] == nil else { throw Objection(.transfer(id, code: "ledger.duplicateTransfer")) }
        transfers.set(key, TransferRow(from: from.text, to: to.text, amount: amount, state: state, changeSet: change.id.text))
    }

    private mutating func move(
        _ transfer: Transfer, _ from: AccountID, _ to: AccountID, _ amount: Int64, _ tenant: TenantID,
        _ change: (inout AccountRow, inout AccountRow) -> Void
    ) throws(Objection) {
        let id = transfer.id
        guard amount > 0, amount <= Money.amountMax, from != to else {
            throw Objection(.transfer(id, code: "ledger.amountOutOfRange"))
        }
        let giverKey = RowKey(tenant, from)
        let takerKey = RowKey(tenant, to)
        guard var giver = accounts[giverKey], var taker = accounts[takerKey] else {
            throw Objection(.transfer(id, code: "ledger.unknownAccount"))
        }
        guard giver.unit == taker.unit else { throw Objection(.transfer(id, code: "ledger.unitMismatch")) }
        change(&giver, &taker)
        // Far beyond any mall; refused before sums could overflow.
        guard giver.isInRange, taker.isInRange else { throw Objection(.transfer(id, code: "ledger.amountOutOfRange")) }
        // The rows are locked, so what is judged here is what is written: a transfer's own bounds need no constraint.
        guard giver.isAboveFloor, giver.keeps(atLeast: transfer.floor) else { throw Objection(.floorReached(from)) }
        guard taker.isBelowCeiling, taker.holds(atMost: transfer.ceiling) else { throw Objection(.ceilingReached(to)) }
        accounts.set(giverKey, giver)
        accounts.set(takerKey, taker)
    }

    /// Ends a reservation; what it held is free again or has moved, so no bound can be passed by it.
    private mutating func settle(
        _ id: ID<Transfer>, _ change: ChangeSet, as state: String, _ settling: (inout AccountRow, inout AccountRow, Int64) -> Void
    ) throws(Objection) {
        let key = RowKey(change.tenant, id)
        guard var reserved = transfers[key], reserved.state == "reserved" else {
            throw Objection(.transfer(id, code: "ledger.notReserved"))
        }
        let giverKey = RowKey(change.tenant, AccountID(reserved.from))
        let takerKey = RowKey(change.tenant, AccountID(reserved.to))
        guard var giver = accounts[giverKey], var taker = accounts[takerKey] else {
            throw Objection(.transfer(id, code: "ledger.unknownAccount"))
        }
        settling(&giver, &taker, reserved.amount)
        accounts.set(giverKey, giver)
        accounts.set(takerKey, taker)
        reserved.state = state
        reserved.settledBy = change.id.text
        transfers.set(key, reserved)
    }
}

extension AccountRow {
    /// A quarter of what 64 bits hold, so that a balance and what is reserved on it can be added.
    static let balanceMax = Int64.max / 4

    var isAboveFloor: Bool { keeps(atLeast: floor) }
    var isBelowCeiling: Bool { holds(atMost: ceiling) }
    var isInRange: Bool { posted.magnitude <= Self.balanceMax && reservedOut <= Self.balanceMax && reservedIn <= Self.balanceMax }

    func keeps(atLeast floor: Int64?) -> Bool { floor.map { posted - reservedOut >= $0 } ?? true }
    func holds(atMost ceiling: Int64?) -> Bool { ceiling.map { posted + reservedIn <= $0 } ?? true }

    mutating func post(_ amount: Int64, to taker: inout AccountRow) {
        posted -= amount
        taker.posted += amount
    }

    mutating func reserve(_ amount: Int64, to taker: inout AccountRow) {
        reservedOut += amount
        taker.reservedIn += amount
    }

    mutating func release(_ amount: Int64, to taker: inout AccountRow) {
        reservedOut -= amount
        taker.reservedIn -= amount
    }
}
