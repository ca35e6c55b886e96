import CEL
import StoaCommerce

/// Goes over all inputs that a table tells apart: column by column they are cut where some cell begins or ends, and every
/// part is shown with one sample and the rows that match there.
///
/// What no remaining column can change is not cut any further, so tables that people write take few parts; a table made
/// to overlap in many columns at once ends at the limit.
struct TableSweep {
    let table: DecisionTable
    /// Rows that may be looked at, each as often as it is.
    static let stepsMax = 2_000_000

    private(set) var isCutShort = false
    private var steps = 0
    private let order: [Int]

    init(_ table: DecisionTable) {
        self.table = table
        // Columns that tell many rows apart leave little to be done in the others.
        let variety = table.columns.indices.map { column in Set(table.rows.prefix(10_000).map { $0.tests[column] }).count }
        order = table.columns.indices.sorted { (variety[$1], $0) < (variety[$0], $1) }
    }

    /// Calls `body` with each part, until it answers false or the limit is reached.
    ///
    /// - Parameter asksAll: whether parts without rows, and parts of one row alone, are of interest.
    mutating func parts(asksForGaps: Bool, _ body: ([CellKey], [Int]) -> Bool) {
        let start = table.columns.map { sample(.any, $0) }
        _ = visit(Array(table.rows.indices), depth: 0, start, asksForGaps, body)
    }

    private mutating func visit(
        _ rows: [Int], depth: Int, _ sample: [CellKey], _ asksForGaps: Bool, _ body: ([CellKey], [Int]) -> Bool
    ) -> Bool {
        if rows.isEmpty { return asksForGaps ? body(sample, rows) : true }
        if depth == order.count { return body(sample, rows) }
        let column = order[depth]
        let rest = order[depth...]
        if rows.count == 1, !asksForGaps {
            var own = sample
            for column in rest { own[column] = self.sample(table.rows[rows[0]].tests[column], table.columns[column]) }
            return body(own, rows)
        }
        for (key, matching) in cuts(rows, column) {
            steps += matching.count + 1
            guard steps <= Self.stepsMax else {
                isCutShort = true
                return false
            }
            var next = sample
            next[column] = key
            guard visit(matching, depth: depth + 1, next, asksForGaps, body) else { return false }
        }
        return true
    }

    // MARK: Cutting one column

    private func cuts(_ rows: [Int], _ column: Int) -> [(CellKey, [Int])] {
        if rows.allSatisfy({ table.rows[$0].tests[column] == .any }) { return [(sample(.any, table.columns[column]), rows)] }
        switch table.columns[column].field.type {
        case .text: return textCuts(rows, column)
        case .bool:
            return [false, true].map { CellKey.bool($0) }.filter { isAllowed($0, column) }
                .map { key in (key, rows.filter { table.rows[$0].tests[column].matches(key) }) }
        case .int, .decimal, .money, .time: return rangeCuts(rows, column)
        }
    }

    private func isAllowed(_ key: CellKey, _ column: Int) -> Bool { table.columns[column].allowed?.matches(key) ?? true }

    private func textCuts(_ rows: [Int], _ column: Int) -> [(CellKey, [Int])] {
        var named: [String: [Int]] = [:]
        /// Rows that match texts which they do not name.
        var wide: [Int] = []
        for row in rows {
            switch table.rows[row].tests[column] {
            case .texts(let texts, isExcluded: false): for text in texts { named[text, default: []].append(row) }
            case .texts(let texts, isExcluded: true):
                for text in texts where named[text] == nil { named[text] = [] }
                wide.append(row)
            default: wide.append(row)
            }
        }
        var cuts: [(CellKey, [Int])] = []
        for text in named.keys.sorted() where isAllowed(.text(text), column) {
            let others = wide.filter { table.rows[$0].tests[column].matches(.text(text)) }
            cuts.append((.text(text), others.isEmpty ? named[text] ?? [] : ((named[text] ?? []) + others).sorted()))
        }
        if let other = unnamed(Set(named.keys), column) { cuts.append((.text(other), wide)) }
        return cuts
    }

    /// A text that is allowed and that no row names.
    private func unnamed(_ named: Set<String>, _ column: Int) -> String? {
        switch table.columns[column].allowed {
        case .texts(let texts, isExcluded: false)?: return texts.first { !named.contains($0) }
        default:
            var number = 0
            var text = "other"
            while named.contains(text) || !isAllowed(.text(text), column) {
                number += 1
                text = "other-\(number)"
            }
            return text
        }
    }

