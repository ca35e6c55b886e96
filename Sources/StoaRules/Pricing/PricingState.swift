import StoaCommerce

/// A cart in the middle of its computation. A value: a search copies it at every choice.
struct PricingState: Sendable {
    /// The units of all items, item by item. One array, so that a copy at a choice is one allocation.
    private(set) var runs: [UnitRun]
    private(set) var items: [ItemState]
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
        runs = items.map { UnitRun(count: $0.quantity, price: $0.unitPrice, stepPrice: $0.unitPrice, isTaken: false, trail: -1) }
        self.items = items.indices.map { ItemState(runs: $0..<$0 + 1, total: items[$0].priceTotal, stepTotal: items[$0].priceTotal) }
        self.shipping = shipping.map { ShippingState(price: $0.price, stepPrice: $0.price) }
        amounts = Array(repeating: 0, count: candidates)
        trail.reserveCapacity(2 * candidates)
    }

    /// The units of an item.
    func runs(of item: Int) -> ArraySlice<UnitRun> { runs[items[item].runs] }

    /// Begins a step: what is now becomes the snapshot that the step's rules read. Answers whether it differs from the last one.
    @discardableResult
    mutating func freeze() -> Bool {
        for index in shipping.indices where shipping[index].stepPrice != shipping[index].price {
            shipping[index].stepPrice = shipping[index].price
        }
        guard items.contains(where: { $0.total != $0.stepTotal }) else { return false }
        var end = 0
        for index in items.indices {
            let (old, start) = (items[index].runs, end)
            let isChanged = items[index].total != items[index].stepTotal
            for position in old {
                var run = runs[position]
                if isChanged {
                    run.stepPrice = run.price
                    if end > start, runs[end - 1].price == run.price, runs[end - 1].isTaken == run.isTaken, runs[end - 1].trail == run.trail
                    {
                        runs[end - 1].count += run.count
                        continue
                    }
                }
                runs[end] = run
                end += 1
            }
            items[index].runs = start..<end
            items[index].stepTotal = items[index].total
        }
        runs.removeLast(runs.count - end)
        return true
    }

    /// Takes discounts off units and marks those that a set has used.
    ///
    /// - Precondition: cuts of one run are together, runs and items in ascending order; no cut takes more than its
    ///   units' room.
    mutating func apply(_ cuts: [Cut], rule: Int) {
        if cuts.allSatisfy({ isEvenOnWholeRun($0) }) {
            for cut in cuts { applyInPlace(cut, rule: rule) }
        } else {
            applySplitting(cuts, rule: rule)
        }
    }

    /// Whether a cut takes as much off each unit of its run, so that they stay one run.
    private func isEvenOnWholeRun(_ cut: Cut) -> Bool {
        runs[items[cut.item].runs.lowerBound + cut.run].count == cut.count && cut.amount % cut.count == 0
    }

    private mutating func applyInPlace(_ cut: Cut, rule: Int) {
        let position = items[cut.item].runs.lowerBound + cut.run
        var run = runs[position]
        take(cut.amount / cut.count, off: &run, takes: cut.takes, Int32(rule))
        runs[position] = run
        items[cut.item].total -= cut.amount
        amounts[rule] += cut.amount
    }

    private mutating func applySplitting(_ cuts: [Cut], rule: Int) {
        var cutRuns: [UnitRun] = []
        // A cut makes at most two runs out of units of one, of which some may be left.
        cutRuns.reserveCapacity(runs.count + 2 * cuts.count)
        var (copied, next) = (0, cuts.startIndex)
        for index in items.indices {
            let old = items[index].runs
            let moved = cutRuns.count + (old.lowerBound - copied)
            guard next < cuts.endIndex, cuts[next].item == index else {
                items[index].runs = moved..<moved + old.count
                continue
            }
            cutRuns.append(contentsOf: runs[copied..<old.lowerBound])
            for position in old {
                let run = runs[position]
                var left = run.count
                while next < cuts.endIndex, cuts[next].item == index, cuts[next].run == position - old.lowerBound {
                    left -= cuts[next].count
                    deal(cuts[next], from: run, rule: Int32(rule), into: &cutRuns)
                    items[index].total -= cuts[next].amount
                    amounts[rule] += cuts[next].amount
                    next += 1
                }
                if left > 0 {
                    var rest = run
                    rest.count = left
                    cutRuns.append(rest)
                }
            }
            copied = old.upperBound
            items[index].runs = moved..<cutRuns.count
        }
        cutRuns.append(contentsOf: runs[copied...])
        runs = cutRuns
    }

    /// Units of one cut differ by one minor unit at most; the first ones get the spare.
    private mutating func deal(_ cut: Cut, from run: UnitRun, rule: Int32, into runs: inout [UnitRun]) {
        let (each, spare) = cut.amount.quotientAndRemainder(dividingBy: cut.count)
        append(spare, of: run, lessBy: each + 1, takes: cut.takes, rule, to: &runs)
        append(cut.count - spare, of: run, lessBy: each, takes: cut.takes, rule, to: &runs)
    }

    private mutating func append(
        _ count: Int64, of run: UnitRun, lessBy amount: Int64, takes: Bool, _ rule: Int32, to runs: inout [UnitRun]
    ) {
        guard count > 0 else { return }
        var piece = run
        piece.count = count
        take(amount, off: &piece, takes: takes, rule)
        runs.append(piece)
    }

    private mutating func take(_ amount: Int64, off run: inout UnitRun, takes: Bool, _ rule: Int32) {
        if takes { run.isTaken = true }
        guard amount > 0 else { return }
        trail.append(TrailNode(rule: rule, amount: amount, earlier: run.trail))
        run.price -= amount
        run.trail = Int32(trail.count - 1)
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
