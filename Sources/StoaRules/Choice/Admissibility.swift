/// Which candidates may apply together: groups, conflicts and `alone`, resolved to positions once a quote.
struct Admissibility {
    /// Whether any candidate may stand beside any other; then nothing of the following is filled.
    let isOpen: Bool
    private let alone: [Bool]
    /// Whether product pages show what the candidate does: part of the prices, which stands beside nothing.
    private let isOfCatalog: [Bool]
    /// By candidate: the others that it cannot stand beside.
    private let conflicts: [[Int]]
    private let group: [Int?]
    private let groupLimit: [Int]

    init(_ candidates: [Candidate]) {
        isOpen = candidates.allSatisfy(\.rule.stack.isOpen)
        guard !isOpen else {
            (alone, isOfCatalog, conflicts, group, groupLimit) = ([], [], [], [], [])
            return
        }
        alone = candidates.map(\.rule.stack.alone)
        isOfCatalog = candidates.map { $0.rule.stage.phase == .catalog }
        var groups: [String: Int] = [:]
        var limits: [Int] = []
        var group: [Int?] = []
        for candidate in candidates {
            guard let name = candidate.rule.stack.group else {
                group.append(nil)
                continue
            }
            if groups[name] == nil {
                groups[name] = limits.count
                limits.append(candidate.rule.stack.atMost)
            }
            if let index = groups[name] { limits[index] = min(limits[index], candidate.rule.stack.atMost) }
            group.append(groups[name])
        }
        self.group = group
        groupLimit = limits
        var conflicts = [Set<Int>](repeating: [], count: candidates.count)
        for (index, candidate) in candidates.enumerated() {
            for name in candidate.rule.stack.conflicts {
                for (other, rival) in candidates.enumerated() where other != index && rival.answers(to: name) {
                    conflicts[index].insert(other)
                    conflicts[other].insert(index)
                }
            }
        }
        self.conflicts = conflicts.map { $0.sorted() }
    }

    func group(of candidate: Int) -> Int? { isOpen ? nil : group[candidate] }

    func limit(of group: Int) -> Int { groupLimit[group] }

    /// How many more candidates of a group may be kept.
    func room(in group: Int, kept: Kept) -> Int {
        groupLimit[group] - kept.order.count { self.group[$0] == group }
    }

    /// Whether keeping a candidate leaves every later one as free as leaving it out would.
    func isFree(_ candidate: Int, beside later: [TimelineEntry]) -> Bool {
        isOpen
            || !alone[candidate]
                && !later.contains { entry in
                    guard entry.action == .decide else { return false }
                    let sharesGroup = group[candidate] != nil && group[entry.candidate] == group[candidate]
                    return alone[entry.candidate] || conflicts[candidate].contains(entry.candidate) || sharesGroup
                }
    }

    /// Whether a candidate may join those that are kept; answers one that stands in its way, or nil.
    func obstacle(to candidate: Int, kept: Kept) -> Int? {
        if isOpen { return nil }
        if isOfCatalog[candidate] { return nil }
        if alone[candidate] { return kept.order.first { !isOfCatalog[$0] } }
        if let only = kept.order.first(where: { alone[$0] }) { return only }
        if let rival = conflicts[candidate].first(where: { kept.contains($0) }) { return rival }
        guard let group = group[candidate] else { return nil }
        let members = kept.order.filter { self.group[$0] == group }
        return members.count >= groupLimit[group] ? members.first : nil
    }
}

/// The candidates that were chosen so far.
struct Kept: Sendable, Equatable {
    private(set) var order: [Int] = []
    private var members: [Bool]

    init(count: Int) {
        members = Array(repeating: false, count: count)
        order.reserveCapacity(min(count, 16))
    }

    func contains(_ candidate: Int) -> Bool { members[candidate] }

    mutating func insert(_ candidate: Int) {
        guard !members[candidate] else { return }
        members[candidate] = true
        order.append(candidate)
    }

    /// Candidates are in the order of their ids, and so are these.
    var sorted: [Int] { order.sorted() }
}

extension Candidate {
    /// Whether a name in `conflicts` means this rule: its id, its group, or for a proposal its plugin.
    fileprivate func answers(to name: String) -> Bool {
        if name == rule.id || name == rule.stack.group { return true }
        return isProposal && rule.id.hasPrefix(name + "#")
    }
}
