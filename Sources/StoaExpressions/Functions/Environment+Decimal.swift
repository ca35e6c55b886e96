import CEL
import StoaCommerce

extension Environment {
    /// Declares `decimal("17.5")`, `decimal(3)` and exact arithmetic with decimals and whole numbers.
    mutating func declareDecimal() {
        declare(HostType(DecimalValue.self))
        declare(function: "decimal", check: .evaluation) { (text: String) throws(EvaluationError) -> DecimalValue in
            do throws(CommerceError) { return DecimalValue(try Rational(decimal: text)) } catch { throw EvaluationError(error) }
        }
        declare(function: "decimal") { (whole: Int64) throws(EvaluationError) -> DecimalValue in DecimalValue(Rational(whole)) }
        calculate(Operator.add) { (a: Rational, b: Rational) throws(CommerceError) in try a.plus(b) }
        calculate(Operator.subtract) { (a: Rational, b: Rational) throws(CommerceError) in try a.minus(b) }
        calculate(Operator.multiply) { (a: Rational, b: Rational) throws(CommerceError) in try a.times(b) }
        calculate(Operator.divide) { (a: Rational, b: Rational) throws(CommerceError) in try a.divided(by: b) }
        compare(Operator.less) { $0 < $1 }
        compare(Operator.lessOrEqual) { !($1 < $0) }
        compare(Operator.greater) { $1 < $0 }
        compare(Operator.greaterOrEqual) { !($0 < $1) }
    }

    private mutating func calculate(_ name: String, _ result: @escaping @Sendable (Rational, Rational) throws(CommerceError) -> Rational) {
        let exact: @Sendable (Rational, Rational) throws(EvaluationError) -> DecimalValue = { (a, b) throws(EvaluationError) in
            do throws(CommerceError) { return DecimalValue(try result(a, b)) } catch { throw EvaluationError(error) }
        }
        declare(function: name, check: .evaluation) { (a: DecimalValue, b: DecimalValue) throws(EvaluationError) -> DecimalValue in
            try exact(a.value, b.value)
        }
        declare(function: name, check: .evaluation) { (a: DecimalValue, b: Int64) throws(EvaluationError) -> DecimalValue in
            try exact(a.value, Rational(b))
        }
        declare(function: name, check: .evaluation) { (a: Int64, b: DecimalValue) throws(EvaluationError) -> DecimalValue in
            try exact(Rational(a), b.value)
        }
    }

    private mutating func compare(_ name: String, _ holds: @escaping @Sendable (Rational, Rational) -> Bool) {
        declare(function: name) { (a: DecimalValue, b: DecimalValue) throws(EvaluationError) -> Bool in holds(a.value, b.value) }
        declare(function: name) { (a: DecimalValue, b: Int64) throws(EvaluationError) -> Bool in holds(a.value, Rational(b)) }
        declare(function: name) { (a: Int64, b: DecimalValue) throws(EvaluationError) -> Bool in holds(Rational(a), b.value) }
    }
}
