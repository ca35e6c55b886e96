extension Pattern {
    /// Whether the pattern occurs in the text. Follows all ways through the automaton at once, one code point after
    /// the other (Thompson's construction), so no text makes it slow.
    func occurs(in text: String) -> Bool {
        var states = StateSet(capacity: instructions.count)
        var next = StateSet(capacity: instructions.count)
        var previous: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        var current = scalars.next()
        while true {
            // A match may begin at every place.
            if add(0, to: &states, between: previous, current) { return true }
            guard let scalar = current else { return false }
            current = scalars.next()
            for state in states.members {
                let isTaken: Bool
                switch instructions[state] {
                case .scalar(let wanted): isTaken = wanted == scalar
                case .set(let set): isTaken = set.contains(scalar)
                default: isTaken = false
                }
                if isTaken, add(state + 1, to: &next, between: scalar, current) { return true }
            }
            previous = scalar
            swap(&states, &next)
            next.removeAll()
        }
    }

    /// Adds a state and all that it leads to without a code point; true when a match is among them.
    private func add(_ state: Int, to states: inout StateSet, between left: Unicode.Scalar?, _ right: Unicode.Scalar?) -> Bool {
        var open = [state]
        while let state = open.popLast() {
            guard states.insert(state) else { continue }
            switch instructions[state] {
            case .match: return true
            case .jump(let target): open.append(target)
            case .split(let first, let second):
                open.append(second)
                open.append(first)
            case .assertion(let assertion):
                if assertion.holds(between: left, right) { open.append(state + 1) }
            case .scalar, .set: break
            }
        }
        return false
    }
}

extension Pattern.Assertion {
    /// Whether it holds between two code points; nil stands for the edge of the text.
    fileprivate func holds(between left: Unicode.Scalar?, _ right: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: left == nil
        case .textEnd: right == nil
        case .lineStart: left == nil || left == "\n"
        case .lineEnd: right == nil || right == "\n"
        case .wordBoundary: isWord(left) != isWord(right)
        case .notWordBoundary: isWord(left) == isWord(right)
        }
    }

    private func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ScalarSet.words.contains) ?? false }
}

/// A set of small numbers that is emptied in constant time and remembers the order of insertion.
private struct StateSet {
    private(set) var members: [Int] = []
    private var isMember: [Bool]

    init(capacity: Int) {
        members.reserveCapacity(capacity)
        isMember = Array(repeating: false, count: capacity)
    }

    mutating func insert(_ state: Int) -> Bool {
        guard !isMember[state] else { return false }
        isMember[state] = true
        members.append(state)
        return true
    }

    mutating func removeAll() {
        for state in members { isMember[state] = false }
        members.removeAll(keepingCapacity: true)
    }
}
