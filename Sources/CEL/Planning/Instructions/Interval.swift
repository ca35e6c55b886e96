/// What a comparison with a constant accepts, the ends included: all six comparisons are one test then, or its negation, and two
/// of the same number are one test too.
struct Interval<Bound: Comparable & Sendable>: Sendable {
    fileprivate(set) var first: Bound
    fileprivate(set) var last: Bound

    init(only bound: Bound) {
        first = bound
        last = bound
    }

    /// - Parameter neighbour: the next number up or down, nil when there is none.
    private init(_ comparison: Comparison, _ bound: Bound, within all: ClosedRange<Bound>, _ neighbour: (_ step: Int) -> Bound?) {
        self.init(only: bound)
        // Beyond the first and the last there is nothing: an interval that ends before it begins.
        switch comparison {
        case .equal, .notEqual: break
        case .lessOrEqual: first = all.lowerBound
        case .greaterOrEqual: last = all.upperBound
        case .less:
            if let below = neighbour(-1) {
                (first, last) = (all.lowerBound, below)
            } else {
                (first, last) = (all.upperBound, all.lowerBound)
            }
        case .greater:
            if let above = neighbour(1) {
                (first, last) = (above, all.upperBound)
            } else {
                (first, last) = (all.upperBound, all.lowerBound)
            }
        }
    }

    @inline(__always)
    func contains(_ value: Bound) -> Bool { first <= value && value <= last }

    func intersection(_ other: Interval) -> Interval {
        var both = self
        both.first = max(first, other.first)
        both.last = min(last, other.last)
        return both
    }
}

extension Interval<Int64> {
    /// What compares so with the number; for `!=` what does not.
    init(_ comparison: Comparison, _ number: Int64) {
        self.init(comparison, number, within: .min ... .max) { step in
            let (neighbour, overflow) = number.addingReportingOverflow(Int64(step))
            return overflow ? nil : neighbour
        }
    }
}

extension Interval<Int64> {
    /// The numbers whose quotient by a positive divisor lies in the interval: to divide takes longer than all else in a comparison.
    /// Quotients are cut towards zero.
    func dividends(by divisor: Int64) -> Interval {
        let (least, isBeyond) = first.multiplied(by: divisor, plus: first > 0 ? 0 : 1 - divisor)
        let (greatest, isBefore) = last.multiplied(by: divisor, plus: last < 0 ? 0 : divisor - 1)
        var dividends = self
        // Where no number divided comes to a bound, all do or none does.
        let isEmpty = first > last || (isBeyond && first > 0) || (isBefore && last < 0)
        dividends.first = isEmpty ? .max : least
        dividends.last = isEmpty ? .min : greatest
        return dividends
    }
}

extension Int64 {
    /// The first or the last number when there is no result.
    fileprivate func multiplied(by factor: Int64, plus summand: Int64) -> (result: Int64, overflow: Bool) {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        let (sum, overflows) = product.addingReportingOverflow(summand)
        return overflow || overflows ? (self < 0 ? .min : .max, true) : (sum, false)
    }
}

extension Interval<Timestamp> {
    /// What compares so with the time; for `!=` what does not.
    init(_ comparison: Comparison, _ time: Timestamp) {
        self.init(comparison, time, within: .minimum ... .maximum) { time.adding(.nanoseconds($0)) }
    }
}
