/// A condition as instructions, which suits conditions over stored properties of variables: a tree of steps calls a closure for
/// each of its nodes, which takes longer than to compare two numbers.
///
/// As columns, instructions answer only where all is well. When anything fails they give nil, and the steps are run, which raise
/// the error or absorb it.
final class Instructions: @unchecked Sendable {
    // @unchecked: nothing changes after `init`. Pointers, because what is used of an array is retained and released.

    private let code: UnsafeMutablePointer<Instruction>
    private let texts: UnsafeMutablePointer<ComparedText>
    private let steps: UnsafeMutablePointer<BoolStep>
    private let numbers: UnsafeMutablePointer<IntStep>
    private let counts: (code: Int, texts: Int, steps: Int, numbers: Int)
    private let entry: Int

    /// Numbers that may be needed at the same time.
    static let registersMax = 8

    /// Without any instruction when the condition is only a step, or needs too many numbers at the same time.
    init(_ test: Test) {
        var assembler = Assembler()
        entry = test.isStep ? Instruction.isUndecided : assembler.assemble(test)
        code = copied(assembler.code)
        texts = copied(assembler.texts)
        steps = copied(assembler.steps)
        numbers = copied(assembler.numbers)
        counts = (assembler.code.count, assembler.texts.count, assembler.steps.count, assembler.numbers.count)
    }

    deinit {
        free(code, counts.code)
        free(texts, counts.texts)
        free(steps, counts.steps)
        free(numbers, counts.numbers)
    }

    /// Whether the condition holds; nil when only the steps can tell.
    @inline(__always)
    func run(_ frame: inout Frame) -> Bool? {
        run(frame.variables, { attempted(steps[$0], &frame) }, { attempted(numbers[$0], &frame) })
    }

    /// The same for a condition that needs no step, and so no frame.
    @inline(__always)
    func run(_ variables: UnsafeBufferPointer<Binding>) -> Bool? {
        counts.steps == 0 && counts.numbers == 0 ? run(variables, { _ in nil }, { _ in nil }) : nil
    }

    @inline(__always)
    private func run(_ variables: UnsafeBufferPointer<Binding>, _ step: (Int) -> Bool?, _ number: (Int) -> Int64?) -> Bool? {
        guard entry >= 0 else { return nil }
        return withUnsafeTemporaryAllocation(of: Int64.self, capacity: Self.registersMax) { registers -> Bool? in
            guard let registers = registers.baseAddress else { return nil }
            let code = code
            var next = entry
            while next >= 0 { next = follow(code + next, variables, registers, step, number) }
            return next == Instruction.isUndecided ? nil : next == Instruction.isTrue
        }
    }

