/// Some units of one run that a rule looks at.
struct UnitSlice: Sendable {
    let item: Int
    let run: Int
    var count: Int64
    /// Minor units a unit is worth to the rule: at the step's start, or at list.
    let value: Int64
    /// Minor units that can still come off a unit before its floor.
    let room: Int64

    /// Of all the slice's units.
    var totalValue: Int64 { value * count }
    var totalRoom: Int64 { room * count }
}

extension [UnitSlice] {
    var totalValue: Int64 { reduce(0) { $0 + $1.totalValue } }
    var unitCount: Int64 { reduce(0) { $0 + $1.count } }

    /// Items are together and in order, as cuts must be.
    func inItemOrder() -> [UnitSlice] {
        sorted { ($0.item, $0.run) < ($1.item, $1.run) }
    }

    /// The first `count` units.
    func prefix(units count: Int64) -> [UnitSlice] {
        var left = count
        var chosen: [UnitSlice] = []
        for slice in self where left > 0 {
            var part = slice
            part.count = Swift.min(slice.count, left)
            left -= part.count
            chosen.append(part)
        }
        return chosen
    }

    /// Dearest units first; among equals the earlier item.
    func dearestFirst() -> [UnitSlice] {
        sorted { ($1.value, $0.item, $0.run) < ($0.value, $1.item, $1.run) }
    }

    /// Cheapest units first; among equals the earlier item.
    func cheapestFirst() -> [UnitSlice] {
        sorted { ($0.value, $0.item, $0.run) < ($1.value, $1.item, $1.run) }
    }
}
