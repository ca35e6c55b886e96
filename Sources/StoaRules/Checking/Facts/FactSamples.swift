import CEL
import JSONDocument
import StoaExpressions
import StoaExtension

/// Facts to try conditions over a command on, made from the constants that they compare facts with.
///
/// A condition of comparisons with constants, joined by `&&`, `||` and `!`, changes its answer at its constants only. So when each of
/// them was tried, and a value on either side of it, there is no other case.
struct FactSamples {
    /// A value for every path that is read: `command.amount.amount`; nil where the field is left out.
    typealias Sample = [[String]: JSON?]

    private var paths: [[String]] = []
    private var values: [[String]: [JSON?]] = [:]
    /// Texts of which a list may hold any.
    private var members: [[String]: [String]] = [:]
    private var understandsAll = true

    /// More combinations are not tried.
    static let countMax = 4096
    /// Lists with more texts to hold are not tried in full.
    private static let membersMax = 5

    init(_ conditions: [CommandExpression]) {
        for condition in conditions { read(condition.program.expression, condition.program) }
        for (path, texts) in members {
            var lists: [[String]] = [[]]
            for text in texts.prefix(Self.membersMax) { lists += lists.map { $0 + [text] } }
            if texts.count > Self.membersMax { understandsAll = false }
            values[path] = lists.map { .array($0.map(JSON.string)) }
        }
        // A condition that reads a field and its parts compares two things at once.
        for path in paths where paths.contains(where: { $0 != path && $0.starts(with: path) }) { understandsAll = false }
    }

    private var count: Int {
        paths.reduce(1) { $0 > Self.countMax ? $0 : $0 * (values[$1]?.count ?? 1) }
    }

    /// Whether the samples are every case that the conditions can tell apart.
    var areAll: Bool { understandsAll && count <= Self.countMax }

    /// The combinations, those first that take the first value of each path.
    var all: some Sequence<Sample> {
        (0..<min(count, Self.countMax)).lazy.map { number in
            var (rest, sample) = (number, Sample())
            for path in paths {
                let choices = values[path] ?? [nil]
                sample[path] = choices[rest % choices.count]
                rest /= choices.count
            }
            return sample
        }
    }

    // MARK: Reading

    private mutating func read(_ node: Expression, _ program: Program) {
        switch node.kind {
        case .constant(.bool): break
        case .call(let name, let arguments) where [Operator.and, Operator.or, Operator.not].contains(name):
            for argument in arguments { read(argument, program) }
        case .call(Operator.in, let arguments) where arguments.count == 2:
            if let path = path(arguments[0]), case .list(let constants)? = program.constant(arguments[1]) {
                for constant in constants { add(constant, of: path, isOrdered: false) }
            } else if let path = path(arguments[1]), case .string(let text)? = program.constant(arguments[0]) {
                note(path)
                if members[path]?.contains(text) != true { members[path, default: []].append(text) }
            } else {
                leave(node)
            }
        case .call(let name, let arguments) where arguments.count == 2 && Self.relations[name] != nil:
            let isOrdered = Self.relations[name] ?? false
            if let path = path(arguments[0]), let constant = program.constant(arguments[1]) {
                add(constant, of: path, isOrdered: isOrdered)
            } else if let path = path(arguments[1]), let constant = program.constant(arguments[0]) {
                add(constant, of: path, isOrdered: isOrdered)
            } else {
                leave(node)
            }
        case .has(let operand, let field):
            guard let path = path(operand) else { return leave(node) }
            add([nil, .string(Self.others[0])], of: path + [field])
        default:
            if let path = path(node) { add([.bool(true), .bool(false)], of: path) } else { leave(node) }
        }
    }

    /// Operators that compare, and whether they ask for an order.
    private static let relations = [
        Operator.equal: false, Operator.notEqual: false, Operator.less: true, Operator.lessOrEqual: true, Operator.greater: true,
        Operator.greaterOrEqual: true,
    ]

    /// Texts that no condition is likely to name.
    private static let others = ["other", "another"]

    private mutating func add(_ constant: Value, of path: [String], isOrdered: Bool) {
        switch constant {
        case .bool: add([.bool(true), .bool(false)], of: path)
        case .int(let number):
            let (less, more) = (number.subtractingReportingOverflow(1), number.addingReportingOverflow(1))
            add(
                [number, more.overflow ? number : more.partialValue, less.overflow ? number : less.partialValue].map(JSON.integer), of: path
            )
        case .string(let text):
            if isOrdered { understandsAll = false }
            add(([text] + Self.others).map(JSON.string), of: path)
        case .timestamp(let time):
            let near = [0, 1, -1].compactMap { time.adding(.milliseconds($0)).flatMap { JSON(celValue: .timestamp($0)) } }
            add(near, of: path)
        default:
            understandsAll = false
            note(path)
        }
    }

    /// A part that is not understood: what it reads gets some value, so that the rest can be judged.
    private mutating func leave(_ node: Expression) {
        understandsAll = false
        if let path = path(node) { return add(Self.others.map(JSON.string), of: path) }
        for child in node.children { leave(child) }
    }

    private mutating func add(_ more: [JSON?], of path: [String]) {
        note(path)
        for value in more where values[path]?.contains(value) != true { values[path, default: []].append(value) }
    }

    private mutating func note(_ path: [String]) { if !paths.contains(path) { paths.append(path) } }

    /// The path of a selection that begins with a name of the condition.
    private func path(_ node: Expression) -> [String]? {
        if case .call(Operator.index, let arguments) = node.kind, arguments.count == 2, case .string(let field)? = arguments[1].constant {
            return path(arguments[0]).map { $0 + [field] }
        }
        if case .select(let operand, let field) = node.kind { return path(operand).map { $0 + [field] } }
        return node.path
    }
}

extension FactSamples.Sample {
    /// What stands at a path and below it.
    func json(_ root: [String]) -> JSON? {
        if let own = self[root] { return own }
        var json: JSON?
        for (path, value) in self where path.count > root.count && path.starts(with: root) {
            let name = path[root.count]
            guard let part = path.count == root.count + 1 ? value : self.json(root + [name]) else { continue }
            if json == nil { json = .object([:]) }
            json?[name] = part
        }
        return json
    }
}