    /// What follows the instruction.
    @inline(__always)
    private func follow(
        _ instruction: UnsafePointer<Instruction>, _ variables: UnsafeBufferPointer<Binding>, _ registers: UnsafeMutablePointer<Int64>,
        _ step: (Int) -> Bool?, _ number: (Int) -> Int64?
    ) -> Int {
        let holds: Bool
        switch instruction.pointee.operation {
        case .truth:
            guard let memory = variables.address(of: instruction.pointee.property) else { return Instruction.isUndecided }
            holds = memory.load(as: Bool.self)
        case .presence:
            guard let memory = variables.address(of: instruction.pointee.property) else { return Instruction.isUndecided }
            holds = !instruction.pointee.property.isOptional || memory.assumingMemoryBound(to: String?.self).pointee != nil
        case .text:
            guard let memory = variables.address(of: instruction.pointee.property) else { return Instruction.isUndecided }
            if instruction.pointee.property.isOptional, memory.assumingMemoryBound(to: String?.self).pointee == nil {
                return instruction.pointee.absentIsOther ? instruction.pointee.whenFalse : Instruction.isUndecided
            }
            holds = texts[instruction.pointee.index].isSame(as: memory.assumingMemoryBound(to: String.self).pointee)
        case .propertyEqual:
            guard let memory = variables.address(of: instruction.pointee.property) else { return Instruction.isUndecided }
            holds = memory.load(as: Int64.self) == instruction.pointee.number
        case .propertyLess:
            guard let memory = variables.address(of: instruction.pointee.property) else { return Instruction.isUndecided }
            holds = memory.load(as: Int64.self) < instruction.pointee.number
        case .propertyGreater:
            guard let memory = variables.address(of: instruction.pointee.property) else { return Instruction.isUndecided }
            holds = memory.load(as: Int64.self) > instruction.pointee.number
        case .timeEqual:
            guard let time = variables.timestamp(instruction.pointee.property.slot) else { return Instruction.isUndecided }
            holds = (time.seconds, time.nanoseconds) == (instruction.pointee.number, instruction.pointee.fraction)
        case .timeLess:
            guard let time = variables.timestamp(instruction.pointee.property.slot) else { return Instruction.isUndecided }
            holds = (time.seconds, time.nanoseconds) < (instruction.pointee.number, instruction.pointee.fraction)
        case .timeGreater:
            guard let time = variables.timestamp(instruction.pointee.property.slot) else { return Instruction.isUndecided }
            holds = (time.seconds, time.nanoseconds) > (instruction.pointee.number, instruction.pointee.fraction)
        case .timeWithin:
            guard let time = variables.timestamp(instruction.pointee.property.slot) else { return Instruction.isUndecided }
            holds =
                (time.seconds, time.nanoseconds) >= (instruction.pointee.number, instruction.pointee.fraction)
                && time < instruction.pointee.end
        case .equal: holds = registers[instruction.pointee.left] == registers[instruction.pointee.right]
        case .less: holds = registers[instruction.pointee.left] < registers[instruction.pointee.right]
        case .equalConstant: holds = registers[instruction.pointee.left] == instruction.pointee.number
        case .lessConstant: holds = registers[instruction.pointee.left] < instruction.pointee.number
        case .greaterConstant: holds = registers[instruction.pointee.left] > instruction.pointee.number
        case .step:
            guard let answer = step(instruction.pointee.index) else { return Instruction.isUndecided }
            holds = answer
        case .constant:
            registers[instruction.pointee.target] = instruction.pointee.number
            holds = true
        case .property:
            guard let memory = variables.address(of: instruction.pointee.property) else { return Instruction.isUndecided }
            registers[instruction.pointee.target] = memory.load(as: Int64.self)
            holds = true
        case .calculation:
            let right = registers[instruction.pointee.right]
            guard calculate(instruction, registers, right) else { return Instruction.isUndecided }
            holds = true
        case .propertyCalculation:
            guard let memory = variables.address(of: instruction.pointee.property),
                calculate(instruction, registers, memory.load(as: Int64.self))
            else { return Instruction.isUndecided }
            holds = true
        case .constantCalculation:
            guard calculate(instruction, registers, instruction.pointee.number) else { return Instruction.isUndecided }
            holds = true
        case .number:
            guard let result = number(instruction.pointee.index) else { return Instruction.isUndecided }
            registers[instruction.pointee.target] = result
            holds = true
        }
        return holds ? instruction.pointee.whenTrue : instruction.pointee.whenFalse
    }

    @inline(__always)
    private func calculate(
        _ instruction: UnsafePointer<Instruction>, _ registers: UnsafeMutablePointer<Int64>, _ right: Int64
    ) -> Bool {
        let (result, overflow) = instruction.pointee.calculation.report(registers[instruction.pointee.left], right)
        registers[instruction.pointee.target] = result
        return !overflow
    }
}

extension UnsafeBufferPointer<Binding> {
    /// Where the property lies; nil when the variable holds no such object.
    @inline(__always)
    fileprivate func address(of property: Property) -> UnsafeRawPointer? {
        address(property.slot, of: property.host).map { $0 + property.offset }
    }
}

private func copied<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    _ = memory.initialize(from: elements)
    return memory.baseAddress ?? .allocate(capacity: 1)
}

private func free<Element>(_ memory: UnsafeMutablePointer<Element>, _ count: Int) {
    memory.deinitialize(count: count)
    memory.deallocate()
}
