/// What is asked of a number: which numbers pass, and for which the question has an answer.
///
/// A comparison of a calculation with constants (`price * 15 / 100 >= 2000`) is such a question about the number that the
/// calculation begins with, so that nothing is left to calculate. Where the calculation would overflow there is no answer.
struct NumberTest: Sendable {
    private(set) var passing: Interval<Int64>
    private(set) var answerable = Interval<Int64>.all

    init(_ passing: Interval<Int64>) { self.passing = passing }

    /// Whether the question has an answer for all numbers.
    @inline(__always)
    var answersAll: Bool { answerable == .all }

    /// Whether the number passes; nil where there is no answer.
    @inline(__always)
    func passes(_ number: Int64) -> Bool? {
        if passing.contains(number) { return true }
        return answerable.contains(number) ? false : nil
    }

    /// The same question about what a calculation begins with; nil when that cannot be asked in this way.
    ///
    /// - Parameter constant: the right side of the calculation.
    func before(_ operation: IntOperation, _ constant: Int64) -> NumberTest? {
        guard let passing = passing.origins(operation, constant), let answerable = answerable.origins(operation, constant) else {
            return nil
        }
        var test = NumberTest(passing)
        test.answerable = answerable
        return test
    }

    /// Whether a number passes both; where one has no answer, neither has this.
    func and(_ other: NumberTest) -> NumberTest {
        var both = NumberTest(passing.intersection(other.passing))
        both.answerable = answerable.intersection(other.answerable)
        return both
    }
}
