import StoaCommerce
import StoaKernel

extension MemoryState {
    mutating func applyLedger(_ changes: ChangeSet) throws(CommitRefusal) {
        for opening in changes.accounts {
            let key = TenantKey(changes.tenant, opening.id)
            guard accounts[key] == nil else { continue }
            accounts[key] = Balance(
                unit: opening.unit, posted: 0, reservedOut: 0, reservedIn: 0, floor: opening.floor, ceiling: opening.ceiling)
        }
        for transfer in changes.transfers {
            guard transfers.insert(TenantKey(changes.tenant, transfer.id)).inserted else {
                throw .transfer(transfer.id, code: "ledger.duplicateTransfer")
            }
            try apply(transfer, changes.tenant)
        }
        // Bounds are judged once, at the end: what a ChangeSet gives and takes again never shows.
        for account in Set(changes.transfers.flatMap { touched(by: $0, changes.tenant) }).sorted() {
            guard let balance = accounts[TenantKey(changes.tenant, account)] else { continue }
            if let available = balance.available, available < 0 { throw .floorReached(account) }
            if let room = balance.room, room < 0 { throw .ceilingReached(account) }
        }
        for kept in changes.transfers.compactMap(\.kept) {
            guard let balance = accounts[TenantKey(changes.tenant, kept.account)] else { continue }
            if balance.posted - balance.reservedOut < kept.floor { throw .floorReached(kept.account) }
        }
        for bounded in changes.transfers.compactMap(\.bounded) {
            guard let balance = accounts[TenantKey(changes.tenant, bounded.account)] else { continue }
            if balance.posted + balance.reservedIn > bounded.ceiling { throw .ceilingReached(bounded.account) }
        }
        for transfer in changes.transfers {
            switch transfer.action {
            case .postReserved(let id), .voidReserved(let id): reservations[TenantKey(changes.tenant, id)] = nil
            default: break
            }
        }
    }

    private func touched(by transfer: Transfer, _ tenant: TenantID) -> [AccountID] {
        switch transfer.action {
        case .post(let from, let to, _), .reserve(let from, let to, _): [from, to]
        case .postReserved(let id), .voidReserved(let id):
            reservations[TenantKey(tenant, id)].map { [$0.from, $0.to] } ?? []
        }
    }

    private mutating func apply(_ transfer: Transfer, _ tenant: TenantID) throws(CommitRefusal) {
        switch transfer.action {
        case .post(let from, let to, let amount):
            try requirePair(from, to, transfer.id, tenant)
            change(from, tenant, posted: -amount)
            change(to, tenant, posted: amount)
        case .reserve(let from, let to, let amount):
            try requirePair(from, to, transfer.id, tenant)
            change(from, tenant, reservedOut: amount)
            change(to, tenant, reservedIn: amount)
            reservations[TenantKey(tenant, transfer.id)] = Reservation(from: from, to: to, amount: amount)
        case .postReserved(let id):
            let reserved = try settled(id, transfer.id, tenant)
            change(reserved.from, tenant, posted: -reserved.amount, reservedOut: -reserved.amount)
            change(reserved.to, tenant, posted: reserved.amount, reservedIn: -reserved.amount)
        case .voidReserved(let id):
            let reserved = try settled(id, transfer.id, tenant)
            change(reserved.from, tenant, reservedOut: -reserved.amount)
            change(reserved.to, tenant, reservedIn: -reserved.amount)
        }
    }

    /// The first of post and void takes the reservation; its mark among the transfers refuses the second.
    private mutating func settled(
        _ id: ID<Transfer>, _ transfer: ID<Transfer>, _ tenant: TenantID
    ) throws(CommitRefusal) -> Reservation {
        guard let reserved = reservations[TenantKey(tenant, id)],
            transfers.insert(TenantKey(tenant, ID(trusted: "settled/" + id.text))).inserted
        else { throw .transfer(transfer, code: "ledger.notReserved") }
        return reserved
    }

    private func requirePair(
        _ from: AccountID, _ to: AccountID, _ transfer: ID<Transfer>, _ tenant: TenantID
    ) throws(CommitRefusal) {
        guard let giver = accounts[TenantKey(tenant, from)], let taker = accounts[TenantKey(tenant, to)] else {
            throw .transfer(transfer, code: "ledger.unknownAccount")
        }
        guard giver.unit == taker.unit else { throw .transfer(transfer, code: "ledger.unitMismatch") }
    }

    private mutating func change(
        _ account: AccountID, _ tenant: TenantID, posted: Int64 = 0, reservedOut: Int64 = 0, reservedIn: Int64 = 0
    ) {
        let key = TenantKey(tenant, account)
        guard let old = accounts[key] else { return }
        accounts[key] = Balance(
            unit: old.unit, posted: old.posted + posted, reservedOut: old.reservedOut + reservedOut,
            reservedIn: old.reservedIn + reservedIn, floor: old.floor, ceiling: old.ceiling)
    }
}
