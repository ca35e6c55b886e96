/// The preconditions of one rule, in numbers.
struct RuleFilter: Sendable {
    enum Test: Sendable {
        case one(Int32)
        /// In ascending order.
        case oneOf([Int32])
        case bound(number: Int32, Int64, orUnknown: Bool)
    }

    private let tests: [Test]
    /// How many tests each alternative has, and behind the last one of each precondition a 0.
    private let counts: [UInt16]
    /// The tests that every item passes which `lines` matches.
    private let testsOfLines: Range<Int>

    init(_ preconditions: [Precondition], _ vocabulary: FactVocabulary) {
        var (tests, counts, testsOfLines): ([Test], [UInt16], Range<Int>) = ([], [], 0..<0)
        for precondition in preconditions {
            let first = tests.count
            for alternative in precondition.alternatives {
                for test in alternative { tests.append(Test(test, vocabulary)) }
                counts.append(UInt16(clamping: alternative.count))
            }
            counts.append(0)
            if precondition.isOfLines, precondition.alternatives.count == 1 { testsOfLines = first..<tests.count }
        }
        self.tests = tests
        self.counts = counts
        self.testsOfLines = testsOfLines
    }

    /// Whether a cart passes at least one alternative of every precondition.
    func passes(_ facts: CartLookup) -> Bool {
        var next = 0
        var passesOne = false
        for count in counts {
            if count == 0 {
                guard passesOne else { return false }
                passesOne = false
                continue
            }
            let end = next + Int(count)
            if !passesOne { passesOne = tests[next..<end].allSatisfy { $0.passes(facts) } }
            next = end
        }
        return true
    }

    /// The items of a cart that the rule's `lines` could match, in their order; nil where that may be any.
    func items(_ facts: CartLookup) -> [Int]? {
        guard facts.listsItems else { return nil }
        var fewest: (items: CartLookup.ItemList, count: Int)?
        for test in tests[testsOfLines] {
            guard case .one(let value) = test, let items = facts.items(with: value) else { continue }
            let count = items.reduce(0) { count, _ in count + 1 }
            if count < fewest?.count ?? .max { fewest = (items, count) }
        }
        return fewest.map { Array($0.items) }
    }

    /// The tests of each alternative of one precondition.
    func alternatives(of precondition: Int) -> [ArraySlice<Test>] {
        var (result, next, index): ([ArraySlice<Test>], Int, Int) = ([], 0, 0)
        for count in counts {
            if count == 0 { index += 1 }
            if count > 0, index == precondition { result.append(tests[next..<next + Int(count)]) }
            next += Int(count)
        }
        return result
    }
}

extension RuleFilter.Test {
    fileprivate init(_ test: PreconditionTest, _ vocabulary: FactVocabulary) {
        switch test {
        case .value(let fact, let constants, let orUnknown):
            let values = vocabulary.values(fact, constants, orUnknown: orUnknown)
            self = values.count == 1 ? .one(values[0]) : .oneOf(values)
        case .bound(let number, let bound, let orUnknown):
            self = .bound(number: Int32(vocabulary.position(of: number) ?? 0), bound, orUnknown: orUnknown)
        }
    }

    fileprivate func passes(_ facts: CartLookup) -> Bool {
        switch self {
        case .one(let value): facts.has(value)
        case .oneOf(let values): values.contains { facts.has($0) }
        case .bound(let number, let bound, let orUnknown): facts.numbers[Int(number)].map { $0 >= bound } ?? orUnknown
        }
    }
}
