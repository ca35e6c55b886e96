import StoaCommerce
import StoaKernel

/// When a customer's points end. Each end is a lot with an account of its own, and so are the points without end. Same id as
/// the customer.
struct PointLots: Noun {
    static let kind = "pointLots"
    static let idPrefix = "cus"

    let id: ID<PointLots>
    /// Of lots that may hold points, ascending.
    var ends: [Instant] = []

    init(of customer: ID<Customer>) { id = ID(trusted: customer.text) }
}

/// Points of a customer that end at one time.
struct PointLot {
    /// Nil for points without end.
    let end: Instant?
    let balance: Balance?

    /// What may be taken.
    var available: Int64 { balance.map { max(0, $0.posted - $0.reservedOut) } ?? 0 }
}

/// So many points of one lot.
struct LotPart: Sendable, Hashable {
    let end: Instant?
    var points: Int64
}

extension DecisionContext {
    /// The lots that are still good: those first that end first, points without end last.
    mutating func lots(of customer: ID<Customer>) throws(Interruption) -> [PointLot] {
        let known = try find(PointLots(of: customer).id, .pinned)?.value.ends ?? []
        let ends = known.filter { $0 > now }.map(Optional.some) + [nil]
        let balances = try balances(ends.map { MallAccounts.points(of: customer, until: $0).own.id })
        return zip(ends, balances).map { PointLot(end: $0, balance: $1) }
    }

    /// Opens the accounts of lots, with a timer for each end that is new. Once a decision: it may write the customer's lots.
    mutating func openLots(_ ends: [Instant?], of customer: ID<Customer>) throws(Interruption) {
        for end in ends {
            let accounts = MallAccounts.points(of: customer, until: end)
            open(accounts.source)
            open(accounts.own)
        }
        let wanted = Set(ends.compactMap(\.self))
        guard !wanted.isEmpty else { return }
        let id = PointLots(of: customer).id
        var lots = try find(id, .pinned) ?? Versioned(PointLots(of: customer), version: 0)
        let new = wanted.subtracting(lots.value.ends)
        guard !new.isEmpty else { return }
        lots.value.ends = (lots.value.ends + new).sorted()
        if lots.version == 0 { try create(lots.value) } else { try update(lots) }
        for end in new.sorted() { ExpirePoints.schedule(end, of: customer, at: end, &self) }
    }

    /// Takes points back that were given and are no longer due: from their own lots, then, where they were spent, from others,
    /// those first that end first. Points that ended since are gone already.
    ///
    /// - Returns: how many were there to be taken.
    mutating func takeBack(_ parts: [LotPart], from customer: ID<Customer>) throws(Interruption) -> Int64 {
        let due = parts.filter { $0.points > 0 && $0.end.map { $0 > now } ?? true }
        guard !due.isEmpty else { return 0 }
        let lots = try lots(of: customer)
        var left = lots.map(\.available)
        var (taken, missing) = ([Int64](repeating: 0, count: lots.count), Int64(0))
        func take(_ points: Int64, from lot: Int) -> Int64 {
            let part = min(points, left[lot])
            left[lot] -= part
            taken[lot] += part
            return points - part
        }
        for part in due {
            let lot = lots.firstIndex { $0.end == part.end }
            missing += lot.map { take(part.points, from: $0) } ?? part.points
        }
        for lot in lots.indices { missing = take(missing, from: lot) }
        for (lot, points) in zip(lots, taken) where points > 0 {
            let accounts = MallAccounts.points(of: customer, until: lot.end)
            open(accounts.source)
            open(accounts.own)
            transfer(.post(from: accounts.own.id, to: accounts.source.id, amount: points))
        }
        return taken.reduce(0, +)
    }
}