    private func rangeCuts(_ rows: [Int], _ column: Int) -> [(CellKey, [Int])] {
        let field = table.columns[column].field
        let domain = domain(column)
        var starts: [Int128: [Int]] = [:]
        var ends: [Int128: [Int]] = [:]
        var places: Set<Int128> = Set(domain.map(\.lowerBound))
        for row in rows {
            var ranges = [Int128.min...Int128.max]
            if case .ranges(let own) = table.rows[row].tests[column] { ranges = own }
            for range in ranges {
                starts[range.lowerBound, default: []].append(row)
                places.insert(range.lowerBound)
                guard range.upperBound < .max else { continue }
                ends[range.upperBound + 1, default: []].append(row)
                places.insert(range.upperBound + 1)
            }
        }
        for range in domain where range.upperBound < .max { places.insert(range.upperBound + 1) }
        let sorted = places.union([.min]).sorted()
        var active: Set<Int> = []
        var cuts: [(CellKey, [Int])] = []
        for (number, place) in sorted.enumerated() {
            active.subtract(ends[place] ?? [])
            active.formUnion(starts[place] ?? [])
            let last = number + 1 < sorted.count ? sorted[number + 1] - 1 : Int128.max
            guard
                let part = domain.lazy.map({ $0.clamped(to: place...last) }).first(where: {
                    $0.lowerBound >= place && $0.upperBound <= last && isIn(domain, $0)
                })
            else { continue }
            cuts.append((.position(TableSweep.plain(part, field)), active.sorted()))
        }
        return cuts
    }

    private func isIn(_ domain: [ClosedRange<Int128>], _ part: ClosedRange<Int128>) -> Bool {
        domain.contains { $0.lowerBound <= part.lowerBound && part.upperBound <= $0.upperBound }
    }

    /// The values there can be.
    private func domain(_ column: Int) -> [ClosedRange<Int128>] {
        let all = table.columns[column].field.domain
        guard case .ranges(let allowed)? = table.columns[column].allowed else { return [all] }
        return allowed.filter { $0.overlaps(all) }.map { $0.clamped(to: all) }
    }

    /// The value of a part that is easiest to read: zero, an end, or something short near it.
    private static func plain(_ part: ClosedRange<Int128>, _ field: TableField) -> Int128 {
        if part.contains(0), field.type != .time { return 0 }
        let isHigh = part.lowerBound == field.domain.lowerBound
        guard field.type == .decimal else { return isHigh ? part.upperBound : part.lowerBound }
        // Whole numbers first, then even places, which are those that a cell can write.
        let one = 2 * Scale.unitsPerOne
        let up = (part.lowerBound >= 0 ? (part.lowerBound + one - 1) / one : part.lowerBound / one) * one
        if part.contains(up) { return up }
        return part.lowerBound % 2 == 0 || part.lowerBound == part.upperBound ? part.lowerBound : part.lowerBound + 1
    }

    private func sample(_ test: CellTest, _ column: DecisionTable.Column) -> CellKey {
        switch (test, column.field.type) {
        case (.texts(let texts, isExcluded: false), _): return .text(texts.first ?? "")
        case (.bool(let flag), _): return .bool(flag)
        case (.ranges(let ranges), _):
            guard let first = ranges.first, first.overlaps(column.field.domain) else { return .position(0) }
            return .position(Self.plain(first.clamped(to: column.field.domain), column.field))
        case (_, .text):
            guard case .texts(let texts, isExcluded: false)? = column.allowed, let first = texts.first else { return .text("other") }
            return .text(first)
        case (_, .bool): return .bool(column.allowed != .bool(true) ? false : true)
        case (_, _):
            guard case .ranges(let ranges)? = column.allowed, let first = ranges.first, first.overlaps(column.field.domain) else {
                return .position(0)
            }
            return .position(Self.plain(first.clamped(to: column.field.domain), column.field))
        }
    }
}

extension TableField {
    /// The places of all values that the type has.
    var domain: ClosedRange<Int128> {
        switch type {
        case .money: Int128(-Money.amountMax)...Int128(Money.amountMax)
        case .time: Scale.position(Timestamp.minimum)...Scale.position(Timestamp.maximum)
        case .decimal: -2_000_000_000_000_000_000_000_000_000_000...2_000_000_000_000_000_000_000_000_000_000
        case .int, .text, .bool: Int128(Int64.min)...Int128(Int64.max)
        }
    }
}
