/// Half-open spans of time, found by an instant within them in logarithmic time and what is found: sorted by their
/// start, with the latest end of every half, quarter and so on.
struct IntervalIndex: Sendable {
    private let starts: [Int64]
    private let rules: [Int32]
    /// A complete binary tree over the spans: node 1 is the root, `2n` and `2n + 1` are the halves of `n`.
    private let latestEnds: [Int64]
    private let leaves: Int

    init(_ spans: [(from: Int64, until: Int64, rule: Int32)]) {
        let sorted = spans.sorted { ($0.from, $0.rule) < ($1.from, $1.rule) }
        starts = sorted.map(\.from)
        rules = sorted.map(\.rule)
        var leaves = 1
        while leaves < sorted.count { leaves *= 2 }
        self.leaves = leaves
        var ends = [Int64](repeating: .min, count: leaves * 2)
        for (index, span) in sorted.enumerated() { ends[leaves + index] = span.until }
        for node in stride(from: leaves - 1, through: 1, by: -1) { ends[node] = max(ends[node * 2], ends[node * 2 + 1]) }
        latestEnds = ends
    }

    func forEach(containing instant: Int64, _ body: (Int32) -> Void) {
        guard !starts.isEmpty else { return }
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        visit(1, 0, leaves, before: low, instant, body)
    }

    /// - Parameter before: spans from this position on have not begun.
    private func visit(_ node: Int, _ first: Int, _ count: Int, before begun: Int, _ instant: Int64, _ body: (Int32) -> Void) {
        guard first < begun, latestEnds[node] > instant else { return }
        guard count > 1 else { return body(rules[first]) }
        visit(node * 2, first, count / 2, before: begun, instant, body)
        visit(node * 2 + 1, first + count / 2, count / 2, before: begun, instant, body)
    }
}
