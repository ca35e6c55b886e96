import CEL
import PropertyTesting

/// Makes well-typed expressions over a ``Depot``.
struct RandomExpression {
    var random: SplitMix64
    /// What is in scope: `depot` and the variables of the comprehensions around.
    private var scope: [(name: String, kind: Kind)] = [("depot", .depot)]
    private var names = 0

    enum Kind { case depot, parcel, part, int, double, text, bool }

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// The names of a kind's fields, by their types.
    private struct Fields {
        var bools: [String] = []
        var ints: [String] = []
        var doubles: [String] = []
        var texts: [String] = []
        var times: [String] = []
        var optional: [String] = []
    }

    private static let fields: [Kind: Fields] = [
        .depot: Fields(
            bools: ["open"], ints: ["limit"], doubles: ["rate"], texts: ["name", "note"], times: ["since"], optional: ["note"]),
        .parcel: Fields(
            bools: ["fragile"], ints: ["weight", "floor"], doubles: ["price"], texts: ["label", "owner"], times: ["sent"],
            optional: ["floor", "owner"]),
        .part: Fields(ints: ["count"], texts: ["code"]),
    ]
    private static let lists: [Kind: [(String, Kind)]] = [
        .depot: [("codes", .int), ("tags", .text), ("rates", .double), ("flags", .bool), ("parcels", .parcel), ("parcels", .parcel)],
        .parcel: [("marks", .text), ("sizes", .int), ("parts", .part)],
    ]

    /// An expression of type bool.
    mutating func condition(depth: Int = 4) -> String {
        guard depth > 0 else { return comparison(0) }
        switch Int.random(in: 0..<14, using: &random) {
        // In bodies conjunctions are frequent: their right sides are computed for some elements only.
        case 0, 1: return "(\(condition(depth: depth - 1)) && \(condition(depth: depth - 1)))"
        case 2: return "(\(condition(depth: depth - 1)) || \(condition(depth: depth - 1)))"
        case 3: return scope.count == 1 ? quantifier(depth) : "!(\(condition(depth: depth - 1)))"
        case 4 where scope.count == 1:
            return "(\(condition(depth: depth - 1)) ? \(condition(depth: depth - 1)) : \(condition(depth: depth - 1)))"
        case 5, 6, 7: return quantifier(depth)
        case 8, 9: return scope.count == 1 ? quantifier(depth) : comparison(depth - 1)
        case 10: return "\(list("filter", depth)).size() \(relation()) \(number(1))"
        default: return comparison(depth - 1)
        }
    }

    private mutating func quantifier(_ depth: Int) -> String {
        if random.chance(15) { return membership() }
        return list(random.pick(["all", "exists", "exists", "exists_one"]), depth)
    }

    /// `x.list.macro(v, condition)`
    private mutating func list(_ macro: String, _ depth: Int) -> String {
        let owners = scope.filter { Self.lists[$0.kind] != nil }
        // The innermost owner most of the time: that is what nests.
        let owner = random.chance(60) ? owners[owners.count - 1] : random.pick(owners)
        let (field, kind) = random.pick(Self.lists[owner.kind] ?? [])
        names += 1
        let variable = "v\(names)"
        scope.append((variable, kind))
        defer { scope.removeLast() }
        return "\(owner.name).\(field).\(macro)(\(variable), \(condition(depth: depth - 1)))"
    }

    private mutating func membership() -> String {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return "\(text()) in [\((0..<random.pick([1, 3, 12])).map { _ in literal() }.joined(separator: ", "))]"
        case 1: return "\(number(1)) in [\((0..<random.pick([2, 9])).map { _ in intLiteral() }.joined(separator: ", "))]"
        default: return "\(text()) in depot.tags"
        }
    }

    private mutating func relation() -> String { random.pick(["==", "!=", "<", "<=", ">", ">="]) }

    private mutating func comparison(_ depth: Int) -> String {
        switch Int.random(in: 0..<9, using: &random) {
        case 0, 1, 2: return "\(number(max(depth, 1))) \(relation()) \(number(max(depth, 1)))"
        case 3: return "\(text()) \(random.pick(["==", "!="])) \(text())"
        case 4: return "\(text()).\(random.pick(["startsWith", "endsWith", "contains"]))(\(text()))"
        case 5: return field(\.bools) ?? bool()
        case 6:
            guard let name = field(\.optional) else { return bool() }
            return "has(\(name))"
        case 7:
            return
                "\(field(\.doubles) ?? variable(.double) ?? "1.0") \(relation()) \(random.chance(50) ? "1.0" : field(\.doubles) ?? "2.5")"
        default:
            let time = field(\.times) ?? "depot.since"
            return "\(time) \(relation()) \(random.chance(50) ? "timestamp(1795000000)" : field(\.times) ?? "depot.since")"
        }
    }

    private mutating func number(_ depth: Int) -> String {
        if depth > 0, random.chance(35) {
            return "(\(number(depth - 1)) \(random.pick(["+", "-", "*", "/", "%"])) \(number(depth - 1)))"
        }
        if depth > 0, random.chance(10) { return "(\(comparison(0)) ? \(number(0)) : \(number(0)))" }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return intLiteral()
        case 1, 2: return variable(.int) ?? intLiteral()
        case 3 where random.chance(30): return random.chance(50) ? "\(text()).size()" : "depot.codes.size()"
        default: return field(\.ints) ?? "depot.limit"
        }
    }

    private mutating func text() -> String {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return literal()
        case 1, 2: return variable(.text) ?? literal()
        default: return field(\.texts) ?? "depot.name"
        }
    }

    private mutating func bool() -> String { variable(.bool) ?? "depot.open" }

    private mutating func literal() -> String { "'\(random.pick(RandomDepot.texts))'" }

    private mutating func intLiteral() -> String { String(Int64.random(in: -1...6, using: &random)) }

    private mutating func variable(_ kind: Kind) -> String? { scope.last { $0.kind == kind }?.name }

    /// A field of one of the things in scope, of the innermost most of the time.
    private mutating func field(_ path: KeyPath<Fields, [String]>) -> String? {
        var choices: [String] = []
        if scope.count > 1, random.chance(70), let fields = Self.fields[scope[scope.count - 1].kind]?[keyPath: path], !fields.isEmpty {
            return "\(scope[scope.count - 1].name).\(random.pick(fields))"
        }
        for (name, kind) in scope { choices += (Self.fields[kind]?[keyPath: path] ?? []).map { "\(name).\($0)" } }
        if random.chance(10) { choices += (Self.fields[.parcel]?[keyPath: path] ?? []).map { "depot.best.\($0)" } }
        return choices.isEmpty ? nil : random.pick(choices)
    }
}
