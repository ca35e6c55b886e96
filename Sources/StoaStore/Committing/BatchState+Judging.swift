import StoaCommerce
import StoaKernel

extension BatchState {
    /// Accepts linked ChangeSets, and takes up what they change, or says why not and stays as it was.
    mutating func judge(_ linked: [ChangeSet]) -> CommitOutcome {
        var next = self
        do {
            for change in linked { try next.apply(change) }
        } catch { return error.outcome }
        self = next
        return .committed
    }

    private struct Objection: Error {
        let outcome: CommitOutcome
        init(_ outcome: CommitOutcome) { self.outcome = outcome }
        init(_ refusal: CommitRefusal) { outcome = .refused(refusal) }
    }

    private mutating func apply(_ change: ChangeSet) throws(Objection) {
        // A repeated request gets its first answer whatever else has changed since, so this comes first.
        if let record = change.idempotency {
            let key = RowKey(change.tenant, record)
            if let stored = idempotency[key] { throw Objection(.duplicate(stored)) }
            idempotency[key] = record
        }
        for claim in change.completes {
            let key = RowKey(change.tenant, claim)
            guard let row = work[key], row.token == claim.token, !row.isDone else { throw Objection(.leaseLost(claim.key)) }
            work[key]?.isDone = true
        }
        try checkVersions(change)
        for put in change.puts { try take(put, change.tenant) }
        for opening in change.accounts {
            let key = RowKey(change.tenant, opening.id)
            if accounts[key] == nil { accounts[key] = Account(unit: opening.unit, floor: opening.floor, ceiling: opening.ceiling) }
        }
        for transfer in change.transfers { try take(transfer, change.tenant) }
    }

    private func checkVersions(_ change: ChangeSet) throws(Objection) {
        var moved: [DocumentKey] = []
        for put in change.puts where versions[RowKey(change.tenant, put.key)] != put.expectedVersion { moved.append(put.key) }
        for read in change.reads where versions[RowKey(change.tenant, read.key)] != read.version { moved.append(read.key) }
        if !moved.isEmpty { throw Objection(.conflict(moved)) }
    }

    private mutating func take(_ put: DocumentPut, _ tenant: TenantID) throws(Objection) {
        for key in put.keys where key.isUnique {
            let unique = RowKey(tenant, kind: put.key.kind, unique: key)
            if let holder = uniqueHolders[unique], holder != put.key.id {
                throw Objection(.keyTaken(kind: put.key.kind, name: key.name))
            }
            uniqueHolders[unique] = put.key.id
        }
        versions[RowKey(tenant, put.key)] = put.expectedVersion + 1
    }

    private mutating func take(_ transfer: Transfer, _ tenant: TenantID) throws(Objection) {
        switch transfer.action {
        case .post(let from, let to, let amount):
            try move(from, to, amount, transfer.id, tenant) { giver, taker in
                giver.posted -= amount
                taker.posted += amount
            }
        case .reserve(let from, let to, let amount):
            try move(from, to, amount, transfer.id, tenant) { giver, taker in
                giver.reservedOut += amount
                taker.reservedIn += amount
            }
            reservations[RowKey(tenant, transfer.id)] = Reservation(from: from.text, to: to.text, amount: amount, state: "reserved")
        case .postReserved(let id):
            try settle(id, tenant, as: "posted") { giver, taker, amount in
                giver.posted -= amount
                taker.posted += amount
            }
        case .voidReserved(let id):
            try settle(id, tenant, as: "voided") { _, _, _ in }
        }
    }

    private mutating func move(
        _ from: AccountID, _ to: AccountID, _ amount: Int64, _ id: ID<Transfer>, _ tenant: TenantID,
        _ change: (inout Account, inout Account) -> Void
    ) throws(Objection) {
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
        guard giver.isAboveFloor else { throw Objection(.floorReached(from)) }
        guard taker.isBelowCeiling else { throw Objection(.ceilingReached(to)) }
        accounts[giverKey] = giver
        accounts[takerKey] = taker
    }

    /// Ends a reservation; what it held is free again or has moved, so no bound can be passed by it.
    private mutating func settle(
        _ id: ID<Transfer>, _ tenant: TenantID, as state: String, _ change: (inout Account, inout Account, Int64) -> Void
    ) throws(Objection) {
        let key = RowKey(tenant, id)
        guard let reserved = reservations[key], reserved.state == "reserved" else {
            throw Objection(.transfer(id, code: "ledger.notReserved"))
        }
        let giverKey = RowKey(tenant, AccountID(reserved.from))
        let takerKey = RowKey(tenant, AccountID(reserved.to))
        guard var giver = accounts[giverKey], var taker = accounts[takerKey] else {
            throw Objection(.transfer(id, code: "ledger.unknownAccount"))
        }
        giver.reservedOut -= reserved.amount
        taker.reservedIn -= reserved.amount
        change(&giver, &taker, reserved.amount)
        accounts[giverKey] = giver
        accounts[takerKey] = taker
        reservations[key]?.state = state
    }
}
