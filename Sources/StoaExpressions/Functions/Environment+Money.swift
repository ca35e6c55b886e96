import CEL
import StoaCommerce

extension Environment {
    /// Declares `money(…)`, its fields `amount` (minor units) and `currency`, and its arithmetic.
    ///
    /// - Parameter currency: what a one-argument `money("50.00")` means; nil lets it take the currency it meets.
    mutating func declareMoney(in currency: Currency?) {
        var type = HostType(MoneyValue.self)
        type.optionalField("amount") { (money: MoneyValue) in
            if case .exact(let exact) = money { exact.amount } else { nil as Int64? }
        }
        type.optionalField("currency") { (money: MoneyValue) in
            if case .exact(let exact) = money { exact.currency.code } else { nil as String? }
        }
        declare(type)
        declare(function: "money", check: .evaluation) { (text: String) throws(EvaluationError) -> MoneyValue in
            do throws(CommerceError) {
                guard let currency else {
                    _ = try Rational(decimal: text)
                    return .unstated(text)
                }
                return .exact(try Money(text, currency))
            } catch { throw EvaluationError(error) }
        }
        declare(function: "money", check: .evaluation) { (amounts: [String: String]) throws(EvaluationError) -> MoneyValue in
            guard !amounts.isEmpty else { throw EvaluationError(code: "money.malformed", "money({}) names no amount") }
            var stated: [Money] = []
            for (code, text) in amounts.sorted(by: { $0.key < $1.key }) {
                do throws(CommerceError) { stated.append(try Money(text, try Currency(code))) } catch { throw EvaluationError(error) }
            }
            return stated.count == 1 ? .exact(stated[0]) : .choice(stated)
        }
        declareMoneyArithmetic()
        declareMoneySum()
        declareMoneyComparisons()
    }

    private mutating func declareMoneyArithmetic() {
        declare(function: Operator.add, check: .evaluation) { (a: MoneyValue, b: MoneyValue) throws(EvaluationError) -> MoneyValue in
            try combined(a, b) { (x: Money, y: Money) throws(CommerceError) in try x.plus(y) }
        }
        declare(function: Operator.subtract, check: .evaluation) { (a: MoneyValue, b: MoneyValue) throws(EvaluationError) -> MoneyValue in
            try combined(a, b) { (x: Money, y: Money) throws(CommerceError) in try x.minus(y) }
        }
        declare(function: Operator.negate) { (a: MoneyValue) throws(EvaluationError) -> MoneyValue in
            try scaled(a, by: Rational(-1))
        }
        declare(function: Operator.multiply) { (a: MoneyValue, b: Int64) throws(EvaluationError) -> MoneyValue in
            try scaled(a, by: Rational(b))
        }
        declare(function: Operator.multiply) { (a: Int64, b: MoneyValue) throws(EvaluationError) -> MoneyValue in
            try scaled(b, by: Rational(a))
        }
        declare(function: Operator.multiply) { (a: MoneyValue, b: DecimalValue) throws(EvaluationError) -> MoneyValue in
            try scaled(a, by: b.value)
        }
        declare(function: Operator.divide, check: .evaluation) {
            (a: MoneyValue, b: MoneyValue) throws(EvaluationError) -> DecimalValue in
            let (left, right) = try met(a, b)
            guard left.count == 1, let x = left.first, let y = right.first else {
                throw EvaluationError(code: "money.unstatedCurrency", "amounts for several currencies have no ratio")
            }
            do throws(CommerceError) { return DecimalValue(try Rational(x.amount).divided(by: Rational(y.amount))) } catch {
                throw EvaluationError(error)
            }
        }
    }

    /// `cart.lines.map(l, l.total).sum()`; the sum of no amounts is none in whichever currency it meets.
    private mutating func declareMoneySum() {
        declare(function: "sum", .receiver, check: .evaluation) { (amounts: [MoneyValue]) throws(EvaluationError) -> MoneyValue in
            guard var total = amounts.first else { return .unstated("0") }
            for amount in amounts.dropFirst() {
                total = try combined(total, amount) { (x: Money, y: Money) throws(CommerceError) in try x.plus(y) }
            }
            return total
        }
    }

    private mutating func declareMoneyComparisons() {
        compare(Operator.less) { $0 < $1 }
        compare(Operator.lessOrEqual) { $0 <= $1 }
        compare(Operator.greater) { $0 > $1 }
        compare(Operator.greaterOrEqual) { $0 >= $1 }
    }

    private mutating func compare(_ name: String, _ holds: @escaping @Sendable (Int64, Int64) -> Bool) {
        declare(function: name, check: .evaluation) { (a: MoneyValue, b: MoneyValue) throws(EvaluationError) -> Bool in
            // The common pair first: a fact, which is exact, against an amount of the same currency.
            if case .exact(let x) = a, case .exact(let y) = b, x.currency == y.currency { return holds(x.amount, y.amount) }
            let (left, right) = try met(a, b)
            let answers = zip(left, right).map { holds($0.amount, $1.amount) }
            guard let answer = answers.first, answers.allSatisfy({ $0 == answer }) else {
                throw EvaluationError(
                    code: "money.unstatedCurrency", "the comparison has another answer in each currency",
                    hint: "compare with an amount of the cart")
            }
            return answer
        }
    }
}

private func combined(
    _ a: MoneyValue, _ b: MoneyValue, _ combine: (Money, Money) throws(CommerceError) -> Money
) throws(EvaluationError) -> MoneyValue {
    if case .unstated = a, case .unstated = b {
        throw EvaluationError(
            code: "money.unstatedCurrency", "two amounts without a currency cannot be added",
            hint: "name the currency in rulebook.yaml")
    }
    let (left, right) = try met(a, b)
    var results: [Money] = []
    for (x, y) in zip(left, right) {
        do throws(CommerceError) { results.append(try combine(x, y)) } catch { throw EvaluationError(error) }
    }
    return results.count == 1 ? .exact(results[0]) : .choice(results)
}

/// Rounds half up to whole minor units: the one rounding point of expressions.
private func scaled(_ money: MoneyValue, by factor: Rational) throws(EvaluationError) -> MoneyValue {
    func scale(_ one: Money) throws(EvaluationError) -> Money {
        do throws(CommerceError) {
            return try Money(try Rational(one.amount).times(factor).rounded(.halfUp), one.currency)
        } catch { throw EvaluationError(error) }
    }
    switch money {
    case .exact(let exact): return .exact(try scale(exact))
    case .choice(let amounts):
        var results: [Money] = []
        for amount in amounts { results.append(try scale(amount)) }
        return .choice(results)
    case .unstated:
        throw EvaluationError(
            code: "money.unstatedCurrency", "an amount without a currency cannot be multiplied",
            hint: "name the currency in rulebook.yaml")
    }
}
