import Diagnostics

/// A yes-or-no question about a text, answered on its bytes without a copy of it.
struct TextTest: Sendable {
    /// What the text is compared with.
    enum Other: Sendable {
        /// `==` or `!=`, the most frequent ones, without a call.
        case same(ComparedText, isWanted: Bool)
        case constant(@Sendable (String) -> Bool)
        case step(StringStep, @Sendable (String, String) -> Bool)
    }

    let other: Other
    /// Whether the size of the text is part of the cost.
    let isCharged: Bool

    static func cost(_ text: String) -> UInt64 { UInt64(text.utf8.count / 16) }

    /// Nil when the function is no such question.
    init?(_ function: String, _ step: Step, _ type: CELType, at span: SourceSpan) {
        if function == Operator.in {
            guard case .list(let values)? = step.constant, let set = TextSet(values) else { return nil }
            other = .constant { set.contains($0) }
            isCharged = false
            return
        }
        guard type == .string else { return nil }
        var constant: String?
        if case .string(let text)? = step.constant { constant = text }
        switch (function, constant) {
        case (Operator.equal, let text?): other = .same(ComparedText(text), isWanted: true)
        case (Operator.notEqual, let text?): other = .same(ComparedText(text), isWanted: false)
        case (Operator.equal, nil): other = .step(step.string(at: span), sameCodePoints)
        case (Operator.notEqual, nil): other = .step(step.string(at: span)) { !sameCodePoints($0, $1) }
        case ("startsWith", let part?): other = .constant { starts($0, with: part) }
        case ("endsWith", let part?): other = .constant { ends($0, with: part) }
        case ("contains", let part?): other = .constant { contains($0, part) }
        case ("startsWith", nil): other = .step(step.string(at: span), starts)
        case ("endsWith", nil): other = .step(step.string(at: span), ends)
        case ("contains", nil): other = .step(step.string(at: span), contains)
        default: return nil
        }
        isCharged = function != Operator.equal && function != Operator.notEqual
    }

    /// The question as data; nil when it is about no stored property, or needs a call.
    func test(of text: Step) -> Test? {
        guard case .same(let constant, let isWanted) = other, case .field(let target) = text,
            case .string(let access) = target.field.reader, let property = target.property(access)
        else { return nil }
        return isWanted ? .text(property, constant) : .not(.text(property, constant))
    }

    /// The question about the text that a step gives.
    func step(of text: Step, at span: SourceSpan) -> BoolStep {
        let text = text.string(at: span)
        let isCharged = isCharged
        switch other {
        case .same(let constant, let isWanted):
            return { (frame: inout Frame) throws(EvaluationError) in constant.isSame(as: try text(&frame)) == isWanted }
        case .constant(let passes):
            guard isCharged else { return { (frame: inout Frame) throws(EvaluationError) in passes(try text(&frame)) } }
            return { (frame: inout Frame) throws(EvaluationError) in
                let text = try text(&frame)
                try frame.charge(Self.cost(text))
                return passes(text)
            }
        case .step(let other, let passes):
            return { (frame: inout Frame) throws(EvaluationError) in
                let text = try text(&frame)
                let other = try other(&frame)
                if isCharged { try frame.charge(Self.cost(text) + Self.cost(other)) }
                return passes(text, other)
            }
        }
    }
}

/// Constant texts to look for; a few are compared one by one, which is faster than hashing.
struct TextSet: Sendable {
    private var few: [ComparedText] = []
    private var many: Set<MapKey> = []

    /// Nil when a value is of another type.
    init?(_ values: [Value]) {
        for value in values {
            guard case .string(let text) = value else { return nil }
            if values.count <= 8 { few.append(ComparedText(text)) } else { many.insert(.string(text)) }
        }
    }

    func contains(_ text: String) -> Bool {
        for candidate in few where candidate.isSame(as: text) { return true }
        return !many.isEmpty && many.contains(.string(text))
    }
}

@Sendable private func starts(_ text: String, with part: String) -> Bool {
    comparing(text, part) { holds($0, $1, at: 0) }
}

@Sendable private func ends(_ text: String, with part: String) -> Bool {
    comparing(text, part) { holds($0, $1, at: $0.count - $1.count) }
}

/// Whether the part stands in the text from an offset on; not when it would begin before the text or end after it.
@inline(__always)
private func holds(_ text: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    guard let partBytes = part.baseAddress else { return true }
    guard offset >= 0, offset + part.count <= text.count, let bytes = text.baseAddress else { return part.isEmpty }
    return sameBytes(bytes + offset, partBytes, part.count)
}

@Sendable private func contains(_ text: String, _ part: String) -> Bool {
    comparing(text, part) { text, part in
        guard let first = part.first else { return true }
        guard text.count >= part.count else { return false }
        // Searching in line takes at most the product of the lengths: only for short parts, which need no table.
        guard part.count <= 16 else { return firstPosition(of: Array(part), in: Array(text), from: 0) != nil }
        for start in 0...(text.count - part.count) where text[start] == first {
            if holds(text, part, at: start) { return true }
        }
        return false
    }
}

/// Hands over the bytes of both. A text that is not contiguous, which no native Swift string is, is copied.
@inline(__always)
private func comparing(_ text: String, _ part: String, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool) -> Bool {
    let answer = text.utf8.withContiguousStorageIfAvailable { textBytes in
        part.utf8.withContiguousStorageIfAvailable { partBytes in body(.init(textBytes), .init(partBytes)) }
    }
    if case .some(.some(let answer)) = answer { return answer }
    return Array(text.utf8).withUnsafeBytes { textBytes in Array(part.utf8).withUnsafeBytes { body(textBytes, $0) } }
}
