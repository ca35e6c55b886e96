/// Packs units into sets of named parts. Each unit serves one part of one set.
///
/// How many sets fit, and which units of a part can be had while the other parts stay possible, follow from Hall's
/// theorem over the subsets of parts, so overlapping parts (`buy` and `get` of the same shirts) are packed exactly:
/// choosing units in order of preference, as long as the rest stays possible, is the greedy algorithm of a matroid.
/// Cost: runs · 2^parts for one packing.
struct SetPacking {
    struct Part {
        let quantity: Int64
        let pick: TakePart.Pick
        let sameItem: Bool
    }

    /// Some sets that are alike.
    struct Sets {
        var count: Int64
        /// The units of all these sets, by part; a slice's count is a multiple of ``count``.
        var slices: [[UnitSlice]]
    }

    let parts: [Part]
    /// Units to pack, item by item.
    let pool: [UnitSlice]
    /// By slice of the pool: which parts it may serve, a bit a part.
    let masks: [UInt8]
    /// The part that the discount is for; nil when it is for all of the set, or its cheapest or dearest unit.
    let target: Int?
    let isForDearest: Bool
    /// Units of a set that the discount is for, where it is for the cheapest or dearest.
    let targetCount: Int64
    let setsMax: Int64
    let allowsPartial: Bool
    /// Minor units that a unit of the target brings the buyer.
    let gain: (UnitSlice) -> Int64
    /// What a set costs the buyer at least, for a price a set.
    let priceOfSet: Int64
    /// By part: positions in the pool, the part's preferred units first.
    private let preferences: [[Int]]

    init(
        parts: [Part], pool: [UnitSlice], masks: [UInt8], target: Int?, isForDearest: Bool, targetCount: Int64, setsMax: Int64,
        allowsPartial: Bool, gain: @escaping (UnitSlice) -> Int64, priceOfSet: Int64
    ) {
        self.parts = parts
        self.pool = pool
        self.masks = masks
        self.target = target
        self.isForDearest = isForDearest
        self.targetCount = targetCount
        self.setsMax = setsMax
        self.allowsPartial = allowsPartial
        self.gain = gain
        self.priceOfSet = priceOfSet
        lazy var dearestFirst = positions(byLowest: pool.map { -$0.value })
        lazy var cheapestFirst = positions(byLowest: pool.map(\.value))
        preferences = parts.enumerated().map { part, wanted in
            switch wanted.pick {
            case .dearest: dearestFirst
            case .cheapest: cheapestFirst
            case .best: target == nil || target == part ? dearestFirst : cheapestFirst
            case .together: positions(byLowest: unitsOfItem(pool, masks, part).map { -$0 })
            }
        }
    }

    func packed() -> [Sets] {
        if parts.count == 1, parts[0].sameItem { return packedByItem() }
        let most = possibleSets()
        guard most > 0 || allowsPartial else { return [] }
        if parts.count == 1, parts[0].pick == .best, isForDearest { return packedForDearest(most) }
        var needs = parts.map { $0.quantity * bestCount(upTo: most) }
        var count = needs[0] / parts[0].quantity
        if allowsPartial, let target, let short = partialNeeds(after: most, target: target) {
            needs = short
            count = most + 1
        }
        guard count > 0 else { return [] }
        return sets(of: assignment(needs), count: count)
    }

    // MARK: How many

    /// The largest number of sets: for every subset of parts there must be units enough.
    private func possibleSets() -> Int64 {
        var most = setsMax
        for subset in 1..<(1 << parts.count) {
            let quantity = total(subset) { parts[$0].quantity }
            most = min(most, available(to: subset) / quantity)
        }
        return most
    }

