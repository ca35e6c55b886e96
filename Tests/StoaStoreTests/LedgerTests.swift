import JSONDocument
import PropertyTesting
import StoaCommerce
import StoaKernel
import StoaTesting
import Testing

@Suite struct LedgerTests {
    @Test(arguments: TestEngine.available) func openingIsIdempotent(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(stocked(5))
            try await store.expectCommitted(change { $0.accounts = [AccountOpening(shelf, unit: "USD", floor: -100, ceiling: 3)] })
            let shelfBalance = Balance(unit: "piece", posted: 5, reservedOut: 0, reservedIn: 0, floor: 0, ceiling: nil)
            #expect(try await store.balances([shelf, AccountID("nowhere"), shelf], in: inMall) == [shelfBalance, nil, shelfBalance])
        }
    }

    @Test(arguments: TestEngine.available) func floorsAndCeilingsHold(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let small = AccountID("small")
            try await store.expectCommitted(stocked(5), change { $0.accounts = [AccountOpening(small, unit: "piece", ceiling: 4)] })
            let move = { (from: AccountID, to: AccountID, amount: Int64) in
                change { $0.transfers = [transfer(.post(from: from, to: to, amount: amount))] }
            }
            #expect(try await store.commit(move(shelf, basket, 6)) == .refused(.floorReached(shelf)))
            try await store.expectCommitted(move(shelf, small, 4))
            #expect(try await store.commit(move(shelf, small, 1)) == .refused(.ceilingReached(small)))
            try await store.expectCommitted(move(shelf, basket, 1))
            #expect(try await store.commit(move(shelf, basket, 1)) == .refused(.floorReached(shelf)))
            #expect(try await store.posted(shelf) == 0)
            #expect(try await store.posted(small) == 4)
            #expect(try await store.posted(world) == -5)
        }
    }

    @Test(arguments: TestEngine.available) func aTransferBringsItsOwnCeiling(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(stocked(20))
            let count = { (amount: Int64, ceiling: Int64?) in
                change { $0.transfers = [transfer(.reserve(from: shelf, to: basket, amount: amount), ceiling: ceiling)] }
            }
            try await store.expectCommitted(count(3, 4))
            #expect(try await store.commit(count(2, 4)) == .refused(.ceilingReached(basket)))
            try await store.expectCommitted(count(1, 4))
            // Another ceiling may come with the next transfer, or none; one that is passed already lets nothing in.
            #expect(try await store.commit(count(1, 3)) == .refused(.ceilingReached(basket)))
            try await store.expectCommitted(count(2, 6))
            try await store.expectCommitted(count(1, nil))
            let posting = change { $0.transfers = [transfer(.post(from: shelf, to: basket, amount: 1), ceiling: 7)] }
            #expect(try await store.commit(posting) == .refused(.ceilingReached(basket)))
            #expect(try await store.balances([basket], in: inMall)[0]?.reservedIn == 7)
        }
    }

    @Test(arguments: TestEngine.available) func aTransferBringsItsOwnFloor(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(stocked(10))
            let take = { (amount: Int64, floor: Int64?) in
                change { $0.transfers = [transfer(.reserve(from: shelf, to: basket, amount: amount), floor: floor)] }
            }
            try await store.expectCommitted(take(3, 5))
            #expect(try await store.commit(take(3, 5)) == .refused(.floorReached(shelf)))
            try await store.expectCommitted(take(2, 5))
            // Another floor may come with the next transfer, or none; one that is passed already lets nothing out, and none
            // goes below the account's own.
            #expect(try await store.commit(take(1, 8)) == .refused(.floorReached(shelf)))
            try await store.expectCommitted(take(2, nil))
            #expect(try await store.commit(take(4, -5)) == .refused(.floorReached(shelf)))
            let posting = change { $0.transfers = [transfer(.post(from: shelf, to: basket, amount: 1), floor: 3)] }
            #expect(try await store.commit(posting) == .refused(.floorReached(shelf)))
            #expect(try await store.balances([shelf], in: inMall)[0]?.available == 3)
        }
    }

    @Test(arguments: TestEngine.available) func anAccountMustOpenWithinItsBounds(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let opening = { (floor: Int64?, ceiling: Int64?) in
                change { $0.accounts = [AccountOpening(shelf, unit: "piece", floor: floor, ceiling: ceiling)] }
            }
            let outcome = try await store.commit(opening(1, nil))
            #expect(outcome == .refused(.floorReached(shelf)))
            #expect(try await store.commit(opening(nil, -1)) == .refused(.ceilingReached(shelf)))
            #expect(try await store.balances([shelf], in: inMall) == [nil])
        }
    }

    @Test(arguments: TestEngine.available) func aReservationCountsAgainstBothBounds(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let small = AccountID("small")
            try await store.expectCommitted(stocked(5), change { $0.accounts = [AccountOpening(small, unit: "piece", ceiling: 4)] })
            let held = transfer(.reserve(from: shelf, to: small, amount: 3))
            try await store.expectCommitted(change { $0.transfers = [held] })
            let balances = try await store.balances([shelf, small], in: inMall)
            #expect(balances[0]?.available == 2)
            #expect(balances[1]?.room == 1)
            let take = { (amount: Int64, to: AccountID) in change { $0.transfers = [transfer(.post(from: shelf, to: to, amount: amount))] }
            }
            #expect(try await store.commit(take(3, basket)) == .refused(.floorReached(shelf)))
            #expect(try await store.commit(take(2, small)) == .refused(.ceilingReached(small)))
            try await store.expectCommitted(take(2, basket))
            try await store.expectCommitted(change { $0.transfers = [transfer(.postReserved(held.id))] })
            #expect(
                try await store.balances([shelf, small], in: inMall) == [
                    Balance(unit: "piece", posted: 0, reservedOut: 0, reservedIn: 0, floor: 0, ceiling: nil),
                    Balance(unit: "piece", posted: 3, reservedOut: 0, reservedIn: 0, floor: 0, ceiling: 4),
                ])
        }
    }

    @Test(arguments: TestEngine.available) func theFirstOfPostAndVoidWins(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(stocked(5))
            let held = (0..<20).map { _ in transfer(.reserve(from: shelf, to: basket, amount: 1)) }
            for reservation in held.prefix(5) { try await store.expectCommitted(change { $0.transfers = [reservation] }) }
            #expect(try await store.commit(change { $0.transfers = [held[5]] }) == .refused(.floorReached(shelf)))
            for (index, reservation) in held.prefix(5).enumerated() {
                let post = transfer(.postReserved(reservation.id))
                let void = transfer(.voidReserved(reservation.id))
                let (first, second) = index.isMultiple(of: 2) ? (post, void) : (void, post)
                try await store.expectCommitted(change { $0.transfers = [first] })
                for again in [second, first] {
                    #expect(
                        try await store.commit(change { $0.transfers = [again] })
                            == .refused(.transfer(reservation.id, code: "ledger.notReserved")))
                }
            }
            #expect(try await store.posted(basket) == 3)
            #expect(try await store.balances([shelf], in: inMall)[0]?.available == 2)
            let plain = transfer(.post(from: shelf, to: basket, amount: 1))
            try await store.expectCommitted(change { $0.transfers = [plain] })
            let settling = transfer(.voidReserved(plain.id))
            #expect(
                try await store.commit(change { $0.transfers = [settling] }) == .refused(.transfer(plain.id, code: "ledger.notReserved")))
        }
    }

    @Test(arguments: TestEngine.available) func aReservationCanBeSettledInItsOwnCommit(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let held = transfer(.reserve(from: shelf, to: basket, amount: 2))
            let both = change { $0.transfers = [held, transfer(.postReserved(held.id))] }
            try await store.expectCommitted(stocked(5), both)
            #expect(try await store.posted(basket) == 2)
        }
    }

    @Test(arguments: TestEngine.available) func wrongTransfersAreRefusedWithTheirCode(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            let money = AccountID("money")
            let done = transfer(.post(from: shelf, to: basket, amount: 1))
            try await store.expectCommitted(stocked(5), change { $0.accounts = [AccountOpening(money, unit: "USD", floor: nil)] })
            try await store.expectCommitted(change { $0.transfers = [done] })
            let cases: [(Transfer, String)] = [
                (transfer(.post(from: shelf, to: money, amount: 1)), "ledger.unitMismatch"),
                (transfer(.reserve(from: money, to: shelf, amount: 1)), "ledger.unitMismatch"),
                (transfer(.post(from: shelf, to: AccountID("x"), amount: 1)), "ledger.unknownAccount"),
                (transfer(.post(from: AccountID("x"), to: shelf, amount: 1)), "ledger.unknownAccount"),
                (transfer(.post(from: shelf, to: basket, amount: 0)), "ledger.amountOutOfRange"),
                (transfer(.post(from: shelf, to: basket, amount: -1)), "ledger.amountOutOfRange"),
                (transfer(.post(from: world, to: shelf, amount: .max)), "ledger.amountOutOfRange"),
                (transfer(.post(from: shelf, to: shelf, amount: 1)), "ledger.amountOutOfRange"),
                (done, "ledger.duplicateTransfer"),
                (transfer(.reserve(from: shelf, to: basket, amount: 1), id: done.id), "ledger.duplicateTransfer"),
            ]
            for (wrong, code) in cases {
                let outcome = try await store.commit(change { $0.transfers = [wrong] })
                #expect(outcome == .refused(.transfer(wrong.id, code: code)), "\(wrong.action)")
            }
            let nothing = ID<Transfer>(trusted: "trf_nothing")
            #expect(
                try await store.commit(change { $0.transfers = [transfer(.postReserved(nothing))] })
                    == .refused(.transfer(nothing, code: "ledger.notReserved")))
            let twice = transfer(.post(from: shelf, to: basket, amount: 1))
            #expect(
                try await store.commit(change { $0.transfers = [twice, twice] })
                    == .refused(.transfer(twice.id, code: "ledger.duplicateTransfer")))
            #expect(try await store.posted(basket) == 1)
        }
    }

    @Test(arguments: TestEngine.available) func balancesStayFarFromOverflow(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            try await store.expectCommitted(stocked(0))
            let fill = change { $0.transfers = (0..<1000).map { _ in transfer(.post(from: world, to: shelf, amount: Money.amountMax)) } }
            try await store.expectCommitted(fill)
            try await store.expectCommitted(
                change { $0.transfers = (0..<1000).map { _ in transfer(.post(from: world, to: shelf, amount: Money.amountMax)) } })
            let over = change { $0.transfers = (0..<1000).map { _ in transfer(.post(from: world, to: shelf, amount: Money.amountMax)) } }
            guard case .refused(.transfer(_, "ledger.amountOutOfRange")) = try await store.commit(over) else {
                Issue.record("the third fill should be refused")
                return
            }
        }
    }

    /// Random transfers, many at a time, against a model that does one thing after the other.
    @Test(arguments: TestEngine.available) func randomTransfersAgreeWithAModel(_ engine: TestEngine) async throws {
        try await withStore(engine) { store async throws in
            var random = SplitMix64()
            let accounts = (0..<6).map { AccountID("account\($0)") }
            var model = LedgerModel()
            model.open(world, floor: nil, ceiling: nil)
            for (index, account) in accounts.enumerated() {
                model.open(account, floor: index == 1 ? -20 : 0, ceiling: index.isMultiple(of: 2) ? 40 : nil)
            }
            let openings =
                [AccountOpening(world, unit: "piece", floor: nil)]
                + accounts.map { account in
                    AccountOpening(account, unit: "piece", floor: model.accounts[account]?.floor, ceiling: model.accounts[account]?.ceiling)
                }
            try await store.expectCommitted(change { $0.accounts = openings })
            var reservations: [ID<Transfer>] = []
            for step in 0..<300 {
                let places = [world] + accounts
                let transfers = (0..<Int.random(in: 1...3, using: &random)).map { _ -> Transfer in
                    let from = Bool.random(using: &random) ? world : places.randomElement(using: &random)!
                    let to = places.randomElement(using: &random)!
                    let amount = Int64.random(in: 1...9, using: &random)
                    switch Int.random(in: 0..<6, using: &random) {
                    case 0, 1: return transfer(.post(from: from, to: to, amount: amount))
                    case 2, 3: return transfer(.reserve(from: from, to: to, amount: amount))
                    case 4: return transfer(.postReserved(reservations.randomElement(using: &random) ?? freshID()))
                    default: return transfer(.voidReserved(reservations.randomElement(using: &random) ?? freshID()))
                    }
                }
                for case .reserve in transfers.map(\.action) {
                    reservations.append(transfers.first { if case .reserve = $0.action { true } else { false } }!.id)
                }
                let outcome = try await store.commit(change { $0.transfers = transfers })
                let isExpected = model.accepts(transfers)
                #expect((outcome == .committed) == isExpected, "seed \(random.seed), step \(step): \(outcome), \(transfers.map(\.action))")
            }
            let balances = try await store.balances([world] + accounts, in: inMall).compactMap(\.self)
            #expect(balances.map(\.posted).reduce(0, +) == 0, "seed \(random.seed)")
            for (account, balance) in zip([world] + accounts, balances) {
                #expect(model.accounts[account] == .init(balance), "seed \(random.seed), \(account)")
            }
            #expect(model.acceptedCount > 30 && model.refusedCount > 30, "seed \(random.seed): the walk must meet both")
        }
    }
}

