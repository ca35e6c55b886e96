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
    case number(Quantity, NumberTest)
    case comparison(Quantity, Comparison, Quantity)
    case not(Test)
    case and(Test, Test)
    case or(Test, Test)
    /// `test ? this : that`
    case choice(Test, this: Test, that: Test)
    /// Whether `all`, `exists` or `exists_one` holds.
    case loop(FieldLoop)
    case step(BoolStep)

    /// The comparison of a variable's time with a constant one.
    static func comparison(slot: Int, _ comparison: Comparison, _ time: Timestamp) -> Test {
        let test = Test.time(slot: slot, Interval(comparison, time))
        return comparison == .notEqual ? .not(test) : test
    }

    /// The comparison of a number with a constant one.
    static func comparison(_ quantity: Quantity, _ comparison: Comparison, _ number: Int64) -> Test {
        let test = Test.asking(quantity, NumberTest(Interval(comparison, number)))
        return comparison == .notEqual ? .not(test) : test
    }

    /// The question about a number, asked of what the number is calculated from.
    private static func asking(_ quantity: Quantity, _ test: NumberTest) -> Test {
        switch quantity {
        case .constant(let number): return test.passes(number).map { .constant($0) } ?? .number(quantity, test)
        case .choice(let condition, let this, let that): return .choice(condition, this: asking(this, test), that: asking(that, test))
        case .calculation(let left, let operation, .constant(let constant)):
            return test.before(operation, constant).map { asking(left, $0) } ?? .number(quantity, test)
        case .calculation(.constant(let constant), let operation, let right) where operation.isCommutative:
            return test.before(operation, constant).map { asking(right, $0) } ?? .number(quantity, test)
        case .calculation(.choice(let condition, let this, let that), let operation, let right)
        where this.isChoiceOfConstants && that.isChoiceOfConstants && right.isProperty:
            return asking(
                .choice(condition, this: .calculation(this, operation, right), that: .calculation(that, operation, right)), test)
        case .calculation(let left, let operation, let right) where left.isProperty && right.isChoiceOfConstants && operation.isCommutative:
            return asking(.calculation(right, operation, left), test)
        case .property, .calculation, .count, .step: return .number(quantity, test)
        }
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
    /// How many elements a filter keeps.
    case count(FieldLoop)
    case step(IntStep)

    fileprivate var isProperty: Bool { if case .property = self { true } else { false } }

    fileprivate var isChoiceOfConstants: Bool {
        switch self {
        case .constant: true
        case .choice(_, let this, let that): this.isChoiceOfConstants && that.isChoiceOfConstants
        case .property, .calculation, .count, .step: false
        }
    }
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
