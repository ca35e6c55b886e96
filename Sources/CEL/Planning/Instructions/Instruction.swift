/// One instruction of ``Instructions``. It owns nothing, so that running it retains nothing.
///
/// A test names the instruction that follows when it holds and the one that follows when it does not, so that `&&`, `||`, `!`
/// and `?:` are no instructions: they are where the tests lead.
struct Instruction {
    enum Operation {
        // Tests of properties.
        case truth, presence, text, propertyEqual, propertyLess, propertyGreater
        // Other tests.
        case timeEqual, timeLess, timeGreater, timeWithin, equal, less, equalConstant, lessConstant, greaterConstant, step
        // Numbers, into the register `target`; `whenTrue` follows.
        case constant, property, calculation, propertyCalculation, constantCalculation, number
    }

    let operation: Operation
    let whenTrue: Int
    let whenFalse: Int
    /// A constant, or the seconds of a time.
    var number: Int64 = 0
    /// The nanoseconds of a time.
    var fraction: Int32 = 0
    /// The first moment after a window that begins at `number`.
    var end = Timestamp.minimum
    var property = Property(slot: 0, host: ObjectIdentifier(Never.self), offset: 0, isOptional: false)
    /// Whether an absent text is another text, and not a failure.
    var absentIsOther = false
    var calculation = IntOperation.add
    // Registers.
    var target = 0
    var left = 0
    var right = 0
    /// Among the texts or the steps.
    var index = 0

    // What follows when the condition is decided.
    static let isTrue = -1
    static let isFalse = -2
    /// Something has failed.
    static let isUndecided = -3
}
