/// The values of an environment's variables for evaluations, by slot.
///
/// Fill it once and evaluate many programs against it. Reusing one bindings value for the next subject only overwrites
/// slots; nothing is looked up by name.
public struct Bindings: Sendable {
    var values: [Value?]

    /// Bindings with no variable set. Reading a variable that is not set is the error `cel.unboundVariable`.
    public init(for environment: Environment) {
        values = Array(repeating: nil, count: environment.slotCount)
    }

    /// The value of a variable, nil when it is not set. A slot of a later, larger environment is added on writing.
    public subscript(slot: Slot) -> Value? {
        get { slot.index < values.count ? values[slot.index] : nil }
        set {
            while values.count <= slot.index { values.append(nil) }
            values[slot.index] = newValue
        }
    }

    /// Sets a variable from a Swift value; a host value is boxed, at the cost of one allocation.
    public mutating func set(_ slot: Slot, _ value: some ValueConvertible) { self[slot] = value.celValue }
}
