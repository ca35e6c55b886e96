import CEL

extension Expression {
    /// Whether two trees are the same, ids and spans apart.
    func hasSameTree(as other: Expression) -> Bool {
        guard hasSameLabel(as: other), children.count == other.children.count else { return false }
        return zip(children, other.children).allSatisfy { $0.hasSameTree(as: $1) }
    }

    private func hasSameLabel(as other: Expression) -> Bool {
        switch (kind, other.kind) {
        case (.constant(let a), .constant(let b)): a.canonical == b.canonical
        case (.identifier(let a), .identifier(let b)): a == b
        case (.select(_, let a), .select(_, let b)), (.optionalSelect(_, let a), .optionalSelect(_, let b)),
            (.has(_, let a), .has(_, let b)):
            a == b
        case (.call(let a, _), .call(let b, _)): a == b
        case (.receiverCall(_, let a, _), .receiverCall(_, let b, _)): a == b
        case (.list(let a), .list(let b)): a.map(\.isOptional) == b.map(\.isOptional)
        case (.map(let a), .map(let b)): a.map(\.isOptional) == b.map(\.isOptional)
        case (.construct(let a, let fields), .construct(let b, let others)):
            a == b && fields.map(\.name) == others.map(\.name) && fields.map(\.isOptional) == others.map(\.isOptional)
        case (.comprehension(let a), .comprehension(let b)):
            a.operation == b.operation && a.variables == b.variables && (a.condition == nil) == (b.condition == nil)
        case (.bind(let a, _, _), .bind(let b, _, _)): a == b
        case (.optionalMap(_, let a, _, let isFlat), .optionalMap(_, let b, _, let isOtherFlat)): a == b && isFlat == isOtherFlat
        default: false
        }
    }
}
