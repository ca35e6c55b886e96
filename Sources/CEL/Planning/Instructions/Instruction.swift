/// One instruction of ``Instructions``. It owns nothing, so that running it retains nothing.
///
/// A test names the instruction that follows when it holds and the one that follows when it does not, so that `&&`, `||`, `!`
/// and `?:` are no instructions: they are where the tests lead.
struct Instruction {
    enum Operation: UInt8 {
        // Tests of variables.
        case propertyPasses, text, timeWithin, truth, presence
        // Tests of the number at hand, the second and third against the one that was kept.
        case passes, equalsKept, exceedsKept
        case step, loop
        // Numbers, which are at hand then; `whenTrue` follows.
        case constant, property, number, count
        // Calculations with the number at hand: with a constant, with a property, and of the one that was kept with it.
        case calculateConstant, calculateProperty, calculateKept
        /// Keeps the number at hand.
        case keep
    }

    let operation: Operation
    var calculation = IntOperation.add
    /// Whether an absent text is another text, and not a failure.
    var absentIsOther = false
    let whenTrue: Int
    let whenFalse: Int
    var property = Property(slot: 0, host: ObjectIdentifier(Never.self), offset: 0, isOptional: false)
    var number: Int64 = 0
    var test = NumberTest(.all)
    var times = Interval(only: Timestamp.minimum)
    var text = StoredText("")
    /// Among the texts, the steps or the loops.
    var index = 0

    // What follows is told in bytes from the first instruction, or is one of these.
    static let isTrue = -1
    static let isFalse = -2
    /// Something has failed.
    static let isUndecided = -3
}

/// The bits of a text as they lie in memory, which compare faster than its bytes. The same bits are the same text, as long as
/// somebody keeps the constant alive; other bits can be the same text too.
struct StoredText {
    private let bits: (UInt64, UInt64)

    init(_ text: String) { bits = unsafeBitCast(text, to: (UInt64, UInt64).self) }

    /// Whether the text that lies there has the same bits.
    @inline(__always)
    func isSame(_ memory: UnsafeRawPointer) -> Bool {
        let words = memory.assumingMemoryBound(to: UInt64.self)
        return words[0] == bits.0 && words[1] == bits.1
    }
}
