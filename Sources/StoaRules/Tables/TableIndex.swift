/// Finds the rows of a table that can match, without looking at the others.
///
/// Rows are grouped by the columns in which they name single values; in each group the combination of these values is
/// looked up. Where many rows share one combination, as when all they name are ranges, the ranges of one more column are
/// searched as a tree. What is found still has to be compared: the index only leaves out rows that cannot match.
struct TableIndex: Sendable {
    private struct Group: Sendable {
        /// Columns whose values are looked up together.
        let columns: [Int]
        var buckets: [Int: Bucket]
    }

    private enum Bucket: Sendable {
        case few([Int])
        /// Rows with a range in the column, and those without.
        case ranges(column: Int, RangeTree, others: [Int])
    }

    private var groups: [Group] = []

    /// Values of one cell, and combinations of one row, that are looked up; a row beyond is found by its other columns.
    private static let valuesMax = 16
    private static let combinationsMax = 64
    /// Rows of a bucket that are quicker compared than searched.
    private static let comparedMax = 8

    init(_ rows: [[CellTest]], columns: Int) {
        var places: [[Int]: Int] = [:]
        var entries: [[Int: [Int]]] = []
        for (row, tests) in rows.enumerated() {
            let (columns, keys) = Self.values(of: tests)
            let place: Int
            if let known = places[columns] {
                place = known
            } else {
                place = groups.count
                places[columns] = place
                groups.append(Group(columns: columns, buckets: [:]))
                entries.append([:])
            }
            for hash in Self.hashes(of: keys) { entries[place][hash, default: []].append(row) }
        }
        for place in groups.indices { groups[place].buckets = entries[place].mapValues { Self.bucket($0, rows) } }
    }

    /// Rows that can match, each once, in their order.
    func candidates(_ keys: [CellKey]) -> [Int] {
        var found: [Int] = []
        for group in groups {
            var hasher = Hasher()
            for column in group.columns { hasher.combine(keys[column]) }
            switch group.buckets[hasher.finalize()] {
            case nil: continue
            case .few(let rows): found += rows
            case .ranges(let column, let tree, let others):
                found += others
                if case .position(let position) = keys[column] { tree.rows(at: position, &found) }
            }
        }
        // The ranges of one cell are apart and its values differ, so a row comes twice only when two hashes are equal.
        found.sort()
        var last = -1
        return found.filter { row in
            defer { last = row }
            return row != last
        }
    }

    // MARK: Building

    /// The columns in which a row names few values, and these.
    private static func values(of tests: [CellTest]) -> (columns: [Int], keys: [[CellKey]]) {
        var columns: [Int] = []
        var keys: [[CellKey]] = []
        var combinations = 1
        for (column, test) in tests.enumerated() {
            guard let values = test.keys(atMost: valuesMax), combinations * values.count <= combinationsMax else { continue }
            combinations *= values.count
            columns.append(column)
            keys.append(values)
        }
        return (columns, keys)
    }

    private static func hashes(of keys: [[CellKey]]) -> [Int] {
        var combinations: [[CellKey]] = [[]]
        for values in keys { combinations = combinations.flatMap { start in values.map { start + [$0] } } }
        return combinations.map { combination in
            var hasher = Hasher()
            for key in combination { hasher.combine(key) }
            return hasher.finalize()
        }
    }

    private static func bucket(_ rows: [Int], _ tests: [[CellTest]]) -> Bucket {
        guard rows.count > comparedMax, let column = mostSelective(rows, tests) else { return .few(rows) }
        var entries: [RangeTree.Entry] = []
        var others: [Int] = []
        for row in rows {
            if case .ranges(let ranges) = tests[row][column] {
                entries += ranges.map { RangeTree.Entry(range: $0, row: row) }
            } else {
                others.append(row)
            }
        }
        return .ranges(column: column, RangeTree(entries), others: others)
    }

    /// The column whose ranges begin at the most places; nil where fewer than two do.
    private static func mostSelective(_ rows: [Int], _ tests: [[CellTest]]) -> Int? {
        var best: (column: Int, starts: Int)?
        for column in tests[rows[0]].indices {
            var starts: Set<Int128> = []
            for row in rows { if case .ranges(let ranges) = tests[row][column] { starts.formUnion(ranges.map(\.lowerBound)) } }
            if starts.count > max(1, best?.starts ?? 1) { best = (column, starts.count) }
        }
        return best?.column
    }
}

/// Closed ranges, found by a place that they hold, in the logarithm of their number and what is found.
struct RangeTree: Sendable {
    struct Entry: Sendable {
        let range: ClosedRange<Int128>
        let row: Int
    }

    /// By lower bound: an implicit balanced tree, the middle of each part being its root.
    private let entries: [Entry]
    /// The greatest upper bound of the part whose root stands here.
    private var ends: [Int128]

    init(_ entries: [Entry]) {
        self.entries = entries.sorted { $0.range.lowerBound < $1.range.lowerBound }
        ends = Array(repeating: .min, count: entries.count)
        _ = fill(0..<entries.count)
    }

    private mutating func fill(_ part: Range<Int>) -> Int128 {
        guard !part.isEmpty else { return .min }
        let middle = (part.lowerBound + part.upperBound) / 2
        let below = fill(part.lowerBound..<middle)
        let above = fill((middle + 1)..<part.upperBound)
        ends[middle] = max(entries[middle].range.upperBound, below, above)
        return ends[middle]
    }

    func rows(at position: Int128, _ found: inout [Int]) { visit(0..<entries.count, position, &found) }

    private func visit(_ part: Range<Int>, _ position: Int128, _ found: inout [Int]) {
        guard !part.isEmpty else { return }
        let middle = (part.lowerBound + part.upperBound) / 2
        guard ends[middle] >= position else { return }
        visit(part.lowerBound..<middle, position, &found)
        guard entries[middle].range.lowerBound <= position else { return }
        if position <= entries[middle].range.upperBound { found.append(entries[middle].row) }
        visit((middle + 1)..<part.upperBound, position, &found)
    }
}
