/// The values of an environment's variables for evaluations, by slot.
///
/// Fill it once and evaluate many programs against it. Reusing one bindings value for the next subject only overwrites
/// slots; nothing is looked up by name.
public struct Bindings: Sendable {
    private(set) var variables: [Binding]

    /// Bindings with no variable set. Reading a variable that is not set is the error `cel.unboundVariable`.
    public init(for environment: Environment) {
        variables = Array(repeating: Binding(), count: environment.slotCount)
    }

    /// The value of a variable, nil when it is not set. A slot of a later, larger environment is added on writing.
    public subscript(slot: Slot) -> Value? {
        get { slot.index < variables.count ? variables[slot.index].value : nil }
        set {
            while variables.count <= slot.index { variables.append(Binding()) }
            variables[slot.index] = Binding(newValue)
        }
    }

    /// Sets a variable from a Swift value; a host value is boxed, at the cost of one allocation.
    public mutating func set(_ slot: Slot, _ value: some ValueConvertible) { self[slot] = value.celValue }
}

extension Bindings {
    /// Runs `body` with a frame that reads these variables, which are kept alive as long as that takes.
    @inline(__always)
    func framed<Result>(
        for checked: CheckedExpression, limit: UInt64, cancellation: Cancellation? = nil,
        _ body: (inout Frame) throws(EvaluationError) -> Result
    ) throws(EvaluationError) -> Result {
        try variables.withUnsafeBufferPointer { (variables) throws(EvaluationError) in
            var frame = Frame(variables: variables, locals: checked.localsMax, limit: limit, cancellation: cancellation)
            return try body(&frame)
        }
    }
}

/// The value of one variable.
struct Binding: Sendable {
    let value: Value?
    /// The object, when the value is one; `value` keeps it alive.
    ///
    /// Unmanaged, because taking it out of `value` retains and releases it: 10 ns of the 20 that a condition over a field takes.
    let host: Unmanaged<HostReference>?

    init(_ value: Value? = nil) {
        self.value = value
        if case .host(let reference)? = value { host = .passUnretained(reference) } else { host = nil }
    }
}
