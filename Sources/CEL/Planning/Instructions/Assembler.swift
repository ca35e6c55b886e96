/// Puts the instructions of a condition in a row, the last ones first: where an instruction leads is then known when it is made.
struct Assembler {
    private(set) var code: [Instruction] = []
    private(set) var texts: [ComparedText] = []
    private(set) var steps: [BoolStep] = []
    private(set) var numbers: [IntStep] = []
    private(set) var loops: [FieldLoop] = []
    /// Whether a second number had to be kept while one was.
    private var keepsTwo = false

    /// Where the instructions begin; nowhere when more numbers are needed at the same time than can be kept.
    mutating func assemble(_ test: Test) -> Int {
        let entry = add(test, Instruction.isTrue, Instruction.isFalse, isKept: false)
        return keepsTwo ? Instruction.isUndecided : entry
    }

    /// Adds a test that leads to the one or the other, and tells where it begins.
    ///
    /// - Parameter isKept: Whether a number is kept that is still needed.
    private mutating func add(_ test: Test, _ whenTrue: Int, _ whenFalse: Int, isKept: Bool) -> Int {
        switch test {
        case .constant(let holds): return holds ? whenTrue : whenFalse
        case .not(let test): return add(test, whenFalse, whenTrue, isKept: isKept)
        case .and(.presence(let asked), .text(let property, let text)) where asked == property:
            return add(text, of: property, absentIsOther: true, whenTrue, whenFalse)
        case .and(.time(let slot, let times), .time(let other, let others)) where slot == other:
            return add(.time(slot: slot, times.intersection(others)), whenTrue, whenFalse, isKept: isKept)
        case .and(let left, let right):
            return add(left, add(right, whenTrue, whenFalse, isKept: isKept), whenFalse, isKept: isKept)
        case .or(let left, let right):
            return add(left, whenTrue, add(right, whenTrue, whenFalse, isKept: isKept), isKept: isKept)
        case .truth(let property): return add(.truth, whenTrue, whenFalse) { $0.property = property }
        case .presence(let property): return add(.presence, whenTrue, whenFalse) { $0.property = property }
        case .text(let property, let text): return add(text, of: property, absentIsOther: false, whenTrue, whenFalse)
        case .time(let slot, let times):
            return add(.timeWithin, whenTrue, whenFalse) {
                $0.property = Property(slot: slot, host: ObjectIdentifier(Timestamp.self), offset: 0, isOptional: false)
                $0.times = times
            }
        case .choice(let test, let this, let that):
            return add(test, add(this, whenTrue, whenFalse, isKept: isKept), add(that, whenTrue, whenFalse, isKept: isKept), isKept: isKept)
        case .number(.property(let property), let test):
            return add(.propertyPasses, whenTrue, whenFalse) {
                $0.property = property
                $0.test = test
            }
        case .number(let quantity, let test):
            let test = add(.passes, whenTrue, whenFalse) { $0.test = test }
            return add(quantity, then: test, isKept: isKept)
        case .comparison(let left, let comparison, let right):
            return add(left, comparison, right, whenTrue, whenFalse, isKept: isKept)
        case .loop(let loop):
            let index = loops.count
            loops.append(loop)
            return add(.loop, whenTrue, whenFalse) { $0.index = index }
        case .step(let step):
            let index = steps.count
            steps.append(step)
            return add(.step, whenTrue, whenFalse) { $0.index = index }
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
            $0.text = text.stored
            $0.index = index
        }
    }

    private mutating func add(
        _ left: Quantity, _ comparison: Comparison, _ right: Quantity, _ whenTrue: Int, _ whenFalse: Int, isKept: Bool
    ) -> Int {
        switch comparison {
        case .equal: return add(right, left, then: add(.equalsKept, whenTrue, whenFalse), isKept: isKept)
        case .greater: return add(right, left, then: add(.exceedsKept, whenTrue, whenFalse), isKept: isKept)
        case .less: return add(right, .greater, left, whenTrue, whenFalse, isKept: isKept)
        case .notEqual: return add(left, .equal, right, whenFalse, whenTrue, isKept: isKept)
        case .lessOrEqual: return add(left, .greater, right, whenFalse, whenTrue, isKept: isKept)
        case .greaterOrEqual: return add(left, .less, right, whenFalse, whenTrue, isKept: isKept)
        }
    }

    /// Adds what computes a number.
    private mutating func add(_ quantity: Quantity, then next: Int, isKept: Bool) -> Int {
        switch quantity {
        case .constant(let number): return add(.constant, next, next) { $0.number = number }
        case .property(let property): return add(.property, next, next) { $0.property = property }
        case .calculation(let left, let operation, .constant(let number)):
            let calculation = add(.calculateConstant, next, next) {
                $0.calculation = operation
                $0.number = number
            }
            return add(left, then: calculation, isKept: isKept)
        case .calculation(let left, let operation, .property(let property)):
            let calculation = add(.calculateProperty, next, next) {
                $0.calculation = operation
                $0.property = property
            }
            return add(left, then: calculation, isKept: isKept)
        case .calculation(let left, let operation, let right):
            let calculation = add(.calculateKept, next, next) { $0.calculation = operation }
            return add(left, right, then: calculation, isKept: isKept)
        case .choice(let test, let this, let that):
            return add(test, add(this, then: next, isKept: isKept), add(that, then: next, isKept: isKept), isKept: isKept)
        case .count(let loop):
            let index = loops.count
            loops.append(loop)
            return add(.count, next, next) { $0.index = index }
        case .step(let step):
            let index = numbers.count
            numbers.append(step)
            return add(.number, next, next) { $0.index = index }
        }
    }

    /// Adds what computes two numbers: the first one is kept, the second one at hand.
    private mutating func add(_ first: Quantity, _ second: Quantity, then next: Int, isKept: Bool) -> Int {
        if isKept { keepsTwo = true }
        let others = add(second, then: next, isKept: true)
        return add(first, then: add(.keep, others, others), isKept: isKept)
    }

    private mutating func add(
        _ operation: Instruction.Operation, _ whenTrue: Int, _ whenFalse: Int, _ fill: (inout Instruction) -> Void = { _ in }
    ) -> Int {
        var instruction = Instruction(operation: operation, whenTrue: whenTrue, whenFalse: whenFalse)
        fill(&instruction)
        code.append(instruction)
        return (code.count - 1) * MemoryLayout<Instruction>.stride
    }
}
