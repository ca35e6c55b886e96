import Diagnostics

/// Inputs that no row of a table answers, that two rows answer where one should, and rows that never answer.
enum TableFinder {
    /// Findings of one kind about one table; a table with more of them has one cause for most.
    private static let findingsMax = 3

    static func suspicions(_ study: Study) -> [Suspicion] { study.book.tables.flatMap { suspicions($0, study) } }

    private static func suspicions(_ table: DecisionTable, _ study: Study) -> [Suspicion] {
        var gaps: [[CellKey]] = []
        var overlaps: [(rows: [Int], keys: [CellKey])] = []
        var winners: Set<Int> = []
        var beaten: [Int: (by: Int, keys: [CellKey])] = [:]
        let asksForGaps = table.isComplete && table.fallback == nil && !table.hit.givesSeveral
        guard asksForGaps || !table.hit.givesSeveral else { return [] }
        var sweep = TableSweep(table)
        sweep.parts(asksForGaps: asksForGaps) { keys, rows in
            if rows.isEmpty {
                if gaps.count < findingsMax { gaps.append(keys) }
                return true
            }
            let best = best(of: rows, table)
            if best.count > 1 {
                let pair = Array(best.prefix(2))
                if overlaps.count < findingsMax, !overlaps.contains(where: { $0.rows == pair }) { overlaps.append((pair, keys)) }
            }
            winners.formUnion(best)
            for row in rows where !best.contains(row) && beaten[row] == nil { beaten[row] = (best[0], keys) }
            return true
        }
        var suspicions = gaps.map { gap($0, table, study) } + overlaps.map { overlap($0.rows, $0.keys, table) }
        if sweep.isCutShort {
            study.cutShort()
        } else {
            let hidden = beaten.filter { !winners.contains($0.key) }.sorted { $0.key < $1.key }
            suspicions += hidden.prefix(findingsMax).map { Self.hidden($0.key, by: $0.value.by, $0.value.keys, table) }
        }
        return suspicions
    }

    /// The rows that the hit policy leaves.
    private static func best(of rows: [Int], _ table: DecisionTable) -> [Int] {
        switch table.hit {
        case .first: return [rows[0]]
        case .priority:
            let greatest = rows.map { table.rows[$0].priority }.max()
            return rows.filter { table.rows[$0].priority == greatest }
        case .unique, .collect, .total, .count: return rows
        }
    }

    private static func gap(_ keys: [CellKey], _ table: DecisionTable, _ study: Study) -> Suspicion {
        Suspicion(
            code: "tableGap", rules: [table.id], span: study.places.span(table.id, ["rows"]),
            message: "no row of '\(table.id)' matches \(table.text(keys))",
            hint: "add a row or a 'default', say with 'allowed' which values there are, or write 'complete: false'", trials: [],
            isShown: { _ in matching(keys, table).isEmpty }, shows: { _ in "with \(table.text(keys)) the outputs are absent" })
    }

    private static func overlap(_ rows: [Int], _ keys: [CellKey], _ table: DecisionTable) -> Suspicion {
        let isPriority = table.hit == .priority
        return Suspicion(
            code: "tableOverlap", rules: [table.id], span: table.rows[rows[1]].span, source: table.source,
            message: "\(table.names(of: rows)) both match \(table.text(keys))\(isPriority ? " with one priority" : "")",
            hint: isPriority ? "give them different priorities" : "let them exclude each other, or write 'hit: first'", trials: [],
            isShown: { _ in
                let found = matching(keys, table)
                return rows.allSatisfy(found.contains) && (try? table.winner(among: found, keys)) == nil
            },
            shows: { _ in "with \(table.text(keys)) a call fails with table.severalRows" })
    }

    private static func hidden(_ row: Int, by other: Int, _ keys: [CellKey], _ table: DecisionTable) -> Suspicion {
        Suspicion(
            code: "tableRowHidden", rules: [table.id], span: table.rows[row].span, source: table.source,
            message: "\(table.names(of: [row])) never answers: others always come before it",
            hint: "move it up, raise its priority, or remove it", trials: [],
            isShown: { _ in
                let found = matching(keys, table)
                return found.contains(row) && (try? table.winner(among: found, keys)) == other
            },
            shows: { _ in "with \(table.text(keys)) it matches, and \(table.names(of: [other])) answers" })
    }

    /// Row by row, without the index, so that a finding does not rest on it.
    private static func matching(_ keys: [CellKey], _ table: DecisionTable) -> [Int] {
        table.rows.indices.filter { table.matches(row: $0, keys) }
    }
}
