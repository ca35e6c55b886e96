import CEL
import StoaCommerce

/// Reads a condition as alternatives, each a list of clauses that must hold together (disjunctive normal form).
struct ClauseReader {
    let program: Program
    let currency: Currency
    let field: [String]
    /// Lines that comprehensions ask for are numbered across a rule's conditions.
    private(set) var otherLines = 0

    /// A condition with more alternatives counts as one that is not understood.
    static let alternativesMax = 16

    init(_ program: Program, _ currency: Currency, field: [String], otherLines: Int) {
        self.program = program
        self.currency = currency
        self.field = field
        self.otherLines = otherLines
    }

    /// - Parameter line: what `line` stands for.
    mutating func alternatives(line: Fact.Owner) -> [[Clause]] { read(program.expression, holds: true, ["line": line]) }

    /// As above for a part of the condition, or for its opposite.
    mutating func alternatives(of node: Expression, holds: Bool, line: Fact.Owner) -> [[Clause]] {
        read(node, holds: holds, ["line": line])
    }

    private mutating func read(_ node: Expression, holds: Bool, _ lines: [String: Fact.Owner]) -> [[Clause]] {
        switch node.kind {
        case .constant(.bool(let flag)): return flag == holds ? [[]] : []
        case .call(Operator.not, let arguments) where arguments.count == 1: return read(arguments[0], holds: !holds, lines)
        case .call(let name, let arguments) where arguments.count == 2 && (name == Operator.and || name == Operator.or):
            let (left, right) = (read(arguments[0], holds: holds, lines), read(arguments[1], holds: holds, lines))
            return (name == Operator.and) == holds ? both(left, right, node) : limited(left + right, node)
        case .call(Operator.in, let arguments) where arguments.count == 2:
            return [[membership(arguments[0], arguments[1], holds, node, lines)]]
        case .call(let name, let arguments) where arguments.count == 2:
            return [[comparison(name, arguments[0], arguments[1], holds, node, lines)]]
        case .has(let operand, let field):
            guard let owner = fact(operand, lines) else { return [[unknown(node)]] }
            let fact = Fact(owner: owner.owner, path: owner.path.isEmpty ? field : owner.path + "." + field)
            return [[clause(.comparison(fact, holds ? .present : .absent, []), node)]]
        case .comprehension(let comprehension): return elements(comprehension, holds, node, lines)
        case .receiverCall(let receiver, let function, let arguments):
            guard holds, ["startsWith", "contains", "endsWith"].contains(function), let argument = arguments.first,
                let fact = fact(receiver, lines), let constant = constant(argument)
            else { return [[unknown(node)]] }
            return [[clause(.comparison(fact, .suggested, [constant]), node), unknown(node)]]
        default:
            guard let fact = fact(node, lines) else { return [[unknown(node)]] }
            return [[clause(.comparison(fact, .equal, [.bool(holds)]), node)]]
        }
    }

    // MARK: Combining

    private func both(_ left: [[Clause]], _ right: [[Clause]], _ node: Expression) -> [[Clause]] {
        guard left.count * right.count <= Self.alternativesMax else { return [[unknown(node)]] }
        return left.flatMap { one in right.map { one + $0 } }
    }

    private func limited(_ alternatives: [[Clause]], _ node: Expression) -> [[Clause]] {
        alternatives.count <= Self.alternativesMax ? alternatives : [[unknown(node)]]
    }

    // MARK: Single conditions

    private static let relations: [String: Relation] = [
        Operator.equal: .equal, Operator.notEqual: .notEqual, Operator.less: .less, Operator.lessOrEqual: .lessOrEqual,
        Operator.greater: .greater, Operator.greaterOrEqual: .greaterOrEqual,
    ]

    private func comparison(
        _ name: String, _ left: Expression, _ right: Expression, _ holds: Bool, _ node: Expression, _ lines: [String: Fact.Owner]
    ) -> Clause {
        guard let relation = Self.relations[name] else { return unknown(node) }
        let wanted = holds ? relation : relation.negated
        if let fact = fact(left, lines), let constant = constant(right) { return clause(.comparison(fact, wanted, [constant]), node) }
        if let fact = fact(right, lines), let constant = constant(left) {
            return clause(.comparison(fact, wanted.mirrored, [constant]), node)
        }
        return unknown(node)
    }

    /// `fact in [constants]`, or `"name" in customer.segments`.
    private func membership(
        _ element: Expression, _ list: Expression, _ holds: Bool, _ node: Expression, _ lines: [String: Fact.Owner]
    ) -> Clause {
        if let fact = fact(element, lines), case .list(let values)? = program.constant(list) {
            let constants = values.compactMap { Constant($0, in: currency) }
            guard constants.count == values.count else { return unknown(node) }
            return clause(.comparison(fact, holds ? .equal : .notEqual, constants), node)
        }
        if let name = constant(element)?.text, fact(list, lines) == .cart("customer.segments") {
            return clause(.segment(name, isMember: holds), node)
        }
        return unknown(node)
    }

    /// `cart.items.exists(i, …)` asks for one more line, `all` speaks of the line at hand as of every other.
    private mutating func elements(
        _ comprehension: Expression.Comprehension, _ holds: Bool, _ node: Expression, _ lines: [String: Fact.Owner]
    ) -> [[Clause]] {
        guard comprehension.range.path == ["cart", "items"], comprehension.variables.count == 1, let condition = comprehension.condition,
            comprehension.operation == .exists || comprehension.operation == .all
        else { return [[unknown(node)]] }
        var lines = lines
        if (comprehension.operation == .exists) == holds {
            lines[comprehension.variables[0]] = .other(otherLines)
            otherLines += 1
        } else {
            lines[comprehension.variables[0]] = .line(0)
        }
        return read(condition, holds: holds, lines)
    }

    private func clause(_ kind: Clause.Kind, _ node: Expression) -> Clause {
        Clause(kind: kind, origin: Origin(field: field, span: node.span, text: node.text))
    }

    private func unknown(_ node: Expression) -> Clause { clause(.unknown, node) }

    private func constant(_ node: Expression) -> Constant? { program.constant(node).flatMap { Constant($0, in: currency) } }

    // MARK: Facts

    private func fact(_ node: Expression, _ lines: [String: Fact.Owner]) -> Fact? {
        guard let (root, fields) = selections(node) else { return nil }
        if let owner = lines[root] { return Fact(owner: owner, path: minorUnits(fields).joined(separator: ".")) }
        guard ["cart", "customer", "payment", "channel", "now"].contains(root) else { return nil }
        let path = minorUnits([root] + fields).joined(separator: ".")
        return .cart(path == "cart.channel" ? "channel" : path)
    }

    /// The `amount` of money is the number that money stands for here.
    private func minorUnits(_ fields: [String]) -> [String] { fields.last == "amount" && fields.count > 1 ? fields.dropLast() : fields }

    private func selections(_ node: Expression) -> (root: String, fields: [String])? {
        switch node.kind {
        case .identifier(let name): return (name, [])
        case .select(let operand, let field): return selections(operand).map { ($0.root, $0.fields + [field]) }
        case .call(Operator.index, let arguments) where arguments.count == 2:
            guard let key = arguments[1].constant, case .string(let field) = key else { return nil }
            return selections(arguments[0]).map { ($0.root, $0.fields + [field]) }
        default: return nil
        }
    }
}
