/// When a rule acts in a quote. Within a phase, steps follow one another; within a step, rules are simultaneous.
enum Phase: String, Sendable, Hashable, CaseIterable, Comparable {
    case catalog, item, set, order, shipping, earn

    fileprivate var rank: Int {
        switch self {
        case .catalog: 0
        case .item: 1
        case .set: 2
        case .order: 3
        case .shipping: 4
        case .earn: 5
        }
    }

    static func < (left: Phase, right: Phase) -> Bool { left.rank < right.rank }
}

/// A place in the order of computation: all rules of one stage read the same frozen snapshot.
struct Stage: Sendable, Hashable, Comparable {
    let phase: Phase
    /// 1 to 99.
    let step: Int

    /// Its place among all stages.
    var order: Int { phase.rank * 100 + step }

    static func < (left: Stage, right: Stage) -> Bool { left.order < right.order }
}
