import StoaCommerce
import StoaExpressions

extension Pricer {
    /// What tiers come to: measured over all slices together, or over each item's.
    func deal(_ tiers: Tiers, of give: Give, over slices: [UnitSlice], _ candidate: Int, _ step: StepFacts) -> Dealt {
        var result = Dealt(amounts: [])
        var start = slices.startIndex
        while start < slices.endIndex {
            var end = slices.endIndex
            if tiers.perItem { end = slices[start...].firstIndex { $0.item != slices[start].item } ?? slices.endIndex }
            let part = Array(slices[start..<end])
            let dealt =
                tiers.mode == .slab
                ? slab(tiers, of: give, over: part, candidate, step)
                : graduated(tiers, of: give, over: part, candidate, step)
            result.amounts += dealt.amounts
            result.undistributed += dealt.undistributed
            start = end
        }
        return result
    }

    private func slab(_ tiers: Tiers, of give: Give, over slices: [UnitSlice], _ candidate: Int, _ step: StepFacts) -> Dealt {
        let reached = measure(tiers, of: give, slices, candidate, step)
        guard let number = tiers.rows.lastIndex(where: { bound($0.from).map { $0 <= reached } ?? false }) else {
            return Dealt(amounts: Array(repeating: 0, count: slices.count))
        }
        note(row: number, of: candidate)
        // `of: order` beside tiers says what is measured; the row's verb acts on the slices.
        var plain = give
        plain.base = .lines
        return deal(tiers.rows[number].verb, of: plain, over: slices, candidate, step)
    }

    private func measure(_ tiers: Tiers, of give: Give, _ slices: [UnitSlice], _ candidate: Int, _ step: StepFacts) -> Int64 {
        guard give.base == .order, !tiers.perItem else {
            switch tiers.measure {
            case .spend: return slices.totalValue
            case .units: return slices.unitCount
            case .items: return Int64(Set(slices.map(\.item)).count)
            }
        }
        let all = facts.items.filter { $0.facts.discountable && candidates[candidate].rule.serves($0.facts) }
        switch tiers.measure {
        case .spend: return orderValue(give, candidate, step)
        case .units: return all.reduce(0) { $0 + $1.quantity }
        case .items: return Int64(all.count)
        }
    }

    private func bound(_ bound: Tiers.Bound) -> Int64? {
        switch bound {
        case .count(let count): count
        case .spend(let table): table.amount(in: facts.currency)
        }
    }

    /// Each row's verb acts on the units (dearest first), or the money, between its bound and the next.
    private func graduated(_ tiers: Tiers, of give: Give, over slices: [UnitSlice], _ candidate: Int, _ step: StepFacts) -> Dealt {
        var plain = give
        plain.base = .lines
        if tiers.measure == .spend { return graduatedBySpend(tiers, of: plain, over: slices, candidate) }
        var dealt = Dealt(amounts: Array(repeating: 0, count: slices.count))
        var positions: [Int: Int] = [:]
        for (index, slice) in slices.enumerated() { positions[slice.item << 20 | slice.run] = index }
        var rest = slices.dearestFirst()[...]
        var passed: Int64 = 0
        for (index, row) in tiers.rows.enumerated() {
            guard let from = bound(row.from) else { continue }
            _ = takeUnits(from - 1 - passed, &rest)
            passed = max(passed, from - 1)
            let next = index + 1 < tiers.rows.count ? bound(tiers.rows[index + 1].from) : nil
            let band = takeUnits((next ?? .max) - 1 - passed, &rest).inItemOrder()
            passed = (next ?? .max) - 1
            if !band.isEmpty { note(row: index, of: candidate) }
            let part = deal(row.verb, of: plain, over: band, candidate, step)
            for (slice, amount) in zip(band, part.amounts) { dealt.amounts[positions[slice.item << 20 | slice.run] ?? 0] += amount }
            dealt.undistributed += part.undistributed
        }
        return dealt
    }

    private func takeUnits(_ count: Int64, _ rest: inout ArraySlice<UnitSlice>) -> [UnitSlice] {
        var left = max(0, count)
        var taken: [UnitSlice] = []
        while left > 0, var first = rest.first {
            var part = first
            part.count = min(left, first.count)
            left -= part.count
            first.count -= part.count
            taken.append(part)
            if first.count == 0 { rest.removeFirst() } else { rest[rest.startIndex] = first }
        }
        return taken
    }

    private func graduatedBySpend(_ tiers: Tiers, of give: Give, over slices: [UnitSlice], _ candidate: Int) -> Dealt {
        let spend = slices.totalValue
        var exact = Rational.zero
        for (index, row) in tiers.rows.enumerated() {
            guard case .percent(let rate) = row.verb, let from = bound(row.from), spend > from else { continue }
            note(row: index, of: candidate)
            let next = index + 1 < tiers.rows.count ? bound(tiers.rows[index + 1].from) ?? spend : spend
            guard let share = try? percent(rate, of: min(next, spend) - from), let sum = try? exact.plus(share) else { continue }
            exact = sum
        }
        let amount = (try? exact.rounded(give.rounding.ofDiscount)) ?? 0
        return spreading(give, candidate).deal(amount, over: slices)
    }
}
