/// Reads the syntax of RE2.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var flags = Flags()

    /// `(?i)` and its like, in force to the end of their group.
    private struct Flags {
        var ignoresCase = false
        var isMultiline = false
        var dotMatchesNewline = false
    }

    /// As in RE2.
    private static let repetitionsMax = 1000
    private static let depthMax = 100

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    mutating func pattern() throws(EvaluationError) -> PatternNode {
        let node = try alternatives()
        guard position == scalars.count else { throw invalid("')' closes nothing") }
        return node
    }

    private func invalid(_ reason: String) -> EvaluationError {
        EvaluationError(code: "cel.invalidPattern", "the pattern is not valid at character \(position + 1): \(reason)")
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private mutating func take() throws(EvaluationError) -> Unicode.Scalar {
        guard let scalar = current else { throw invalid("the pattern ends too early") }
        position += 1
        return scalar
    }

    // MARK: Structure

    private mutating func alternatives() throws(EvaluationError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw invalid("groups may be nested \(Self.depthMax) deep") }
        let outer = flags
        defer { flags = outer }
        var branches = [try sequence()]
        while skip("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence() throws(EvaluationError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = current, scalar != "|", scalar != ")" { nodes.append(try repeated(try atom())) }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// Lazy repetition (`*?`) finds other matches, but a match exists for it just when one does for the eager.
    private mutating func repeated(_ node: PatternNode) throws(EvaluationError) -> PatternNode {
        var bounds: (Int, Int?)?
        switch current {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            guard let counted = try counts() else { return node }
            bounds = counted
            position -= 1
        default: break
        }
        guard let (minimum, maximum) = bounds else { return node }
        position += 1
        _ = skip("?")
        switch current {
        case "*", "+", "?": throw invalid("a repetition cannot be repeated")
        default: return .repetition(node, minimum: minimum, maximum: maximum)
        }
    }

    /// `{2}`, `{2,}`, `{2,5}`; nil when the brace is a plain character.
    private mutating func counts() throws(EvaluationError) -> (Int, Int?)? {
        let start = position
        position += 1
        guard let minimum = try count() else {
            position = start
            return nil
        }
        var maximum: Int? = minimum
        if skip(",") { maximum = try count() }
        guard skip("}") else {
            position = start
            return nil
        }
        if let maximum, maximum < minimum { throw invalid("the bounds of the repetition are in the wrong order") }
        return (minimum, maximum)
    }

    private mutating func count() throws(EvaluationError) -> Int? {
        var digits = ""
        while let scalar = current, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard !digits.isEmpty else { return nil }
        guard let number = Int(digits), number <= Self.repetitionsMax else {
            throw invalid("a repetition may count to \(Self.repetitionsMax)")
        }
        return number
    }

    // MARK: Atoms

    private mutating func atom() throws(EvaluationError) -> PatternNode {
        let scalar = try take()
        switch scalar {
        case "(": return try group()
        case "[": return .set(try characterClass())
        case ".": return .set(.any(includingNewline: flags.dotMatchesNewline))
        case "^": return .assertion(flags.isMultiline ? .lineStart : .textStart)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .textEnd)
        case "\\": return try escape()
        case "*", "+", "?":
            position -= 1
            throw invalid("there is nothing to repeat")
        case "{":
            position -= 1
            if try counts() != nil { throw invalid("there is nothing to repeat") }
            position += 1
            return literal(scalar)
        default: return literal(scalar)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        guard flags.ignoresCase, !otherCases(of: scalar).isEmpty else { return .scalar(scalar) }
        return .set(ScalarSet(items: [.range(scalar.value, scalar.value)], ignoresCase: true))
    }

    private mutating func group() throws(EvaluationError) -> PatternNode {
        if skip("?") {
            if skip("P") || current == "<" {
                guard skip("<"), let end = scalars[position...].firstIndex(of: ">") else { throw invalid("a group's name is (?P<name>…)") }
                position = end + 1
            } else if try groupFlags() {
                return .empty
            }
        }
        let node = try alternatives()
        guard skip(")") else { throw invalid("the group is not closed") }
        return node
    }

    /// `i-s:` or `i)`; true for the second, whose flags hold for the rest of the group around.
    private mutating func groupFlags() throws(EvaluationError) -> Bool {
        var isOn = true
        while true {
            switch try take() {
            case "i": flags.ignoresCase = isOn
            case "m": flags.isMultiline = isOn
            case "s": flags.dotMatchesNewline = isOn
            case "U": break
            case "-": isOn = false
            case ":": return false
            case ")": return true
            case "=", "!", "<": throw invalid("look-around is not supported")
            default: throw invalid("unknown flag of a group")
            }
        }
    }

    private mutating func escape() throws(EvaluationError) -> PatternNode {
        let scalar = try take()
        switch scalar {
        case "A": return .assertion(.textStart)
        case "z": return .assertion(.textEnd)
        case "b": return .assertion(.wordBoundary)
        case "B": return .assertion(.notWordBoundary)
        case "Q": return quotation()
        case "1"..."9": throw invalid("back references are not supported")
        default: break
        }
        if let set = try escapedSet(scalar) { return .set(set) }
        return literal(try escapedScalar(scalar))
    }

    /// `\Q…\E`
    private mutating func quotation() -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = current {
            position += 1
            if scalar == "\\", skip("E") { break }
            nodes.append(literal(scalar))
        }
        return .sequence(nodes)
    }

    private mutating func escapedSet(_ scalar: Unicode.Scalar) throws(EvaluationError) -> ScalarSet? {
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "s": return .spaces
        case "S": return ScalarSet.spaces.inverted
        case "w": return .words
        case "W": return ScalarSet.words.inverted
        case "p", "P":
            var name = String(try take())
            if name == "{" {
                name = ""
                while let scalar = current, scalar != "}" {
                    name.unicodeScalars.append(scalar)
                    position += 1
                }
                guard skip("}") else { throw invalid("\\p{ is not closed") }
            }
            guard let categories = ScalarSet.categories(name) else { throw invalid("the category '\(name)' is not supported") }
            return ScalarSet(items: [.category(categories)], isNegated: scalar == "P")
        default: return nil
        }
    }

    private mutating func escapedScalar(_ scalar: Unicode.Scalar) throws(EvaluationError) -> Unicode.Scalar {
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{C}"
        case "v": return "\u{B}"
        case "a": return "\u{7}"
        case "x":
            var digits = ""
            if skip("{") {
                while let scalar = current, scalar != "}" {
                    digits.unicodeScalars.append(scalar)
                    position += 1
                }
                guard skip("}") else { throw invalid("\\x{ is not closed") }
            } else {
                for _ in 0..<2 { digits.unicodeScalars.append(try take()) }
            }
            guard let value = UInt32(digits, radix: 16), let result = Unicode.Scalar(value) else { throw invalid("not a code point") }
            return result
        case _ where scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil):
            throw invalid("'\\\(scalar)' is not an escape")
        default: return scalar
        }
    }

    // MARK: Classes

    /// Behind the `[`.
    private mutating func characterClass() throws(EvaluationError) -> ScalarSet {
        var set = ScalarSet(isNegated: skip("^"), ignoresCase: flags.ignoresCase)
        var isFirst = true
        while isFirst || current != "]" {
            isFirst = false
            if try namedClass(into: &set) { continue }
            guard let low = try classScalar(into: &set) else { continue }
            var high = low
            if current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                guard let end = try classScalar(into: &set), end >= low else { throw invalid("the range is in the wrong order") }
                high = end
            }
            set.items.append(.range(low.value, high.value))
        }
        position += 1
        return set
    }

    /// One code point of a class, or nil when a set such as `\d` was put in.
    private mutating func classScalar(into set: inout ScalarSet) throws(EvaluationError) -> Unicode.Scalar? {
        let scalar = try take()
        guard scalar == "\\" else { return scalar }
        let escaped = try take()
        if let inner = try escapedSet(escaped) {
            set.items.append(.set(inner))
            return nil
        }
        return try escapedScalar(escaped)
    }

    /// `[:alpha:]` or `[:^alpha:]` inside of a class.
    private mutating func namedClass(into set: inout ScalarSet) throws(EvaluationError) -> Bool {
        guard current == "[", position + 1 < scalars.count, scalars[position + 1] == ":" else { return false }
        guard let end = scalars[(position + 2)...].firstIndex(of: ":"), end + 1 < scalars.count, scalars[end + 1] == "]" else {
            return false
        }
        var name = String(String.UnicodeScalarView(scalars[(position + 2)..<end]))
        let isNegated = name.hasPrefix("^")
        if isNegated { name.removeFirst() }
        guard let items = ScalarSet.named[name] else { throw invalid("there is no class [:\(name):]") }
        set.items.append(.set(ScalarSet(items: items, isNegated: isNegated)))
        position = end + 2
        return true
    }
}