    /// Fewer sets can be worth more when parts compete for the dearest units. Worth is concave in the number of sets.
    private func bestCount(upTo most: Int64) -> Int64 {
        guard most > 1, parts.count > 1, target.map({ parts[$0].pick == .best }) ?? (priceOfSet > 0) else { return most }
        var (low, high) = (Int64(1), most)
        while low < high {
            let middle = (low + high) / 2
            if worth(middle) < worth(middle + 1) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func worth(_ count: Int64) -> Int64 {
        let chosen = assignment(parts.map { $0.quantity * count })
        let slices = target.map { chosen[$0] } ?? chosen.flatMap { $0 }
        return slices.reduce(0) { $0 + gain($1) * $1.count } - (target == nil ? scaled(priceOfSet, by: count) : 0)
    }

    /// Needs of one more set whose target part is short, or nil when not even that is possible.
    private func partialNeeds(after full: Int64, target: Int) -> [Int64]? {
        guard full < setsMax else { return nil }
        for short in stride(from: parts[target].quantity - 1, through: 1, by: -1) {
            var needs = parts.map { $0.quantity * (full + 1) }
            needs[target] = parts[target].quantity * full + short
            let fits = (1..<(1 << parts.count)).allSatisfy { subset in
                total(subset) { needs[$0] } <= available(to: subset)
            }
            if fits { return needs }
        }
        return nil
    }

    private func available(to subset: Int) -> Int64 {
        var count: Int64 = 0
        for (index, slice) in pool.enumerated() where Int(masks[index]) & subset != 0 { count += slice.count }
        return count
    }

    private func total(_ subset: Int, _ amount: (Int) -> Int64) -> Int64 {
        var sum: Int64 = 0
        for part in parts.indices where subset & (1 << part) != 0 { sum += amount(part) }
        return sum
    }

    // MARK: Which units

    /// Units for each part: the target's first, then the others' in the order they were declared.
    ///
    /// - Precondition: the needs can be met.
    private func assignment(_ needs: [Int64]) -> [[UnitSlice]] {
        var left = pool.map(\.count)
        if target == nil, parts.count > 1, parts.allSatisfy({ $0.pick == .best }) { left = dearestUnits(needs) }
        var spare = [Int64](repeating: 0, count: 1 << parts.count)
        for subset in 1..<spare.count {
            for index in pool.indices where Int(masks[index]) & subset != 0 { spare[subset] += left[index] }
            spare[subset] -= total(subset) { needs[$0] }
        }
        var chosen = [[UnitSlice]](repeating: [], count: parts.count)
        let order = target.map { target in [target] + parts.indices.filter { $0 != target } } ?? Array(parts.indices)
        for part in order {
            var need = needs[part]
            for index in preferences[part] where need > 0 && masks[index] & (1 << part) != 0 && left[index] > 0 {
                var count = min(need, left[index])
                // A unit is missed by every other subset of parts that it could have served.
                for subset in 1..<spare.count where subset & (1 << part) == 0 && Int(masks[index]) & subset != 0 {
                    count = min(count, spare[subset])
                }
                guard count > 0 else { continue }
                for subset in 1..<spare.count where subset & (1 << part) == 0 && Int(masks[index]) & subset != 0 {
                    spare[subset] -= count
                }
                left[index] -= count
                need -= count
                var slice = pool[index]
                slice.count = count
                chosen[part].append(slice)
            }
        }
        return chosen
    }

    /// How many units of each slice make the dearest choice that fills all parts together, whichever part they serve:
    /// units that only some parts can use must find room in those.
    private func dearestUnits(_ needs: [Int64]) -> [Int64] {
        var room = [Int64](repeating: 0, count: 1 << parts.count)
        for subset in 1..<room.count { room[subset] = total(subset) { needs[$0] } }
        var chosen = [Int64](repeating: 0, count: pool.count)
        for index in positions(byLowest: pool.map { -$0.value }) where masks[index] != 0 {
            let mask = Int(masks[index])
            var count = pool[index].count
            for subset in 1..<room.count where subset & mask == mask { count = min(count, room[subset]) }
            chosen[index] = count
            for subset in 1..<room.count where subset & mask == mask { room[subset] -= count }
        }
        return chosen
    }

    // MARK: Sets

    /// Cuts each part's units, in order of preference, into sets; sets that are alike come out as one.
    private func sets(of chosen: [[UnitSlice]], count: Int64) -> [Sets] {
        var queues = chosen.map { $0[...] }
        var result: [Sets] = []
        var left = count
        while left > 0 {
            var alike = left
            for (part, queue) in queues.enumerated() {
                guard let first = queue.first else { continue }
                alike = min(alike, max(1, first.count / parts[part].quantity))
            }
            var slices: [[UnitSlice]] = []
            for part in queues.indices { slices.append(take(parts[part].quantity * alike, from: &queues[part])) }
            result.append(Sets(count: alike, slices: slices))
            left -= alike
        }
        return result
    }

    private func take(_ count: Int64, from queue: inout ArraySlice<UnitSlice>) -> [UnitSlice] {
        var left = count
        var taken: [UnitSlice] = []
        while left > 0, var first = queue.first {
            var part = first
            part.count = min(left, first.count)
            taken.append(part)
            left -= part.count
            first.count -= part.count
            if first.count == 0 { queue.removeFirst() } else { queue[queue.startIndex] = first }
        }
        return taken
    }

    // MARK: Shapes of their own

    /// A set for whose dearest units the discount is: the dearest of all, filled up with the cheapest.
    private func packedForDearest(_ most: Int64) -> [Sets] {
        let filling = parts[0].quantity - targetCount
        guard filling > 0 else { return sets(of: assignment([parts[0].quantity * most]), count: most) }
        let split = SetPacking(
            parts: [
                Part(quantity: targetCount, pick: .dearest, sameItem: false), Part(quantity: filling, pick: .cheapest, sameItem: false),
            ],
            pool: pool, masks: masks.map { $0 == 0 ? 0 : 3 }, target: 0, isForDearest: false, targetCount: targetCount,
            setsMax: most, allowsPartial: false, gain: gain, priceOfSet: 0)
        return split.packed().map { Sets(count: $0.count, slices: [$0.slices.flatMap { $0 }]) }
    }

    /// Each set from one item; the items that the part prefers come first.
    private func packedByItem() -> [Sets] {
        var result: [Sets] = []
        var seen: Set<Int> = []
        var left = setsMax
        for index in preferences[0] where left > 0 && masks[index] != 0 && seen.insert(pool[index].item).inserted {
            let own = pool.filter { $0.item == pool[index].item }
            let count = min(left, own.unitCount / parts[0].quantity)
            guard count > 0 else { continue }
            left -= count
            let ordered = parts[0].pick == .cheapest ? own.cheapestFirst() : own.dearestFirst()
            result += sets(of: [ordered.prefix(units: count * parts[0].quantity)], count: count)
        }
        return result
    }
}

/// Positions in ascending order of their keys; equal ones stay in the order of items.
private func positions(byLowest keys: [Int64]) -> [Int] {
    keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
}

/// By slice of the pool: how many units of its item may serve the part.
private func unitsOfItem(_ pool: [UnitSlice], _ masks: [UInt8], _ part: Int) -> [Int64] {
    var units: [Int: Int64] = [:]
    for (index, slice) in pool.enumerated() where masks[index] & (1 << part) != 0 { units[slice.item, default: 0] += slice.count }
    return pool.map { units[$0.item, default: 0] }
}
