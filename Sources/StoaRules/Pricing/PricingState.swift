import StoaCommerce

/// A cart in the middle of its computation. A value: a search copies it at every choice.
struct PricingState: Sendable {
    var items: [ItemState]
    var shipping: [ShippingState]
    var trail: [TrailNode] = []
    /// Minor units that a candidate took off items and the selected shipping, by candidate.
    var amounts: [Int64]
    var gifts: [GrantedGift] = []
    var points: [GrantedPoints] = []
    /// What applied amounts found no room for.
    var undistributed: Int64 = 0
    var objective = Objective()

    struct GrantedGift: Sendable {
        let candidate: Int
        let sku: String
        let quantity: Int64
    }

    init(items: [Item], shipping: [ShippingOption], candidates: Int) {
        self.items = items.map { item in
            let run = UnitRun(count: item.quantity, price: item.unitPrice, stepPrice: item.unitPrice, isTaken: false, trail: -1)
            return ItemState(runs: [run], total: item.priceTotal, stepTotal: item.priceTotal)
        }
        self.shipping = shipping.map { ShippingState(price: $0.price, stepPrice: $0.price) }
        amounts = Array(repeating: 0, count: candidates)
    }

    /// Begins a step: what is now becomes the snapshot that the step's rules read.
    mutating func freeze() {
        for index in items.indices where items[index].total != items[index].stepTotal {
            items[index].stepTotal = items[index].total
            for run in items[index].runs.indices { items[index].runs[run].stepPrice = items[index].runs[run].price }
            items[index].mergeRuns()
        }
        for index in shipping.indices where shipping[index].stepPrice != shipping[index].price {
            shipping[index].stepPrice = shipping[index].price
        }
    }

    /// Takes discounts off units and marks those that a set has used.
    ///
    /// - Precondition: cuts of one run are together, runs and items in ascending order; no cut takes more than its
    ///   units' room.
    mutating func apply(_ cuts: [Cut], rule: Int) {
        var index = cuts.startIndex
        while index < cuts.endIndex {
            let item = cuts[index].item
            var end = index
            while end < cuts.endIndex, cuts[end].item == item { end += 1 }
            apply(cuts[index..<end], to: item, rule: Int32(rule))
            index = end
        }
    }

    private mutating func apply(_ cuts: ArraySlice<Cut>, to item: Int, rule: Int32) {
        var runs: [UnitRun] = []
        let old = items[item].runs
        runs.reserveCapacity(old.count + cuts.count * 2)
        var next = cuts.startIndex
        for (position, run) in old.enumerated() {
            var left = run.count
            while next < cuts.endIndex, cuts[next].run == position {
                let cut = cuts[next]
                next += 1
                left -= cut.count
                deal(cut, from: run, rule: rule, into: &runs)
                items[item].total -= cut.amount
                amounts[Int(rule)] += cut.amount
            }
            if left > 0 {
                var rest = run
                rest.count = left
                runs.append(rest)
            }
        }
        items[item].runs = runs
    }

    /// Units of one cut differ by one minor unit at most; the first ones get the spare.
    private mutating func deal(_ cut: Cut, from run: UnitRun, rule: Int32, into runs: inout [UnitRun]) {
        let (each, spare) = cut.amount.quotientAndRemainder(dividingBy: cut.count)
        for (count, amount) in [(spare, each + 1), (cut.count - spare, each)] where count > 0 {
            var piece = run
            piece.count = count
            piece.isTaken = run.isTaken || cut.takes
            if amount > 0 {
                piece.price -= amount
                trail.append(TrailNode(rule: rule, amount: amount, earlier: run.trail))
                piece.trail = Int32(trail.count - 1)
            }
            runs.append(piece)
        }
    }
}

extension ItemState {
    fileprivate mutating func mergeRuns() {
        guard runs.count > 1 else { return }
        var merged: [UnitRun] = []
        for run in runs {
            if var last = merged.last, last.price == run.price, last.isTaken == run.isTaken, last.trail == run.trail {
                last.count += run.count
                merged[merged.count - 1] = last
            } else {
                merged.append(run)
            }
        }
        runs = merged
    }
}

/// What one rule takes off some units of one run.
struct Cut: Sendable {
    let item: Int
    let run: Int
    let count: Int64
    /// Minor units off all `count` units together.
    var amount: Int64
    let takes: Bool
}

/// What a choice is worth: money first, then what has no declared worth.
struct Objective: Sendable, Comparable {
    /// Minor units off items and the selected shipping, and the declared worth of gifts.
    var money: Int64 = 0
    /// Gift units, points, and minor units off ways to ship that are not selected: never worth a cent, but better than nothing.
    var extras: Int64 = 0

    static func < (left: Objective, right: Objective) -> Bool {
        (left.money, left.extras) < (right.money, right.extras)
    }
}
