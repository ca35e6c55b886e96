/// A condition as data, as far as ``Instructions`` can run it; what they cannot is a step.
indirect enum Test: Sendable {
    case constant(Bool)
    case truth(Property)
    /// Whether a text is there.
    case presence(Property)
    /// Whether it is this text.
    case text(Property, ComparedText)
    /// Whether a variable's time is one of these.
    case time(slot: Int, Interval<Timestamp>)
    case number(Quantity, Interval<Int64>)
    case comparison(Quantity, Comparison, Quantity)
    case not(Test)
    case and(Test, Test)
    case or(Test, Test)
    case step(BoolStep)

    /// The comparison of a variable's time with a constant one.
    static func comparison(slot: Int, _ comparison: Comparison, _ time: Timestamp) -> Test {
        let test = Test.time(slot: slot, Interval(comparison, time))
        return comparison == .notEqual ? .not(test) : test
    }

    /// The comparison of a number with a constant one.
    static func comparison(_ quantity: Quantity, _ comparison: Comparison, _ number: Int64) -> Test {
        var (quantity, interval) = (quantity, Interval(comparison, number))
        while case .calculation(let dividend, .divide, .constant(let divisor)) = quantity, divisor > 0 {
            (quantity, interval) = (dividend, interval.dividends(by: divisor))
        }
        return comparison == .notEqual ? .not(.number(quantity, interval)) : .number(quantity, interval)
    }

    /// Whether nothing is gained by instructions: they would only call a step.
    var isStep: Bool {
        switch self {
        case .step: true
        case .not(let test): test.isStep
        default: false
        }
    }
}

/// A whole number as data.
indirect enum Quantity: Sendable {
    case constant(Int64)
    case property(Property)
    case calculation(Quantity, IntOperation, Quantity)
    /// `test ? this : that`
    case choice(Test, this: Quantity, that: Quantity)
    case step(IntStep)
}

/// Where a stored property of a variable lies.
struct Property: Sendable, Equatable {
    let slot: Int
    /// The Swift type that the variable holds.
    let host: ObjectIdentifier
    /// Bytes from the beginning of the object.
    let offset: Int
    let isOptional: Bool
}

extension FieldTarget {
    /// Where the field lies; nil when it is computed, or the object is no variable of the bindings.
    func property<Field>(_ access: FieldAccess<Field>) -> Property? {
        guard let variable else { return nil }
        switch access.source {
        case .stored(let offset): return Property(slot: variable, host: field.host, offset: offset, isOptional: false)
        case .storedOptional(let offset): return Property(slot: variable, host: field.host, offset: offset, isOptional: true)
        case .computed: return nil
        }
    }
}
