/// A condition as instructions, which suits conditions over stored properties of variables: a tree of steps calls a closure for
/// each of its nodes, which takes longer than to compare two numbers.
///
/// As columns, instructions answer only where all is well. When anything fails they give nil, and the steps are run, which raise
/// the error or absorb it.
final class Instructions: @unchecked Sendable {
    // @unchecked: nothing changes after `init`.

    private let numberConjuncts: Row<Conjuncts.Number>
    private let timeConjuncts: Row<Conjuncts.Time>
    private let textConjuncts: Row<Conjuncts.Text>
    private let code: Row<Instruction>
    private let texts: Row<ComparedText>
    private let steps: Row<BoolStep>
    private let numbers: Row<IntStep>
    private let loops: Row<Unmanaged<FieldLoop>>
    private let entry: Int
    private let variablesUsed: Int
    private let needsFrame: Bool

    /// Undecided from the beginning when the condition is only a step, or needs more numbers at the same time than the one at hand
    /// and the one kept.
    init(_ test: Test) {
        let split = Conjuncts(test)
        var assembler = Assembler()
        entry = test.isStep ? Instruction.isUndecided : assembler.assemble(split.rest)
        numberConjuncts = Row(split.numbers)
        timeConjuncts = Row(split.times)
        textConjuncts = Row(split.texts)
        code = Row(assembler.code)
        texts = Row(assembler.texts)
        steps = Row(assembler.steps)
        numbers = Row(assembler.numbers)
        loops = Row(assembler.loops.map { Unmanaged.passRetained($0) })
        let used = assembler.code.reduce(split.variablesUsed) { max($0, $1.property.slot + 1) }
        needsFrame = !(steps.isEmpty && numbers.isEmpty)
        // What is undecided from the beginning is found to be so as if it needed more variables than there are.
        variablesUsed = entry == Instruction.isUndecided ? .max : used
    }

    deinit {
        numberConjuncts.free()
        timeConjuncts.free()
        textConjuncts.free()
        code.free()
        texts.free()
        steps.free()
        numbers.free()
        for index in 0..<loops.count { loops.start[index].release() }
        loops.free()
    }

    /// How far a condition has been tested.
    enum Beginning {
        case decided(Bool)
        /// All conjuncts hold but the texts from this one on, which may be the same, stored in another way.
        case tested(next: UnsafePointer<Conjuncts.Text>)
        case undecided
    }

    /// Tests what needs no call. Without any call, a function that this is inlined into has no registers to save, which takes as
    /// long as a comparison.
    @inline(__always)
    func begin(_ bindings: UnsafeBufferPointer<Binding>) -> Beginning {
        guard let variables = bindings.baseAddress, variablesUsed <= bindings.count else { return .undecided }
        var number = UnsafePointer(numberConjuncts.start)
        while number != numberConjuncts.end {
            guard let memory = variables.address(of: number.pointee.property) else { return .undecided }
            guard number.pointee.test.passing.contains(memory.load(as: Int64.self)) else {
                return number.pointee.test.passes(memory.load(as: Int64.self)) == nil ? .undecided : .decided(false)
            }
            number += 1
        }
        var time = UnsafePointer(timeConjuncts.start)
        while time != timeConjuncts.end {
            guard let now = variables[time.pointee.slot].timestamp else { return .undecided }
            guard time.pointee.times.contains(now) else { return .decided(false) }
            time += 1
        }
        var text = UnsafePointer(textConjuncts.start)
        while text != textConjuncts.end {
            guard let memory = variables.address(of: text.pointee.property) else { return .undecided }
            guard text.pointee.stored.isSame(memory) else { return .tested(next: text) }
            text += 1
        }
        return entry == Instruction.isTrue ? .decided(true) : .tested(next: text)
    }

    /// Whether the condition holds; nil when only the steps can tell.
    func run(_ frame: inout Frame) -> Bool? {
        switch begin(frame.variables) {
        case .decided(let holds): holds
        case .tested(let next): finish(next, &frame)
        case .undecided: nil
        }
    }

    /// The same from where ``begin(_:)`` has come to.
    func finish(_ tested: UnsafePointer<Conjuncts.Text>, _ frame: inout Frame) -> Bool? {
        var budget = frame.spendable
        let before = budget
        let answer = finish(tested, frame.variables, &budget) { instruction, number in
            let index = instruction.pointee.index
            guard instruction.pointee.operation == .number else { return attempted(steps.start[index], &frame) }
            guard let result = attempted(numbers.start[index], &frame) else { return nil }
            number = result
            return true
        }
        return frame.spend(before - budget) ? answer : nil
    }

    /// The same for a condition that needs no step, and so no frame.
    @inline(__always)
    func finish(_ tested: UnsafePointer<Conjuncts.Text>, _ variables: UnsafeBufferPointer<Binding>, _ budget: UInt64) -> Bool? {
        guard !needsFrame else { return nil }
        var budget = budget
        return finish(tested, variables, &budget) { _, _ in nil }
    }

