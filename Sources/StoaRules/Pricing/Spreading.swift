import StoaCommerce

/// Minor units for each of some slices, and what found no room.
struct Dealt: Sendable {
    var amounts: [Int64]
    var undistributed: Int64 = 0

    var total: Int64 { amounts.reduce(0, +) }
}

/// Deals amounts over slices: first to items, then to the runs of each item, by largest remainder.
struct Spreading {
    let weight: Give.Weight
    /// Whether what one item has no room for flows to the others, as the parts of one order amount do. Otherwise each
    /// item's share is its own, and what finds no room is lost.
    let flowsOn: Bool
    /// Gross value for a value of an item, where prices are net; by item.
    let taxPercents: [Rational]?

    /// - Precondition: slices of one item are together.
    func deal(_ amount: Int64, over slices: [UnitSlice]) -> Dealt {
        guard amount > 0, !slices.isEmpty else { return Dealt(amounts: Array(repeating: 0, count: slices.count)) }
        if slices.count == 1 { return deal(amount, to: slices[0]) }
        if slices.indices.dropFirst().allSatisfy({ slices[$0].item != slices[$0 - 1].item }) { return dealToItems(amount, slices) }
        var bounds: [Int] = []
        bounds.reserveCapacity(slices.count + 1)
        bounds.append(0)
        for index in slices.indices.dropFirst() where slices[index].item != slices[index - 1].item { bounds.append(index) }
        bounds.append(slices.count)
        let sliceWeights = slices.map(weight(of:))
        var (weights, rooms): ([Int64], [Int64]) = ([], [])
        weights.reserveCapacity(bounds.count)
        rooms.reserveCapacity(bounds.count)
        for (start, end) in zip(bounds, bounds.dropFirst()) {
            weights.append(sliceWeights[start..<end].reduce(0, +))
            rooms.append(slices[start..<end].reduce(0) { $0 + $1.totalRoom })
        }
        let shares = flowsOn ? allocate(amount, weights: weights, capacities: rooms) : allocate(amount, weights: weights)
        var dealt = Dealt(amounts: [], undistributed: shares.undistributed)
        dealt.amounts.reserveCapacity(slices.count)
        for (part, bound) in zip(bounds, bounds.dropFirst()).enumerated() {
            let share = min(shares.shares[part], rooms[part])
            dealt.undistributed += shares.shares[part] - share
            let range = bound.0..<bound.1
            if range.count == 1 {
                dealt.amounts.append(share)
                continue
            }
            if share == 0 {
                dealt.amounts.append(contentsOf: repeatElement(0, count: range.count))
                continue
            }
            let inner = allocate(share, weights: Array(sliceWeights[range]), capacities: slices[range].map(\.totalRoom))
            dealt.undistributed += inner.undistributed
            dealt.amounts.append(contentsOf: inner.shares)
        }
        return dealt
    }

    /// Where the units of every item are alike, what an item gets is what its slice gets.
    private func dealToItems(_ amount: Int64, _ slices: [UnitSlice]) -> Dealt {
        let weights = slices.map(weight(of:))
        if flowsOn {
            let shares = allocate(amount, weights: weights, capacities: slices.map(\.totalRoom))
            return Dealt(amounts: shares.shares, undistributed: shares.undistributed)
        }
        let shares = allocate(amount, weights: weights)
        var dealt = Dealt(amounts: shares.shares, undistributed: shares.undistributed)
        for index in slices.indices where dealt.amounts[index] > slices[index].totalRoom {
            dealt.undistributed += dealt.amounts[index] - slices[index].totalRoom
            dealt.amounts[index] = slices[index].totalRoom
        }
        return dealt
    }

    private func deal(_ amount: Int64, to slice: UnitSlice) -> Dealt {
        let share = weight(of: slice) > 0 ? min(amount, slice.totalRoom) : 0
        return Dealt(amounts: [share], undistributed: amount - share)
    }

    private func weight(of slice: UnitSlice) -> Int64 {
        switch weight {
        case .value: slice.totalValue
        case .quantity: slice.count
        case .gross: gross(slice)
        }
    }

    private func gross(_ slice: UnitSlice) -> Int64 {
        guard let taxPercents, slice.item < taxPercents.count else { return slice.totalValue }
        let tax = try? percent(taxPercents[slice.item], of: slice.totalValue).rounded(.halfUp)
        return slice.totalValue + (tax ?? 0)
    }
}

/// Minor units clipped to each slice's room, for amounts that are stated for every unit.
func dealPerUnit(_ slices: [UnitSlice], _ amountOfUnit: (UnitSlice) -> Int64) -> Dealt {
    var dealt = Dealt(amounts: [])
    dealt.amounts.reserveCapacity(slices.count)
    for slice in slices {
        let wanted = amountOfUnit(slice)
        let given = min(wanted, slice.room)
        dealt.amounts.append(given * slice.count)
        dealt.undistributed = min(Money.amountMax, dealt.undistributed + scaled(wanted - given, by: slice.count))
    }
    return dealt
}

/// A product that stops at the limit of money, which no cart's worth passes.
func scaled(_ amount: Int64, by count: Int64) -> Int64 {
    let (product, overflow) = amount.multipliedReportingOverflow(by: count)
    return overflow ? Money.amountMax : min(product, Money.amountMax)
}

/// An exact percentage of whole minor units.
///
/// - Throws: `decimal.overflow`; cannot happen for percents and amounts within their limits.
func percent(_ percent: Rational, of amount: Int64) throws(CommerceError) -> Rational {
    try Rational(amount).times(try Rational(percent.numerator, over: percent.denominator * 100))
}

/// An exact percentage of whole minor units, rounded; nil past the limit of money.
func roundedPercent(_ percent: Rational, of amount: Int64, _ rounding: Rounding) -> Int64? {
    // Without a common divisor, whose search takes longer than all the rest, where 64 bits hold the product.
    if let rate = Int64(exactly: percent.numerator), let parts = Int64(exactly: percent.denominator), amount >= 0, rate >= 0 {
        let (product, productOverflows) = amount.multipliedReportingOverflow(by: rate)
        let (divisor, divisorOverflows) = parts.multipliedReportingOverflow(by: 100)
        if !productOverflows, !divisorOverflows {
            let (whole, rest) = product.quotientAndRemainder(dividingBy: divisor)
            let roundsUp =
                switch rounding {
                case .down: false
                case .halfUp: rest >= divisor - rest
                case .halfEven: rest > divisor - rest || (rest == divisor - rest && whole % 2 != 0)
                }
            let rounded = whole + (roundsUp ? 1 : 0)
            return rounded <= Money.amountMax ? rounded : nil
        }
    }
    return try? StoaRules.percent(percent, of: amount).rounded(rounding)
}
