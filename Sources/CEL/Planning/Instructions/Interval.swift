/// What a comparison with a constant accepts, the ends included: all six comparisons are one test then, or its negation, and two
/// of the same number are one test too.
struct Interval<Bound: Comparable & Sendable>: Sendable, Equatable {
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
    static let all = Interval(from: .min, to: .max)
    /// It ends before it begins.
    private static let none = Interval(from: .max, to: .min)

    private init(from first: Int64, to last: Int64) {
        self.first = first
        self.last = last
    }

    /// As much of it as fits into 64 bits.
    private init(_ first: Int128, _ last: Int128) {
        guard first <= last, first <= Int64.max, last >= Int64.min else {
            self = .none
            return
        }
        self.init(from: Int64(clamping: first), to: Int64(clamping: last))
    }

    /// The numbers that a calculation brings into the interval; nil when they are no interval.
    ///
    /// - Parameter constant: the right side of the calculation.
    func origins(_ operation: IntOperation, _ constant: Int64) -> Interval? {
        guard self.first <= self.last else { return Interval.none }
        let (first, last, constant) = (Int128(first), Int128(last), Int128(constant))
        switch operation {
        case .add: return Interval(first - constant, last - constant)
        case .subtract: return Interval(first + constant, last + constant)
        case .multiply where constant == 0: return contains(0) ? .all : Interval.none
        case .multiply where constant > 0: return Interval(-floored(-first, constant), floored(last, constant))
        case .multiply: return Interval(-floored(-last, constant), floored(first, constant))
        // Quotients are cut towards zero.
        case .divide where constant > 0:
            return Interval(first * constant - (first > 0 ? 0 : constant - 1), last * constant + (last < 0 ? 0 : constant - 1))
        case .divide, .modulo: return nil
        }
    }

    /// The quotient, rounded down.
    private func floored(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        return remainder != 0 && (remainder < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}

extension Interval<Timestamp> {
    /// What compares so with the time; for `!=` what does not.
    init(_ comparison: Comparison, _ time: Timestamp) {
        self.init(comparison, time, within: .minimum ... .maximum) { time.adding(.nanoseconds($0)) }
    }
}
