import CEL
import StoaCommerce
import StoaExpressions

/// What a row gives, in expressions.
struct TableAnswer: HostValue {
    static let celTypeName = "table row"

    let values: [Value?]

    static func == (left: TableAnswer, right: TableAnswer) -> Bool {
        zip(left.values, right.values).allSatisfy { a, b in
            guard let a, let b else { return a == nil && b == nil }
            return a == b
        }
    }

    /// Values of the language are not hashed; rows of one table have nothing else.
    func hash(into hasher: inout Hasher) { hasher.combine(values.count) }
}

extension DecisionTable {
    /// The answer to a call.
    ///
    /// - Throws: `table.severalRows`, what a formula throws, and what an argument of a wrong type or currency is.
    func answer(_ values: [Value]) throws(EvaluationError) -> Value { try answer(to: try keys(values)) }

    /// The value of each column for the arguments of a call.
    func keys(_ values: [Value]) throws(EvaluationError) -> [CellKey] {
        var bindings: Bindings?
        var keys: [CellKey] = []
        keys.reserveCapacity(columns.count)
        for column in columns {
            if let argument = column.argument {
                keys.append(try column.field.key(values[argument]))
            } else if let formula = column.formula {
                var bound = bindings ?? Bindings(for: environment)
                if bindings == nil { for (slot, value) in zip(slots, values) { bound[slot] = value } }
                bindings = bound
                keys.append(try column.field.key(try formula.evaluate(bound, limit: UInt64(RuleLimits.conditionStepsMax))))
            }
        }
        return keys
    }

    /// The answer for values of the columns.
    func answer(to keys: [CellKey]) throws(EvaluationError) -> Value {
        let found = matches(keys)
        switch hit {
        case .collect: return .list(found.map { .object(TableAnswer(values: rows[$0].results)) })
        case .count: return .int(Int64(found.count))
        case .total(let total):
            var values: [Value?] = []
            for output in outputs.indices {
                values.append(try total.reckon(found.compactMap { rows[$0].results[output] }, outputs[output]))
            }
            return .object(TableAnswer(values: values))
        case .unique, .first, .priority:
            let winner = try winner(among: found, keys)
            return .object(TableAnswer(values: winner.map { rows[$0].results } ?? fallback ?? outputs.map { _ in nil }))
        }
    }

    /// The row that counts; nil when none matches.
    ///
    /// - Throws: `table.severalRows` where the hit policy leaves more than one.
    func winner(among found: [Int], _ keys: [CellKey]) throws(EvaluationError) -> Int? {
        var winners = found
        switch hit {
        case .first: return found.first
        case .priority:
            let greatest = found.map { rows[$0].priority }.max()
            winners = found.filter { rows[$0].priority == greatest }
        case .unique, .collect, .total, .count: break
        }
        guard winners.count > 1 else { return winners.first }
        throw EvaluationError(
            code: "table.severalRows", "\(names(of: winners)) match \(text(keys))",
            hint: hit == .priority ? "give them different priorities" : "make them exclude each other, or choose another 'hit'")
    }
}

extension DecisionTable.Total {
    /// Of no values the sum is nothing, and there is no least and no greatest.
    fileprivate func reckon(_ values: [Value], _ field: TableField) throws(EvaluationError) -> Value? {
        switch field.type {
        case .int:
            let numbers = values.compactMap { value -> Int64? in if case .int(let number) = value { number } else { nil } }
            switch self {
            case .sum:
                var sum: Int64 = 0
                for number in numbers {
                    let (next, overflow) = sum.addingReportingOverflow(number)
                    guard !overflow else { throw EvaluationError(code: "cel.overflow", "the sum of '\(field.name)' is out of range") }
                    sum = next
                }
                return .int(sum)
            case .min: return numbers.min().map { .int($0) }
            case .max: return numbers.max().map { .int($0) }
            }
        case .decimal:
            let numbers = values.compactMap { $0.object(as: DecimalValue.self)?.value }
            switch self {
            case .sum:
                do throws(CommerceError) {
                    var sum = Rational.zero
                    for number in numbers { sum = try sum.plus(number) }
                    return DecimalValue(sum).celValue
                } catch { throw EvaluationError(code: error.code, error.message, hint: error.hint) }
            case .min: return numbers.min().map { DecimalValue($0).celValue }
            case .max: return numbers.max().map { DecimalValue($0).celValue }
            }
        case .money: return try amounts(values)
        case .text, .bool, .time: return nil
        }
    }

    /// By currency; a sum in which a currency is missing from some rows counts what there is of it.
    private func amounts(_ values: [Value]) throws(EvaluationError) -> Value? {
        let stated = values.compactMap { $0.object(as: MoneyValue.self) }
        guard !stated.isEmpty else { return self == .sum ? MoneyValue.unstated("0").celValue : nil }
        var byCurrency: [Currency: Money] = [:]
        for value in stated {
            let amounts: [Money] =
                switch value {
                case .exact(let money): [money]
                case .choice(let choice): choice
                case .unstated: []
                }
            for money in amounts {
                guard let known = byCurrency[money.currency] else {
                    byCurrency[money.currency] = money
                    continue
                }
                switch self {
                case .sum:
                    do throws(CommerceError) { byCurrency[money.currency] = try known.plus(money) } catch {
                        throw EvaluationError(code: error.code, error.message, hint: error.hint)
                    }
                case .min: if money.amount < known.amount { byCurrency[money.currency] = money }
                case .max: if money.amount > known.amount { byCurrency[money.currency] = money }
                }
            }
        }
        let sorted = byCurrency.values.sorted { $0.currency.code < $1.currency.code }
        return (sorted.count == 1 ? MoneyValue.exact(sorted[0]) : .choice(sorted)).celValue
    }
}
