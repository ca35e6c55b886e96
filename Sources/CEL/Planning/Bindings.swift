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
            defer {
                frame.clear()
                extendLifetime(cancellation)
            }
            return try body(&frame)
        }
    }
}

/// The value of one variable.
struct Binding: @unchecked Sendable {
    // @unchecked: what lies at the address is Sendable and never changes.

    let value: Value?
    /// The Swift type of the object and where it lies, when the value is one, which keeps it alive; else `Never` and nowhere.
    ///
    /// Beside the value, because taking the object out of it retains and releases it: 10 ns, as much as a condition takes.
    let host: ObjectIdentifier
    let address: UnsafeRawPointer?

    init(_ value: Value? = nil) {
        self.value = value
        var reference: HostReference?
        if case .host(let object)? = value { reference = object }
        host = reference?.type ?? ObjectIdentifier(Never.self)
        address = reference?.address
    }

    /// The variable's time, nil when it holds none; read without a copy of the value around it.
    @inline(__always)
    var timestamp: Timestamp? { if case .timestamp(let time)? = value { time } else { nil } }
}

extension UnsafeBufferPointer<Binding> {
    /// The value of a variable, nil when it is not set.
    func value(_ slot: Int) -> Value? { slot < count ? self[slot].value : nil }

    /// Where the object lies that a variable holds; nil when it holds none of this Swift type.
    @inline(__always)
    func address(_ slot: Int, of host: ObjectIdentifier) -> UnsafeRawPointer? {
        slot < count && self[slot].host == host ? self[slot].address : nil
    }

    /// A variable's time, nil when it holds none.
    @inline(__always)
    func timestamp(_ slot: Int) -> Timestamp? { slot < count ? self[slot].timestamp : nil }
}
