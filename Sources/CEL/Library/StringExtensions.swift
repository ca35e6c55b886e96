extension FunctionTable {
    /// The `strings` extension; positions count code points.
    mutating func addStringExtensions() {
        binary("charAt", style: .receiver, [(.string, .int, .string)]) { (x, y) throws(EvaluationError) in
            guard case .string(let text) = x, case .int(let position) = y else { return nil }
            let scalars = Array(text.unicodeScalars)
            let place = try checkedPosition(position, scalars.count)
            return .string(place == scalars.count ? "" : String(scalars[place]))
        }
        variadic("indexOf", style: .receiver, [([.string, .string], .int), ([.string, .string, .int], .int)]) {
            (arguments: [Value]) throws(EvaluationError) in try indexOf(arguments)
        }
        variadic("lastIndexOf", style: .receiver, [([.string, .string], .int), ([.string, .string, .int], .int)]) {
            (arguments: [Value]) throws(EvaluationError) in try lastIndexOf(arguments)
        }
        unary("lowerAscii", style: .receiver, [(.string, .string)]) { x in
            guard case .string(let text) = x else { return nil }
            return .string(String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 32 : $0 }, as: UTF8.self))
        }
        unary("upperAscii", style: .receiver, [(.string, .string)]) { x in
            guard case .string(let text) = x else { return nil }
            return .string(String(decoding: text.utf8.map { (0x61...0x7A).contains($0) ? $0 - 32 : $0 }, as: UTF8.self))
        }
        unary("trim", style: .receiver, [(.string, .string)]) { x in
            guard case .string(let text) = x else { return nil }
            let scalars = text.unicodeScalars
            guard let first = scalars.firstIndex(where: { !isBlank($0) }), let last = scalars.lastIndex(where: { !isBlank($0) }) else {
                return .string("")
            }
            return .string(String(scalars[first...last]))
        }
        unary("reverse", style: .receiver, [(.string, .string)]) { x in
            guard case .string(let text) = x else { return nil }
            return .string(String(String.UnicodeScalarView(text.unicodeScalars.reversed())))
        }
        variadic("replace", style: .receiver, [([.string, .string, .string], .string), ([.string, .string, .string, .int], .string)]) {
            (arguments: [Value]) throws(EvaluationError) in try replace(arguments)
        }
        metered("split", style: .receiver, [([.string, .string], .list(.string)), ([.string, .string, .int], .list(.string))]) {
            (arguments: [Value], frame: inout Frame) throws(EvaluationError) in
            guard let parts = split(arguments) else { return nil }
            try frame.charge(UInt64(parts.count))
            return .list(parts)
        }
        variadic("substring", style: .receiver, [([.string, .int], .string), ([.string, .int, .int], .string)]) {
            (arguments: [Value]) throws(EvaluationError) in try substring(arguments)
        }
        variadic(
            "join", style: .receiver, [([.list(.string)], .string), ([.list(.string), .string], .string)], visitsElements: true
        ) { (arguments: [Value]) throws(EvaluationError) in try join(arguments) }
        unary("strings.quote", [(.string, .string)]) { x in
            if case .string(let text) = x { .string(quoted(text, escapesControls: false)) } else { nil }
        }
        binary("format", style: .receiver, [(.string, .list(.dyn), .string)], visitsElements: true) { (x, y) throws(EvaluationError) in
            guard case .string(let text) = x, case .list(let arguments) = y else { return nil }
            return .string(try formatted(text, arguments))
        }
    }
}

/// A position from 0 to the length, or an error.
private func checkedPosition(_ position: Int64, _ count: Int) throws(EvaluationError) -> Int {
    guard let place = Int(exactly: position), (0...count).contains(place) else {
        throw EvaluationError(code: "cel.indexOutOfRange", "position \(position) is out of range: the text has \(count) code points")
    }
    return place
}

private func indexOf(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { return nil }
    let scalars = Array(text.unicodeScalars)
    var start = 0
    if arguments.count == 3 {
        guard case .int(let from) = arguments[2] else { return nil }
        start = try checkedPosition(from, scalars.count)
    }
    return .int(Int64(firstPosition(of: Array(part.unicodeScalars), in: scalars, from: start) ?? -1))
}