    @inline(__always)
    private func finish(
        _ tested: UnsafePointer<Conjuncts.Text>, _ bindings: UnsafeBufferPointer<Binding>, _ budget: inout UInt64,
        _ inFrame: (UnsafePointer<Instruction>, _ atHand: inout Int64) -> Bool?
    ) -> Bool? {
        var text = tested
        while text != textConjuncts.end, let variables = bindings.baseAddress {
            guard let memory = variables.address(of: text.pointee.property) else { return nil }
            guard text.pointee.text.isSame(as: memory.assumingMemoryBound(to: String.self).pointee) else { return false }
            text += 1
        }
        let code = UnsafeRawPointer(code.start)
        var next = entry
        var (atHand, kept): (Int64, Int64) = (0, 0)
        while next >= 0 {
            let instruction = (code + next).assumingMemoryBound(to: Instruction.self)
            guard let holds = follow(instruction, bindings, &atHand, &kept, &budget, inFrame) else { return nil }
            next = holds ? instruction.pointee.whenTrue : instruction.pointee.whenFalse
        }
        return next == Instruction.isUndecided ? nil : next == Instruction.isTrue
    }

    /// Whether the test holds, true for what is no test; nil when something fails.
    @inline(__always)
    private func follow(
        _ instruction: UnsafePointer<Instruction>, _ bindings: UnsafeBufferPointer<Binding>, _ atHand: inout Int64, _ kept: inout Int64,
        _ budget: inout UInt64, _ inFrame: (UnsafePointer<Instruction>, _ atHand: inout Int64) -> Bool?
    ) -> Bool? {
        guard let variables = bindings.baseAddress else { return nil }
        switch instruction.pointee.operation {
        case .propertyPasses:
            guard let memory = variables.address(of: instruction.pointee.property) else { return nil }
            return instruction.pointee.test.passes(memory.load(as: Int64.self))
        case .text:
            guard let memory = variables.address(of: instruction.pointee.property) else { return nil }
            if instruction.pointee.property.isOptional, memory.assumingMemoryBound(to: String?.self).pointee == nil {
                return instruction.pointee.absentIsOther ? false : nil
            }
            return instruction.pointee.text.isSame(memory) || isSame(instruction.pointee.index, memory)
        case .timeWithin:
            guard let time = variables[instruction.pointee.property.slot].timestamp else { return nil }
            return instruction.pointee.times.contains(time)
        case .truth:
            return variables.address(of: instruction.pointee.property)?.load(as: Bool.self)
        case .presence:
            guard let memory = variables.address(of: instruction.pointee.property) else { return nil }
            return !instruction.pointee.property.isOptional || memory.assumingMemoryBound(to: String?.self).pointee != nil
        case .passes: return instruction.pointee.test.passes(atHand)
        case .equalsKept: return atHand == kept
        case .exceedsKept: return atHand > kept
        case .step, .number: return inFrame(instruction, &atHand)
        case .loop: return loops.start[instruction.pointee.index]._withUnsafeGuaranteedRef { $0.answer(bindings, &budget) }
        case .count:
            let count = loops.start[instruction.pointee.index]._withUnsafeGuaranteedRef { $0.count(bindings, &budget) }
            guard let count else { return nil }
            atHand = Int64(count)
        case .constant: atHand = instruction.pointee.number
        case .property:
            guard let memory = variables.address(of: instruction.pointee.property) else { return nil }
            atHand = memory.load(as: Int64.self)
        case .calculateConstant:
            return calculate(instruction.pointee.calculation, atHand, instruction.pointee.number, &atHand)
        case .calculateProperty:
            guard let memory = variables.address(of: instruction.pointee.property) else { return nil }
            return calculate(instruction.pointee.calculation, atHand, memory.load(as: Int64.self), &atHand)
        case .calculateKept: return calculate(instruction.pointee.calculation, kept, atHand, &atHand)
        case .keep: kept = atHand
        }
        return true
    }

    /// Whether the text that lies there is the constant one, though it may be stored in another way.
    @inline(never)
    private func isSame(_ index: Int, _ memory: UnsafeRawPointer) -> Bool {
        texts.start[index].isSame(as: memory.assumingMemoryBound(to: String.self).pointee)
    }

    /// Nil when there is no result.
    @inline(__always)
    private func calculate(_ operation: IntOperation, _ left: Int64, _ right: Int64, _ result: inout Int64) -> Bool? {
        let (number, overflow) = operation.report(left, right)
        result = number
        return overflow ? nil : true
    }
}

extension UnsafePointer<Binding> {
    /// Where the property lies; nil when the variable holds no such object.
    @inline(__always)
    fileprivate func address(of property: Property) -> UnsafeRawPointer? {
        let variable = self + property.slot
        // A host type is told only together with an address: see ``Binding``.
        return variable.pointee.host == property.host ? variable.pointee.address.unsafelyUnwrapped + property.offset : nil
    }
}
