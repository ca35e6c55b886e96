import CEL
import PropertyTesting

/// Makes random expressions that are well typed, and facts for their variables.
struct ExpressionGenerator {
    /// A type that expressions are made of; the letter stands for it in ``Templates``.
    enum Kind: Character, CaseIterable {
        case bool = "b", int = "i", uint = "u", double = "d", string = "s", bytes = "y", timestamp = "t", duration = "g"
        case ints = "I", strings = "S", counts = "M", document = "X"

        var type: CELType {
            switch self {
            case .bool: .bool
            case .int: .int
            case .uint: .uint
            case .double: .double
            case .string: .string
            case .bytes: .bytes
            case .timestamp: .timestamp
            case .duration: .duration
            case .ints: .list(.int)
            case .strings: .list(.string)
            case .counts: .map(key: .string, value: .int)
            case .document: .dyn
            }
        }
    }

    /// What may be used: everything, or only what other implementations have too.
    enum Dialect {
        case whole, shared
    }

    var random: SplitMix64
    let dialect: Dialect
    let depthMax: Int
    private var scope: [(name: String, kind: Kind)] = []
    private var nextLocal = 0

    /// The variables of every expression.
    static let variables: [(name: String, kind: Kind)] = [
        ("b1", .bool), ("b2", .bool), ("i1", .int), ("i2", .int), ("i3", .int), ("u1", .uint), ("d1", .double), ("d2", .double),
        ("s1", .string), ("s2", .string), ("s3", .string), ("y1", .bytes), ("t1", .timestamp), ("t2", .timestamp), ("g1", .duration),
        ("li", .ints), ("ls", .strings), ("m", .counts), ("x", .document),
    ]

    static let environment: Environment = {
        var environment = Environment()
        for variable in variables { environment.declare(variable: variable.name, variable.kind.type) }
        return environment
    }()

    init(seed: UInt64, dialect: Dialect, depthMax: Int = 4) {
        random = SplitMix64(seed: seed)
        self.dialect = dialect
        self.depthMax = depthMax
        scope = Self.variables
    }

    // MARK: Expressions

    mutating func expression() -> String { expression(random.pick(Kind.allCases), depth: 1 + random.below(depthMax)) }

    mutating func expression(_ kind: Kind, depth: Int) -> String {
        guard depth > 0, random.below(8) > 0 else { return leaf(kind) }
        let common = Templates.shared[kind] ?? []
        let more = dialect == .whole ? Templates.more[kind] ?? [] : []
        let index = random.below(common.count + more.count)
        return fill(index < common.count ? common[index] : more[index - common.count], depth: depth - 1)
    }

    /// Puts expressions in the place of `$` and a letter, leaves in the place of `%` and a letter. `@` and a letter is a new variable of that kind, which the
    /// placeholders behind it may use.
    private mutating func fill(_ template: String, depth: Int) -> String {
        let outer = scope.count
        defer { scope.removeLast(scope.count - outer) }
        var result = ""
        var characters = template.makeIterator()
        while let character = characters.next() {
            switch character {
            case "%":
                // A letter that is no kind belongs to a format.
                let letter = characters.next()
                if let kind = letter.flatMap(Kind.init), !template.contains("format") || kind == .int {
                    let part = leaf(kind)
                    result += isAtom(part) ? part : "(\(part))"
                } else {
                    result += "%" + (letter.map(String.init) ?? "")
                }
            case "$":
                // A dollar before anything else is the end of a pattern.
                let letter = characters.next()
                guard let kind = letter.flatMap(Kind.init) else {
                    result += "$" + (letter.map(String.init) ?? "")
                    continue
                }
                let part = expression(kind, depth: depth)
                result += isAtom(part) ? part : "(\(part))"
            case "@":
                guard let kind = characters.next().flatMap(Kind.init) else { preconditionFailure("a variable without a kind: \(template)") }
                let name = "v\(nextLocal)"
                nextLocal += 1
                scope.append((name, kind))
                result += name
            default: result.append(character)
            }
        }
        return result
    }

