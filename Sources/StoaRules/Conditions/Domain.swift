/// How a condition relates a fact to constants.
enum Relation: Sendable, Hashable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    /// The fact is there, whatever it is.
    case present
    case absent
    /// Nothing is required, but the constant is a value worth trying: `line.sku.startsWith("x")`.
    case suggested

    var negated: Relation {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        case .present: .absent
        case .absent: .present
        case .suggested: .suggested
        }
    }

    /// The same comparison with its sides exchanged.
    var mirrored: Relation {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}

/// What comparisons leave of the values of one fact. Numbers are whole, so strict bounds become inclusive ones.
struct Domain: Sendable, Hashable {
    /// The only values left, where conditions name them.
    private(set) var allowed: Set<Constant>?
    private var excluded: Set<Constant> = []
    private(set) var least: Int64?
    private(set) var most: Int64?
    private var isPresent = false
    private var isAbsent = false
    private var suggestions: [Constant] = []

    init(least: Int64? = nil) { self.least = least }

    /// Narrows to the values that stand in a relation to one of the constants.
    mutating func restrict(_ relation: Relation, _ constants: [Constant]) {
        switch relation {
        case .equal: allowed = allowed.map { $0.intersection(constants) } ?? Set(constants)
        case .notEqual: excluded.formUnion(constants)
        case .less: if let number = constants.first?.number { lower(to: number - 1) }
        case .lessOrEqual: if let number = constants.first?.number { lower(to: number) }
        case .greater: if let number = constants.first?.number { raise(to: number + 1) }
        case .greaterOrEqual: if let number = constants.first?.number { raise(to: number) }
        case .absent: isAbsent = true
        case .present: break
        case .suggested: suggestions += constants
        }
        // A comparison with a fact that is not known is false, whatever the comparison.
        if relation != .absent, relation != .suggested { isPresent = true }
    }

    mutating func raise(to number: Int64) { least = max(least ?? number, number) }
    mutating func lower(to number: Int64) { most = min(most ?? number, number) }

    /// Whether no value is left.
    var isEmpty: Bool {
        if isPresent, isAbsent { return true }
        if let least, let most, least > most { return true }
        if let allowed { return !allowed.contains { holds($0) } }
        if excluded.contains(.bool(true)), excluded.contains(.bool(false)) { return true }
        if let least, let most, most - least < Int64(excluded.count) {
            return (least...most).allSatisfy { excluded.contains(.number($0)) }
        }
        return false
    }

    func holds(_ constant: Constant) -> Bool {
        if isAbsent || excluded.contains(constant) { return false }
        if let allowed, !allowed.contains(constant) { return false }
        guard let number = constant.number else { return true }
        return number >= least ?? number && number <= most ?? number
    }

    /// A value of the domain: one that a condition names, otherwise the number nearest to `usual`, otherwise any text.
    func value(near usual: Int64 = 1) -> Constant? {
        if isAbsent { return nil }
        if let allowed { return allowed.filter { holds($0) }.min(by: Constant.precedes) }
        if let suggestion = suggestions.first(where: { holds($0) }) { return suggestion }
        if excluded.contains(.bool(true)) { return .bool(false) }
        if excluded.contains(.bool(false)) { return .bool(true) }
        if least != nil || most != nil || excluded.contains(where: { $0.number != nil }) { return number(near: usual).map(Constant.number) }
        return isPresent ? .text(["other", "another", "a third"].first { !excluded.contains(.text($0)) } ?? "a fourth") : nil
    }

    /// The number of the domain that is nearest to `usual`.
    func number(near usual: Int64) -> Int64? {
        if let allowed { return allowed.compactMap { holds($0) ? $0.number : nil }.min { abs($0 - usual) < abs($1 - usual) } }
        let start = max(least ?? .min, min(most ?? .max, usual))
        return (0...Int64(excluded.count)).lazy.flatMap { [start + $0, start - $0] }.first { holds(.number($0)) }
    }
}
