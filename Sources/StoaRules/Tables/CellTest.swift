/// What an input cell says about the values of its column.
enum CellTest: Sendable, Hashable {
    case any
    /// One of these, or none of them; sorted.
    case texts([String], isExcluded: Bool)
    case bool(Bool)
    /// Closed, in order, and apart from each other.
    case ranges([ClosedRange<Int128>])

    func matches(_ key: CellKey) -> Bool {
        switch (self, key) {
        case (.any, _): true
        case (.texts(let texts, let isExcluded), .text(let text)): texts.contains(text) != isExcluded
        case (.bool(let wanted), .bool(let flag)): wanted == flag
        case (.ranges(let ranges), .position(let position)): ranges.contains { $0.contains(position) }
        default: false
        }
    }

    /// The only values that match, when they are few enough to be looked up; nil otherwise.
    func keys(atMost count: Int) -> [CellKey]? {
        switch self {
        case .texts(let texts, isExcluded: false) where texts.count <= count: return texts.map { .text($0) }
        case .bool(let flag): return [.bool(flag)]
        case .ranges(let ranges) where ranges.count <= count:
            let points = ranges.compactMap { $0.lowerBound == $0.upperBound ? CellKey.position($0.lowerBound) : nil }
            return points.count == ranges.count ? points : nil
        default: return nil
        }
    }

    /// Whether every value that matches this cell matches the other.
    func isWithin(_ other: CellTest) -> Bool {
        switch (self, other) {
        case (_, .any): return true
        case (.texts(let own, isExcluded: false), .texts(let others, isExcluded: false)): return own.allSatisfy(others.contains)
        case (.texts(let own, isExcluded: false), .texts(let others, isExcluded: true)): return !own.contains(where: others.contains)
        case (.texts(let own, isExcluded: true), .texts(let others, isExcluded: true)): return others.allSatisfy(own.contains)
        case (.bool(let own), .bool(let other)): return own == other
        case (.ranges(let own), .ranges(let others)):
            return own.allSatisfy { range in others.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound } }
        default: return false
        }
    }

    // MARK: Making

    static func one(of texts: some Sequence<String>, isExcluded: Bool = false) -> CellTest {
        .texts(Set(texts).sorted(), isExcluded: isExcluded)
    }

    /// Sorted, and those joined that touch.
    static func within(_ ranges: [ClosedRange<Int128>]) -> CellTest {
        var joined: [ClosedRange<Int128>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
        return .ranges(joined)
    }

    /// What the ranges leave out.
    static func outside(_ ranges: [ClosedRange<Int128>]) -> CellTest {
        guard case .ranges(let joined) = within(ranges) else { return .any }
        var gaps: [ClosedRange<Int128>] = []
        var next = Int128.min
        for range in joined {
            if range.lowerBound > next { gaps.append(next...(range.lowerBound - 1)) }
            guard range.upperBound < .max else { return .ranges(gaps) }
            next = range.upperBound + 1
        }
        gaps.append(next...Int128.max)
        return .ranges(gaps)
    }
}

extension CellTest {
    /// Whether some value matches both cells.
    func meets(_ other: CellTest) -> Bool {
        switch (self, other) {
        case (.any, _), (_, .any): true
        case (.texts(let own, let isOut), .texts(let others, let isOtherOut)):
            isOut && isOtherOut || (isOut ? others.contains { !own.contains($0) } : own.contains { others.contains($0) != isOtherOut })
        case (.bool(let own), .bool(let other)): own == other
        case (.ranges(let own), .ranges(let others)): own.contains { range in others.contains { $0.overlaps(range) } }
        default: false
        }
    }
}
