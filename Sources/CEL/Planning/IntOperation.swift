/// A calculation with whole numbers that tells when there is no result.
enum IntOperation: String {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case modulo = "%"

    init?(_ function: String) {
        switch function {
        case Operator.add: self = .add
        case Operator.subtract: self = .subtract
        case Operator.multiply: self = .multiply
        case Operator.divide: self = .divide
        case Operator.modulo: self = .modulo
        default: return nil
        }
    }

    var isCommutative: Bool { self == .add || self == .multiply }

    /// The result, or any number with a report that there is none; division by zero is reported too.
    @inline(__always)
    func report(_ left: Int64, _ right: Int64) -> (partialValue: Int64, overflow: Bool) {
        switch self {
        case .add: left.addingReportingOverflow(right)
        case .subtract: left.subtractingReportingOverflow(right)
        case .multiply: left.multipliedReportingOverflow(by: right)
        case .divide: left.dividedReportingOverflow(by: right)
        case .modulo: left.remainderReportingOverflow(dividingBy: right)
        }
    }

    /// Hands over what reports the result, so that the operation is chosen once for many numbers.
    @inline(__always)
    func choose(_ body: (_ report: (Int64, Int64) -> (partialValue: Int64, overflow: Bool)) -> Void) {
        switch self {
        case .add: body { $0.addingReportingOverflow($1) }
        case .subtract: body { $0.subtractingReportingOverflow($1) }
        case .multiply: body { $0.multipliedReportingOverflow(by: $1) }
        case .divide: body { $0.dividedReportingOverflow(by: $1) }
        case .modulo: body { $0.remainderReportingOverflow(dividingBy: $1) }
        }
    }

    func compute(_ left: Int64, _ right: Int64) throws(EvaluationError) -> Int64 {
        let (result, overflow) = report(left, right)
        guard overflow else { return result }
        throw right == 0 ? Arithmetic.divisionByZero : .overflow("'\(rawValue)'")
    }

    /// Computes all lanes; false when one of those asked for has no result. The operation is chosen once for all.
    @inline(__always)
    func compute(
        _ left: Numbers<Int64>, _ right: Numbers<Int64>, into target: UnsafeMutablePointer<Int64>, _ count: Int, _ lanes: UInt64
    ) -> Bool {
        switch self {
        case .add: computed(target, count, lanes) { left[$0].addingReportingOverflow(right[$0]) }
        case .subtract: computed(target, count, lanes) { left[$0].subtractingReportingOverflow(right[$0]) }
        case .multiply: computed(target, count, lanes) { left[$0].multipliedReportingOverflow(by: right[$0]) }
        case .divide: computed(target, count, lanes) { left[$0].dividedReportingOverflow(by: right[$0]) }
        case .modulo: computed(target, count, lanes) { left[$0].remainderReportingOverflow(dividingBy: right[$0]) }
        }
    }
}

@inline(__always)
private func computed(
    _ target: UnsafeMutablePointer<Int64>, _ count: Int, _ lanes: UInt64, _ compute: (Int) -> (partialValue: Int64, overflow: Bool)
) -> Bool {
    // Bits are gathered, because a branch in each lane takes longer.
    var failed: UInt8 = 0
    for lane in 0..<count {
        let (result, overflow) = compute(lane)
        target[lane] = result
        failed |= overflow ? 1 : 0
    }
    return failed == 0 || lanes.lanes { compute($0).overflow } == 0
}
