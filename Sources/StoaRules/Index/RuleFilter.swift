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

    init(_ preconditions: [Precondition], _ vocabulary: FactVocabulary) {
        var (tests, counts): ([Test], [UInt16]) = ([], [])
        for precondition in preconditions {
            for alternative in precondition.alternatives {
                for test in alternative { tests.append(Test(test, vocabulary)) }
                counts.append(UInt16(clamping: alternative.count))
            }
            counts.append(0)
        }
        self.tests = tests
        self.counts = counts
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