/// The ledger's rules, done naively: one transfer after the other on copies.
private struct LedgerModel {
    struct Account: Equatable {
        var posted: Int64 = 0
        var reservedOut: Int64 = 0
        var reservedIn: Int64 = 0
        var floor: Int64?
        var ceiling: Int64?

        init(floor: Int64?, ceiling: Int64?) { (self.floor, self.ceiling) = (floor, ceiling) }

        init(_ balance: Balance) {
            self.init(floor: balance.floor, ceiling: balance.ceiling)
            (posted, reservedOut, reservedIn) = (balance.posted, balance.reservedOut, balance.reservedIn)
        }

        var isWithinBounds: Bool { posted - reservedOut >= floor ?? .min && posted + reservedIn <= ceiling ?? .max }
    }

    private(set) var accounts: [AccountID: Account] = [:]
    private var open: [ID<Transfer>: (from: AccountID, to: AccountID, amount: Int64)] = [:]
    private(set) var acceptedCount = 0
    private(set) var refusedCount = 0

    mutating func open(_ id: AccountID, floor: Int64?, ceiling: Int64?) { accounts[id] = Account(floor: floor, ceiling: ceiling) }

    mutating func accepts(_ transfers: [Transfer]) -> Bool {
        var next = self
        let isAccepted = transfers.allSatisfy { next.take($0) }
        if isAccepted { self = next }
        if isAccepted { acceptedCount += 1 } else { refusedCount += 1 }
        return isAccepted
    }

    private mutating func take(_ transfer: Transfer) -> Bool {
        switch transfer.action {
        case .post(let from, let to, let amount):
            accounts[from]?.posted -= amount
            accounts[to]?.posted += amount
            return from != to && accounts[from]!.isWithinBounds && accounts[to]!.isWithinBounds
        case .reserve(let from, let to, let amount):
            accounts[from]?.reservedOut += amount
            accounts[to]?.reservedIn += amount
            open[transfer.id] = (from, to, amount)
            return from != to && accounts[from]!.isWithinBounds && accounts[to]!.isWithinBounds
        case .postReserved(let id), .voidReserved(let id):
            guard let (from, to, amount) = open.removeValue(forKey: id) else { return false }
            accounts[from]?.reservedOut -= amount
            accounts[to]?.reservedIn -= amount
            if case .postReserved = transfer.action {
                accounts[from]?.posted -= amount
                accounts[to]?.posted += amount
            }
            return true
        }
    }
}
