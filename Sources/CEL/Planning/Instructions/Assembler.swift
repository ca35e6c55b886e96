/// Puts the instructions of a condition in a row, the last ones first: where an instruction leads is then known when it is made.
struct Assembler {
    private(set) var code: [Instruction] = []
    private(set) var texts: [ComparedText] = []
    private(set) var steps: [BoolStep] = []
    private(set) var numbers: [IntStep] = []
    private var registersUsed = 0

    /// The number of the first instruction; of none when more registers are needed than there are.
    mutating func assemble(_ test: Test) -> Int {
        let entry = add(test, Instruction.isTrue, Instruction.isFalse, free: 0)
        return registersUsed <= Instructions.registersMax ? entry : Instruction.isUndecided
    }

    /// Adds a test that leads to the one or the other, and tells where it begins.
    ///
    /// - Parameter free: The first register that may be overwritten.
    private mutating func add(_ test: Test, _ whenTrue: Int, _ whenFalse: Int, free: Int) -> Int {
        switch test {
        case .constant(let holds): return holds ? whenTrue : whenFalse
        case .not(let test): return add(test, whenFalse, whenTrue, free: free)
        case .and(.presence(let asked), .text(let property, let text)) where asked == property:
            return add(text, of: property, absentIsOther: true, whenTrue, whenFalse)
        case .and(.time(let slot, .greaterOrEqual, let start), .time(let other, .less, let end)) where slot == other:
            return add(.timeWithin, slot, start, whenTrue, whenFalse, end: end)
        case .and(let left, let right): return add(left, add(right, whenTrue, whenFalse, free: free), whenFalse, free: free)
        case .or(let left, let right): return add(left, whenTrue, add(right, whenTrue, whenFalse, free: free), free: free)
        case .truth(let property): return add(.truth, whenTrue, whenFalse) { $0.property = property }
        case .presence(let property): return add(.presence, whenTrue, whenFalse) { $0.property = property }
        case .text(let property, let text): return add(text, of: property, absentIsOther: false, whenTrue, whenFalse)
        case .time(let slot, let comparison, let time):
            let (whenTrue, whenFalse) = comparison.isNegated ? (whenFalse, whenTrue) : (whenTrue, whenFalse)
            return add(comparison.of(.timeEqual, .timeLess, .timeGreater), slot, time, whenTrue, whenFalse)
        case .comparison(let left, let comparison, let right):
            let (whenTrue, whenFalse) = comparison.isNegated ? (whenFalse, whenTrue) : (whenTrue, whenFalse)
            return add(left, comparison, right, whenTrue, whenFalse, free: free)
        case .step(let step):
            let index = steps.count
            steps.append(step)
            return add(.step, whenTrue, whenFalse) { $0.index = index }
        }
    }

    private mutating func add(
        _ operation: Instruction.Operation, _ slot: Int, _ time: Timestamp, _ whenTrue: Int, _ whenFalse: Int, end: Timestamp = .minimum
    ) -> Int {
        add(operation, whenTrue, whenFalse) {
            $0.property = Property(slot: slot, host: ObjectIdentifier(Timestamp.self), offset: 0, isOptional: false)
            $0.number = time.seconds
            $0.fraction = time.nanoseconds
            $0.end = end
        }
    }

    private mutating func add(
        _ text: ComparedText, of property: Property, absentIsOther: Bool, _ whenTrue: Int, _ whenFalse: Int
    ) -> Int {
        let index = texts.count
        texts.append(text)
        return add(.text, whenTrue, whenFalse) {
            $0.property = property
            $0.absentIsOther = absentIsOther
            $0.index = index
        }
    }

    /// - Parameter comparison: Told apart from its negation by where it leads.
    private mutating func add(
        _ left: Quantity, _ comparison: Comparison, _ right: Quantity, _ whenTrue: Int, _ whenFalse: Int, free: Int
    ) -> Int {
        if case .property(let property) = left, case .constant(let number) = right {
            return add(comparison.of(.propertyEqual, .propertyLess, .propertyGreater), whenTrue, whenFalse) {
                $0.property = property
                $0.number = number
            }
        }
        if case .constant(let number) = right {
            let compare = add(comparison.of(.equalConstant, .lessConstant, .greaterConstant), whenTrue, whenFalse) {
                $0.left = free
                $0.number = number
            }
            return add(left, into: free, then: compare)
        }
        // The one register is greater when the other is less.
        let isGreater = comparison.of(false, false, true)
        let compare = add(comparison.of(.equal, .less, .less), whenTrue, whenFalse) {
            $0.left = isGreater ? free + 1 : free
            $0.right = isGreater ? free : free + 1
        }
        return add(left, into: free, then: add(right, into: free + 1, then: compare))
    }

    /// Adds what computes a number, and leaves the registers below `target` as they are.
    private mutating func add(_ quantity: Quantity, into target: Int, then next: Int) -> Int {
        registersUsed = max(registersUsed, target + 1)
        switch quantity {
        case .constant(let number):
            return add(.constant, next, next) {
                $0.target = target
                $0.number = number
            }
        case .property(let property):
            return add(.property, next, next) {
                $0.target = target
                $0.property = property
            }
        case .calculation(let left, let operation, .constant(let number)):
            let calculate = add(.constantCalculation, next, next) {
                $0.calculation = operation
                $0.target = target
                $0.left = target
                $0.number = number
            }
            return add(left, into: target, then: calculate)
        case .calculation(let left, let operation, .property(let property)):
            let calculate = add(.propertyCalculation, next, next) {
                $0.calculation = operation
                $0.target = target
                $0.left = target
                $0.property = property
            }
            return add(left, into: target, then: calculate)
        case .calculation(let left, let operation, let right):
            let calculate = add(.calculation, next, next) {
                $0.calculation = operation
                $0.target = target
                $0.left = target
                $0.right = target + 1
            }
            return add(left, into: target, then: add(right, into: target + 1, then: calculate))
        case .choice(let test, let this, let that):
            return add(test, add(this, into: target, then: next), add(that, into: target, then: next), free: target)
        case .step(let step):
            let index = numbers.count
            numbers.append(step)
            return add(.number, next, next) {
                $0.target = target
                $0.index = index
            }
        }
    }

    private mutating func add(
        _ operation: Instruction.Operation, _ whenTrue: Int, _ whenFalse: Int, _ fill: (inout Instruction) -> Void
    ) -> Int {
        var instruction = Instruction(operation: operation, whenTrue: whenTrue, whenFalse: whenFalse)
        fill(&instruction)
        code.append(instruction)
        return code.count - 1
    }
}

extension Comparison {
    /// `!=`, `>=` and `<=` are the other three with the answers changed.
    fileprivate var isNegated: Bool {
        switch self {
        case .equal, .less, .greater: false
        case .notEqual, .lessOrEqual, .greaterOrEqual: true
        }
    }

    /// The one that stands for the comparison without its negation.
    fileprivate func of<Choice>(_ equal: Choice, _ less: Choice, _ greater: Choice) -> Choice {
        switch self {
        case .equal, .notEqual: equal
        case .less, .greaterOrEqual: less
        case .greater, .lessOrEqual: greater
        }
    }
}