private func lastIndexOf(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    guard case .string(let text) = arguments[0], case .string(let part) = arguments[1] else { return nil }
    let scalars = Array(text.unicodeScalars)
    let wanted = Array(part.unicodeScalars)
    var latest = scalars.count
    if arguments.count == 3 {
        guard case .int(let from) = arguments[2] else { return nil }
        latest = try checkedPosition(from, scalars.count)
    }
    guard wanted.count <= scalars.count else { return .int(-1) }
    let start = min(latest, scalars.count - wanted.count)
    // Backwards through both texts the last occurrence is the first.
    let reversed = Array(scalars[..<(start + wanted.count)].reversed())
    guard let found = firstPosition(of: wanted.reversed(), in: reversed, from: 0) else { return .int(-1) }
    return .int(Int64(reversed.count - found - wanted.count))
}

private func replace(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    guard case .string(let text) = arguments[0], case .string(let old) = arguments[1], case .string(let new) = arguments[2] else {
        return nil
    }
    var left = Int64.max
    if arguments.count == 4 {
        guard case .int(let count) = arguments[3] else { return nil }
        left = count < 0 ? .max : count
    }
    let scalars = Array(text.unicodeScalars)
    let wanted = Array(old.unicodeScalars)
    var result = String.UnicodeScalarView()
    var written = 0
    var produced = scalars.count
    let growth = max(0, new.unicodeScalars.count - wanted.count)
    var position = 0
    while left > 0, let found = firstPosition(of: wanted, in: scalars, from: position), found < scalars.count || wanted.isEmpty {
        result.append(contentsOf: scalars[written..<found])
        result.append(contentsOf: new.unicodeScalars)
        produced += growth
        guard produced <= Limits.elementsMax else { throw .tooLarge("the text") }
        written = found + wanted.count
        left -= 1
        position = wanted.isEmpty ? found + 1 : written
        if wanted.isEmpty {
            guard found < scalars.count else { break }
            result.append(scalars[found])
            written = found + 1
        }
    }
    if written < scalars.count { result.append(contentsOf: scalars[written...]) }
    return .string(String(result))
}

private func split(_ arguments: [Value]) -> [Value]? {
    guard case .string(let text) = arguments[0], case .string(let separator) = arguments[1] else { return nil }
    var limit = Int64.max
    if arguments.count == 3 {
        guard case .int(let count) = arguments[2] else { return nil }
        limit = count < 0 ? .max : count
    }
    if limit == 0 { return [] }
    if limit == 1 { return [.string(text)] }
    let scalars = Array(text.unicodeScalars)
    let wanted = Array(separator.unicodeScalars)
    var parts: [Value] = []
    var start = 0
    if wanted.isEmpty {
        while start < scalars.count, parts.count < limit - 1 {
            parts.append(.string(String(scalars[start])))
            start += 1
        }
        if start < scalars.count { parts.append(.string(string(scalars[start...]))) }
        return parts
    }
    while parts.count < limit - 1, let found = firstPosition(of: wanted, in: scalars, from: start) {
        parts.append(.string(string(scalars[start..<found])))
        start = found + wanted.count
    }
    parts.append(.string(string(scalars[start...])))
    return parts
}

private func substring(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    guard case .string(let text) = arguments[0], case .int(let from) = arguments[1] else { return nil }
    let scalars = Array(text.unicodeScalars)
    let start = try checkedPosition(from, scalars.count)
    var end = scalars.count
    if arguments.count == 3 {
        guard case .int(let to) = arguments[2] else { return nil }
        end = try checkedPosition(to, scalars.count)
    }
    guard start <= end else {
        throw EvaluationError(code: "cel.indexOutOfRange", "a substring cannot start at \(start) and end at \(end)")
    }
    return .string(string(scalars[start..<end]))
}

private func join(_ arguments: [Value]) throws(EvaluationError) -> Value? {
    guard case .list(let values) = arguments[0] else { return nil }
    var separator = ""
    if arguments.count == 2 {
        guard case .string(let text) = arguments[1] else { return nil }
        separator = text
    }
    var result = ""
    for (index, value) in values.enumerated() {
        guard case .string(let part) = value else { throw .wanted("string", value) }
        if index > 0 { result += separator }
        result += part
        guard result.utf8.count <= Limits.elementsMax else { throw .tooLarge("the text") }
    }
    return .string(result)
}

private func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

/// Unicode's white space, which leaves out zero-width characters.
private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
