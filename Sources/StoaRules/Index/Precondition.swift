import CEL
import StoaCommerce
import StoaExpressions

/// One thing that must be so at the start of a quote, or an alternative of a condition does not hold in it at all.
enum PreconditionTest {
    /// The fact has one of the values; `orUnknown` where a cart that does not state it is not ruled out.
    case value(IndexedFact, [Constant], orUnknown: Bool)
    /// The number is at least so much.
    case bound(IndexedNumber, Int64, orUnknown: Bool)
}

/// What a condition needs: all tests of at least one alternative. A cart that fails it makes the condition false, whatever
/// rules do; one that passes it need not make it true.
struct Precondition {
    let alternatives: [[PreconditionTest]]
    /// Whether it is what `lines` needs of every item that it matches.
    let isOfLines: Bool

    init(_ tests: [PreconditionTest]) {
        alternatives = [tests]
        isOfLines = false
    }

    /// Nil for a condition from which nothing follows.
    ///
    /// A comparison that is false makes a conjunction false, whatever its other parts come to, so these need not be
    /// understood. A fact that is not known makes it false only if no other part can fail: an error would be reported.
    init?(_ program: Program, in currency: Currency, field: String) {
        var reader = ClauseReader(program, currency, field: [field], otherLines: 0)
        let read = reader.alternatives(line: .line(0))
        let isUnderstood = read.allSatisfy { $0.allSatisfy(\.cannotFail) }
        // Beyond its cost an evaluation fails before it comes to the comparison.
        guard isUnderstood || program.expression.costsLittle else { return nil }
        let isOfLine = field != "when"
        let alternatives = read.map { clauses in
            clauses.flatMap { $0.tests(orUnknown: !isUnderstood, isOfLine: isOfLine) }
        }
        guard alternatives.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.alternatives = alternatives
        isOfLines = field == "lines"
    }
}

extension Promotion {
    /// All that must be so for the rule to act, be nearly reached, or be reported, in carts of a currency. Its code is not
    /// among it: whoever gives a code is told what became of it.
    ///
    /// A spend that is not reached rules nothing out, because that is what makes a near miss.
    func preconditions(in currency: Currency) -> [Precondition] {
        var result: [Precondition] = []
        if let channels { result.append(Precondition([.value(.channel, channels.map(Constant.text), orUnknown: false)])) }
        var window: [PreconditionTest] = []
        if let from = active.from { window.append(.bound(IndexedNumber(.now), from.millisecondsSince1970, orUnknown: false)) }
        if let until = active.until {
            window.append(.bound(IndexedNumber(.now, isNegated: true), 1 - until.millisecondsSince1970, orUnknown: false))
        }
        if !window.isEmpty { result.append(Precondition(window)) }
        if let when, let precondition = Precondition(when.program, in: currency, field: "when") { result.append(precondition) }
        guard needsItems(in: currency) else { return result }
        if let sellers {
            result.append(Precondition([.value(.seller(.discountable), sellers.map(Constant.text), orUnknown: false)]))
        }
        if let lines, let precondition = Precondition(lines.program, in: currency, field: "lines") { result.append(precondition) }
        guard needsParts else { return result }
        for part in take {
            if let lines = part.lines, let precondition = Precondition(lines.program, in: currency, field: "of") {
                result.append(precondition)
            }
        }
        return result
    }

    /// Whether the rule comes to nothing, and is not nearly reached either, in a cart without goods for a part of its set.
    var needsParts: Bool { !allowsPartialSet && spend?.atLeast == nil }

    /// Whether the rule comes to nothing in a cart without an item that it is about.
    func needsItems(in currency: Currency) -> Bool {
        if !givesShippingAlone { return true }
        guard let spend, spend.scope == .lines, let least = spend.atLeast?.amount(in: currency) else { return false }
        return least > 0
    }
}

extension Clause {
    /// Whether its evaluation gives an answer, or fails only because the cart does not state a fact.
    fileprivate var cannotFail: Bool {
        switch kind {
        case .unknown: return false
        case .segment: return true
        case .comparison(let fact, let relation, let constants):
            switch relation {
            case .suggested: return false
            case .present, .absent: return true
            case .equal, .notEqual:
                // A field that stands for its own truth fails where it is none, and looks like this.
                return !(fact.path.hasPrefix("attributes.") && constants.allSatisfy { $0.bool != nil })
            case .less, .lessOrEqual, .greater, .greaterOrEqual: return IndexedNumber(fact) != nil
            }
        }
    }

    fileprivate func tests(orUnknown: Bool, isOfLine: Bool) -> [PreconditionTest] {
        guard cannotFail else { return [] }
        switch kind {
        case .unknown: return []
        case .segment(let name, let isMember): return isMember ? [.value(.segment, [.text(name)], orUnknown: false)] : []
        case .comparison(let fact, let relation, let constants):
            // `all` over the cart's items says nothing of a cart without any.
            if case .line = fact.owner, !isOfLine { return [] }
            let numbers = constants.compactMap(\.number)
            guard let number = IndexedNumber(fact), numbers.count == constants.count else {
                guard relation == .equal, let indexed = IndexedFact(fact) else { return [] }
                return [.value(indexed, constants, orUnknown: orUnknown)]
            }
            return bounds(number, relation, numbers).map { .bound($0, $1, orUnknown: orUnknown) }
        }
    }

    /// Lower bounds that follow; a little too wide where times are cut to milliseconds.
    private func bounds(_ number: IndexedNumber, _ relation: Relation, _ constants: [Int64]) -> [(IndexedNumber, Int64)] {
        guard let least = constants.min(), let most = constants.max() else { return [] }
        var negated = number
        negated.isNegated = true
        let upper = number.falls ? [] : [(negated, -most)]
        switch relation {
        case .equal: return [(number, least)] + upper
        case .greater, .greaterOrEqual: return [(number, least)]
        case .less, .lessOrEqual: return upper
        case .notEqual, .present, .absent, .suggested: return []
        }
    }
}

extension Expression {
    /// Whether evaluation stays far below ``RuleLimits/conditionStepsMax`` in the largest cart.
    fileprivate var costsLittle: Bool { stepsMost(inLoop: false) < RuleLimits.conditionStepsMax / 4 }

    /// Roughly the steps of an evaluation; the limit where nobody can tell.
    private func stepsMost(inLoop: Bool) -> Int {
        switch kind {
        case .comprehension(let comprehension):
            guard !inLoop, comprehension.range.path == ["cart", "items"] || comprehension.range.path == ["customer", "segments"] else {
                return RuleLimits.conditionStepsMax
            }
            let body = [comprehension.condition, comprehension.transform].compactMap { $0 }.reduce(2) { $0 + $1.stepsMost(inLoop: true) }
            return Cart.linesMax * body
        case .receiverCall(_, let function, _) where !["startsWith", "endsWith", "contains"].contains(function):
            return RuleLimits.conditionStepsMax
        case .construct, .bind, .optionalMap: return RuleLimits.conditionStepsMax
        default: return children.reduce(1) { min(RuleLimits.conditionStepsMax, $0 + $1.stepsMost(inLoop: inLoop)) }
        }
    }
}
