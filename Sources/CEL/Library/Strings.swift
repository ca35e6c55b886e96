extension FunctionTable {
    /// The functions on text of the specification's core.
    mutating func addStrings() {
        binary("contains", style: .receiver, [(.string, .string, .bool)]) { x, y in
            guard case .string(let text) = x, case .string(let part) = y else { return nil }
            return .bool(firstPosition(of: Array(part.utf8), in: Array(text.utf8), from: 0) != nil)
        }
        binary("startsWith", style: .receiver, [(.string, .string, .bool)]) { x, y in
            guard case .string(let text) = x, case .string(let part) = y else { return nil }
            return .bool(text.utf8.starts(with: part.utf8))
        }
        binary("endsWith", style: .receiver, [(.string, .string, .bool)]) { x, y in
            guard case .string(let text) = x, case .string(let part) = y else { return nil }
            return .bool(text.utf8.count >= part.utf8.count && text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8))
        }
        for style in [CallStyle.receiver, .global] {
            add(
                Overload(
                    name: "matches", style: style, parameters: [.string, .string], result: .bool,
                    implementation: StandardLibrary.matches, check: .custom(checkPattern)))
        }
    }
}

extension StandardLibrary {
    /// `text.matches(pattern)`; the planner reads a constant pattern once.
    static let matches = Implementation(
        .metered { (arguments: [Value], frame: inout Frame) throws(EvaluationError) -> Value in
            guard arguments.count == 2, case .string(let text) = arguments[0], case .string(let pattern) = arguments[1] else {
                throw .noOverload("matches", arguments)
            }
            return .bool(try match(text, try Pattern(pattern), &frame))
        }, isStandard: true)

    static func match(_ text: String, _ pattern: Pattern, _ frame: inout Frame) throws(EvaluationError) -> Bool {
        // Each code point visits at most every state; the bound is the product.
        try frame.charge(UInt64(pattern.size) + UInt64(text.utf8.count) * UInt64(pattern.size) / 16)
        return pattern.occurs(in: text)
    }
}

/// A constant pattern with a mistake is found by the compiler.
@Sendable private func checkPattern(_ arguments: [Value?]) -> EvaluationError? {
    guard case .string(let pattern)? = arguments[1] else { return nil }
    do throws(EvaluationError) {
        _ = try Pattern(pattern)
        return nil
    } catch {
        return error
    }
}

/// Where `part` first occurs in `whole`, at or after `start`. UTF-8 and arrays of code points both search right.
///
/// Knuth, Morris and Pratt: linear in the sum of the lengths whatever the texts.
func firstPosition<Unit: Equatable>(of part: [Unit], in whole: [Unit], from start: Int) -> Int? {
    guard !part.isEmpty else { return start <= whole.count ? start : nil }
    guard whole.count - start >= part.count else { return nil }
    var fallback = [0]
    fallback.reserveCapacity(part.count)
    var matched = 0
    for unit in part.dropFirst() {
        while matched > 0, part[matched] != unit { matched = fallback[matched - 1] }
        if part[matched] == unit { matched += 1 }
        fallback.append(matched)
    }
    matched = 0
    for position in start..<whole.count {
        while matched > 0, part[matched] != whole[position] { matched = fallback[matched - 1] }
        if part[matched] == whole[position] { matched += 1 }
        if matched == part.count { return position - part.count + 1 }
    }
    return nil
}
