/// A condition as data, as far as ``Instructions`` can run it; what they cannot is a step.
indirect enum Test: Sendable {
    case constant(Bool)
    case truth(Property)
    /// Whether a text is there.
    case presence(Property)
    /// Whether it is this text.
    case text(Property, ComparedText)
    /// A variable's time against a constant one.
    case time(slot: Int, Comparison, Timestamp)
    case comparison(Quantity, Comparison, Quantity)
    case not(Test)
    case and(Test, Test)
    case or(Test, Test)
    case step(BoolStep)

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
