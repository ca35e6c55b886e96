/// How an amount was dealt out: whole minor units a part, and what found no room.
public struct Allocation: Sendable, Hashable {
    public let shares: [Int64]
    /// What every part's capacity together could not take; zero unless capacities bind.
    public let undistributed: Int64
}

/// Deals a whole amount over parts in proportion to their weights, exactly, by largest remainder.
///
/// No part gets more than its capacity: the excess flows to the others in proportion (water-filling). Spare units go
/// to the largest remainders, ties to the earlier part, so callers give the parts in the order that decides ties.
/// When every weight is zero nothing is dealt. Cost: at most parts² for binding capacities, else parts · log parts.
///
/// - Precondition: amount, weights and capacities are not negative and within ``Money/amountMax``; equal counts.
public func allocate(_ amount: Int64, weights: [Int64], capacities: [Int64]) -> Allocation {
    precondition(weights.count == capacities.count && amount >= 0)
    var weightSum = Int128(0)
    var isOpen = true
    for index in weights.indices {
        if capacities[index] > 0 { weightSum += Int128(weights[index]) } else if weights[index] > 0 { isOpen = false }
    }
    // The usual case first: everybody has room for their share.
    let isRoomy = weights.indices.allSatisfy { index in
        capacities[index] >= amount || Int128(amount) * Int128(weights[index]) <= Int128(capacities[index]) * weightSum
    }
    if isOpen, isRoomy { return allocate(amount, weights: weights, weightSum: weightSum) }
    return fill(amount, weights: weights, capacities: capacities)
}

/// As above for parts that have room for everything.
///
/// - Precondition: amount and weights are not negative and within ``Money/amountMax``.
public func allocate(_ amount: Int64, weights: [Int64]) -> Allocation {
    precondition(amount >= 0)
    var weightSum = Int128(0)
    for weight in weights { weightSum += Int128(weight) }
    return allocate(amount, weights: weights, weightSum: weightSum)
}

private func allocate(_ amount: Int64, weights: [Int64], weightSum: Int128) -> Allocation {
    var shares = [Int64](repeating: 0, count: weights.count)
    guard weightSum > 0, amount > 0 else { return Allocation(shares: shares, undistributed: amount) }
    deal(amount, over: weights.indices, weights: weights, weightSum: weightSum, into: &shares)
    return Allocation(shares: shares, undistributed: 0)
}

/// Fills the parts that have no room for their share, and deals what is left over the others, until all have room.
private func fill(_ amount: Int64, weights: [Int64], capacities: [Int64]) -> Allocation {
    var shares = [Int64](repeating: 0, count: weights.count)
    var open = weights.indices.filter { weights[$0] > 0 && capacities[$0] > 0 }
    var rest = amount
    while !open.isEmpty, rest > 0 {
        let weightSum = open.reduce(Int128(0)) { $0 + Int128(weights[$1]) }
        let full = open.filter { Int128(rest) * Int128(weights[$0]) > Int128(capacities[$0]) * weightSum }
        if full.isEmpty {
            deal(rest, over: open, weights: weights, weightSum: weightSum, into: &shares)
            return Allocation(shares: shares, undistributed: 0)
        }
        for index in full {
            shares[index] = capacities[index]
            rest -= capacities[index]
        }
        open.removeAll { shares[$0] == capacities[$0] }
    }
    return Allocation(shares: shares, undistributed: rest)
}

private func deal(
    _ amount: Int64, over parts: some Collection<Int>, weights: [Int64], weightSum: Int128, into shares: inout [Int64]
) {
    // In 64 bits where every product fits: a division of 128 takes ten times as long.
    let (largest, overflow) = Int128(amount).multipliedReportingOverflow(by: weightSum)
    if !overflow, largest <= Int128(Int64.max) {
        dealWide(amount, over: parts, weights: weights, weightSum: Int64(weightSum), into: &shares)
    } else {
        dealWide(Int128(amount), over: parts, weights: weights, weightSum: weightSum, into: &shares)
    }
}

private func dealWide<Wide: FixedWidthInteger>(
    _ amount: Wide, over parts: some Collection<Int>, weights: [Int64], weightSum: Wide, into shares: inout [Int64]
) {
    var remainders: [(index: Int, remainder: Wide)] = []
    remainders.reserveCapacity(parts.count)
    var dealt: Wide = 0
    for index in parts {
        let (whole, remainder) = (amount * Wide(weights[index])).quotientAndRemainder(dividingBy: weightSum)
        shares[index] = Int64(whole)
        dealt += whole
        // Fewer units are spare than parts have remainders.
        if remainder > 0 { remainders.append((index, remainder)) }
    }
    guard dealt < amount else { return }
    remainders.sort { ($1.remainder, $0.index) < ($0.remainder, $1.index) }
    for (index, _) in remainders.prefix(Int(amount - dealt)) { shares[index] += 1 }
}