    private func isAtom(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) }
    }

    private mutating func leaf(_ kind: Kind) -> String {
        let known = scope.filter { $0.kind == kind }
        if !known.isEmpty, random.below(10) < 6 { return random.pick(known).name }
        return literal(value(kind, size: 3), kind)
    }

    private func literal(_ value: Value, _ kind: Kind) -> String {
        // A negative number in brackets of its own, wherever it comes to stand.
        switch value {
        case .int(let number): number < 0 ? "(\(number))" : "\(number)"
        case .map where kind == .document: "dyn(\(value))"
        case .double(let number): number.isFinite && number.sign == .minus ? "(\(value))" : value.description
        default: value.description
        }
    }

    // MARK: Facts

    /// Values for ``variables``, in their order.
    mutating func facts() -> [Value] { Self.variables.map { value($0.kind, size: 4) } }

    mutating func value(_ kind: Kind, size: Int) -> Value {
        switch kind {
        case .bool: return .bool(random.below(2) == 0)
        case .int: return .int(int())
        case .uint: return .uint(random.pick([0, 1, 2, 3, 7, 100, 18_446_744_073_709_551_615, UInt64(random.below(50))]))
        case .double: return .double(double())
        case .string: return .string(string())
        case .bytes: return .bytes((0..<random.below(5)).map { _ in UInt8(random.pick([0x61, 0x62, 0xFF, 0x0A, 0xC3, 0xA9])) })
        case .timestamp:
            let seconds = random.pick([0, 1_795_370_400, 951_782_400, -1, 1_711_846_800, Int64(random.below(2_000_000_000))])
            return .timestamp(Timestamp(seconds: seconds, nanoseconds: Int32(random.pick([0, 0, 5_000_000, 999_000_000])))!)
        case .duration:
            return .duration(.seconds(random.pick([0, 1, -1, 90, 3600, 86_400, -7200])) + .milliseconds(random.pick([0, 0, 1, 250])))
        case .ints: return .list((0..<random.below(size + 1)).map { _ in .int(int()) })
        case .strings: return .list((0..<random.below(size + 1)).map { _ in .string(string()) })
        case .counts: return .map(map(size) { .int($0.int()) })
        case .document:
            return .map(
                map(size) { generator in
                    switch generator.random.below(8) {
                    case 0: .null
                    case 1: .bool(true)
                    case 2: .double(generator.double())
                    case 3: .list([.int(generator.int()), .string(generator.string()), .double(1.5)])
                    case 4: .map(MapValue(["p": .int(generator.int()), "q": .string(generator.string())]))
                    case 5: .string(generator.string())
                    default: .int(generator.int())
                    }
                })
        }
    }

    private mutating func map(_ size: Int, _ value: (inout ExpressionGenerator) -> Value) -> MapValue {
        var entries: [String: Value] = [:]
        for key in ["a", "k", "n", "é", "zz"].prefix(random.below(size + 2)) { entries[key] = value(&self) }
        return MapValue(entries)
    }

    private mutating func int() -> Int64 {
        random.below(12) == 0
            ? random.pick([.max, .min, 9_007_199_254_740_993, -9_007_199_254_740_993, 4_294_967_296]) : Int64(random.below(14)) - 4
    }

    private mutating func double() -> Double {
        random.below(10) == 0
            ? random.pick([.infinity, -.infinity, .nan, 1e300, -0.0, .leastNonzeroMagnitude, 9_007_199_254_740_992])
            : random.pick([0, 0.5, 1, 1.5, 2, 2.5, -1, -2.25, 100, 0.1, 1e21])
    }

    private mutating func string() -> String {
        random.pick([
            "", "a", "ab", "abc", "b", "Hello, World", "é", "e\u{301}", "日本", "🙂", "a b", "1", "-7", "2.5", "true", "a\nb", "A", "aXbXc",
            "x@y.de",
        ])
    }
}
