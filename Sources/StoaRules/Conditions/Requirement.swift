import StoaCommerce

/// One way in which a rule's conditions can hold: what it leaves of every fact.
struct Requirement: Sendable {
    private(set) var clauses: [Clause] = []
    private(set) var segments: Set<String> = []
    private(set) var foreignSegments: Set<String> = []
    /// The clause that left no value, and one before it that it contradicts.
    private(set) var contradiction: (clause: Clause, other: Clause?)?
    private var domains: [Fact: Domain] = [:]

    /// Amounts of a cart, each at most as much as the next: what is discountable now, all merchandise now, and at list.
    private static let ascending: [Fact] = [.cart("cart.subtotal"), .cart("cart.total"), .cart("cart.listTotal")]

    init(_ clauses: [Clause] = []) { for clause in clauses { add(clause) } }

    func domain(_ fact: Fact) -> Domain { domains[fact] ?? Domain(least: fact.path == "quantity" ? 1 : Self.isCounted(fact) ? 0 : nil) }

    func domain(_ owner: Fact.Owner, _ path: String) -> Domain { domain(Fact(owner: owner, path: path)) }

    /// Facts of a line that a clause speaks of.
    func facts(of owner: Fact.Owner) -> [Fact] { domains.keys.filter { $0.owner == owner }.sorted { $0.path < $1.path } }

    var otherLines: [Fact.Owner] {
        let numbers = domains.keys.compactMap { fact -> Int? in if case .other(let number) = fact.owner { number } else { nil } }
        return Set(numbers).sorted().map { .other($0) }
    }

    /// Facts that only some named values are left of.
    var fixedFacts: [Fact: Set<Constant>] { domains.compactMapValues(\.allowed) }

    mutating func add(_ clause: Clause) {
        switch clause.kind {
        case .unknown: break
        case .segment(let name, let isMember):
            if isMember { segments.insert(name) } else { foreignSegments.insert(name) }
            if !segments.isDisjoint(with: foreignSegments) { contradict(clause) }
        case .comparison(let fact, let relation, let constants):
            var domain = domain(fact)
            domain.restrict(relation, constants)
            domains[fact] = domain
            propagate(fact)
            if domains.values.contains(where: \.isEmpty) { contradict(clause) }
        }
        clauses.append(clause)
    }

    func adding(_ clauses: [Clause]) -> Requirement {
        var result = self
        for clause in clauses { result.add(clause) }
        return result
    }

    private mutating func contradict(_ clause: Clause) {
        guard contradiction == nil else { return }
        guard !clauses.isEmpty else { return contradiction = (clause, nil) }
        let isAlone = Requirement([clause]).contradiction != nil
        contradiction = (clause, isAlone ? nil : clauses.first { Requirement(pair: $0, clause).contradiction != nil })
    }

    /// Two clauses alone, without looking for who is to blame.
    private init(pair first: Clause, _ second: Clause) {
        add(first)
        guard contradiction == nil else { return }
        clauses = []
        add(second)
    }

    /// What a bound of one amount means for those that it is part of.
    private mutating func propagate(_ fact: Fact) {
        if let place = Self.ascending.firstIndex(of: fact) {
            let domain = domain(fact)
            if let least = domain.least { for larger in Self.ascending[place...] { change(larger) { $0.raise(to: least) } } }
            if let most = domain.most { for smaller in Self.ascending[...place] { change(smaller) { $0.lower(to: most) } } }
        }
        if fact.path == "quantity", let least = domain(fact).least { change(.cart("cart.quantity")) { $0.raise(to: least) } }
        if fact.path == "cart.quantity", let most = domain(fact).most {
            change(Fact(owner: .line(0), path: "quantity")) { $0.lower(to: most) }
        }
    }

    private mutating func change(_ fact: Fact, _ change: (inout Domain) -> Void) {
        var domain = domain(fact)
        change(&domain)
        domains[fact] = domain
    }

    private static let counted: Set<String> = [
        "cart.subtotal", "cart.total", "cart.listTotal", "cart.quantity", "customer.orders", "unitPrice", "listTotal", "total", "discount",
        "spend.lines",
    ]

    /// Facts that are never negative.
    private static func isCounted(_ fact: Fact) -> Bool { counted.contains(fact.path) }
}
