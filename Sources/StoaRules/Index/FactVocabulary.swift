import StoaCommerce

/// The facts and values that the preconditions of a book name, numbered, and how rare each is.
struct FactVocabulary: Sendable {
    /// By fact: its values by their number.
    private(set) var facts: [(fact: IndexedFact, values: FactValues)] = []
    private(set) var numbers: [IndexedNumber] = []
    /// By fact: the number that stands for its being unknown.
    private(set) var unknown: [Int32?] = []
    private(set) var valueCount = 0
    private var positions: [IndexedFact: Int] = [:]
    private var numberPositions: [IndexedNumber: Int] = [:]

    var numberCount: Int { numbers.count }

    /// A cart of ten lines meets ten values of a fact of its items, and one of its own.
    private static let itemsUsual = 10.0
    /// A bound is reached by half of all carts, as long as nobody has counted.
    private static let boundShare = 0.5

    init(_ preconditions: [[Precondition]]) {
        for test in preconditions.joined().lazy.flatMap(\.alternatives).joined() {
            switch test {
            case .value(let fact, let constants, let orUnknown):
                let index = position(of: fact)
                for constant in constants where facts[index].values[constant] == nil {
                    facts[index].values.insert(constant, Int32(valueCount))
                    valueCount += 1
                }
                if orUnknown, unknown[index] == nil {
                    unknown[index] = Int32(valueCount)
                    valueCount += 1
                }
            case .bound(let number, _, _):
                if numberPositions[number] == nil {
                    numberPositions[number] = numbers.count
                    numbers.append(number)
                }
            }
        }
    }

    private mutating func position(of fact: IndexedFact) -> Int {
        if let known = positions[fact] { return known }
        positions[fact] = facts.count
        facts.append((fact, FactValues(of: fact)))
        unknown.append(nil)
        return facts.count - 1
    }

    /// Numbers of the values, in ascending order, with that of the unknown one where it passes too.
    func values(_ fact: IndexedFact, _ constants: [Constant], orUnknown: Bool) -> [Int32] {
        guard let index = positions[fact] else { return [] }
        var values = constants.compactMap { facts[index].values[$0] }
        if orUnknown, let unknown = unknown[index] { values.append(unknown) }
        return Set(values).sorted()
    }

    func position(of number: IndexedNumber) -> Int? { numberPositions[number] }

    // MARK: How rare

    /// The share of carts that pass the rarest test of an alternative, guessed from how many values the book knows.
    func share(of alternative: [PreconditionTest]) -> Double {
        if window(alternative) != nil { return Self.boundShare / 2 }
        return alternative.lazy.map { share(of: $0) }.min() ?? 1
    }

    func share(of test: PreconditionTest) -> Double {
        switch test {
        case .value(let fact, let constants, let orUnknown):
            guard !orUnknown, let index = positions[fact] else { return 1 }
            let each = Double(constants.count) / Double(max(2, facts[index].values.count))
            return fact.scope == .cart ? each : each * Self.itemsUsual
        case .bound(_, _, let orUnknown): return orUnknown ? 1 : Self.boundShare
        }
    }

    /// The span, half open, where an alternative asks for the time alone.
    func window(_ alternative: [PreconditionTest]) -> (from: Int64, until: Int64)? {
        guard alternative.count == 2, case .bound(let first, let from, _) = alternative[0], first == IndexedNumber(.now),
            case .bound(let second, let last, _) = alternative[1], second == IndexedNumber(.now, isNegated: true)
        else { return nil }
        return (from, 1 - last)
    }
}

/// The numbers of one fact's values.
struct FactValues: Sendable {
    /// Nearly all values are short texts.
    private var shortTexts = ShortTextNumbers()
    private var texts: [String: Int32] = [:]
    private var others: [Constant: Int32] = [:]
    /// Whether texts that look alike count as equal, as they do for Swift, which compares channels and sellers, and not for the
    /// language.
    private let isCanonical: Bool

    init(of fact: IndexedFact) {
        switch fact {
        case .channel, .seller: isCanonical = true
        default: isCanonical = false
        }
    }

    var count: Int { shortTexts.count + texts.count + others.count }

    subscript(text text: String) -> Int32? {
        if !isCanonical, let short = ShortText(text) { return shortTexts[short] }
        return texts.isEmpty ? nil : texts[text]
    }

    subscript(value: Constant) -> Int32? {
        if case .text(let text) = value { self[text: text] } else { others.isEmpty ? nil : others[value] }
    }

    /// - Precondition: the value has no number yet.
    mutating func insert(_ value: Constant, _ number: Int32) {
        guard case .text(let text) = value else { return others[value] = number }
        if !isCanonical, let short = ShortText(text) { shortTexts.insert(short, number) } else { texts[text] = number }
    }
}
