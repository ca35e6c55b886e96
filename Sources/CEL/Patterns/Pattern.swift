/// A regular expression in the syntax of RE2, for `text.matches(pattern)`: true when it occurs anywhere in the text.
///
/// No back references and no look-around, so matching takes time linear in the text times ``size``.
struct Pattern: Sendable {
    let instructions: [Instruction]

    /// States of the automaton; the cost of a step over one code point.
    var size: Int { instructions.count }

    /// Instructions of a pattern, after repetitions have been written out.
    static let sizeMax = 5000

    enum Instruction: Sendable {
        case scalar(Unicode.Scalar)
        case set(ScalarSet)
        case assertion(Assertion)
        case jump(Int)
        case split(Int, Int)
        case match
    }

    /// A condition on a place between code points.
    enum Assertion: Sendable {
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, notWordBoundary
    }

    /// - Throws: `cel.invalidPattern` with the reason.
    init(_ text: String) throws(EvaluationError) {
        var parser = PatternParser(text)
        var assembler = PatternAssembler()
        try assembler.emit(try parser.pattern())
        try assembler.append(.match)
        instructions = assembler.instructions
    }
}

/// The syntax tree of a pattern.
indirect enum PatternNode: Sendable {
    case empty
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
    case assertion(Pattern.Assertion)
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repetition(PatternNode, minimum: Int, maximum: Int?)
}

/// Writes the tree as instructions.
private struct PatternAssembler {
    private(set) var instructions: [Pattern.Instruction] = []

    mutating func append(_ instruction: Pattern.Instruction) throws(EvaluationError) {
        guard instructions.count < Pattern.sizeMax else {
            throw EvaluationError(
                code: "cel.invalidPattern", "the pattern needs more than \(Pattern.sizeMax) states", hint: "repeat less")
        }
        instructions.append(instruction)
    }

    mutating func emit(_ node: PatternNode) throws(EvaluationError) {
        switch node {
        case .empty: return
        case .scalar(let scalar): try append(.scalar(scalar))
        case .set(let set): try append(.set(set))
        case .assertion(let assertion): try append(.assertion(assertion))
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .alternatives(let nodes): try alternatives(nodes[...])
        case .repetition(let node, let minimum, let maximum): try repetition(node, minimum, maximum)
        }
    }

    /// split a, rest; a; jump end; rest…; end
    private mutating func alternatives(_ nodes: ArraySlice<PatternNode>) throws(EvaluationError) {
        var jumps: [Int] = []
        for node in nodes.dropLast() {
            let split = instructions.count
            try append(.split(split + 1, 0))
            try emit(node)
            jumps.append(instructions.count)
            try append(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        if let last = nodes.last { try emit(last) }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func repetition(_ node: PatternNode, _ minimum: Int, _ maximum: Int?) throws(EvaluationError) {
        for _ in 0..<minimum { try emit(node) }
        guard let maximum else {
            let split = instructions.count
            try append(.split(split + 1, 0))
            try emit(node)
            try append(.jump(split))
            instructions[split] = .split(split + 1, instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in minimum..<max(minimum, maximum) {
            splits.append(instructions.count)
            try append(.split(instructions.count + 1, 0))
            try emit(node)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }
}
